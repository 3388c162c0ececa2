const SILENCE_MILLISECONDS_MAX = 60_000;
const STREAM_CHARACTERS_MAX = 1_000_000;

/**
 * Asks once. What comes of it is one of:
 * "done": answered. "unsent": the gateway has not taken it. "cut": it may have. "anew": the session is not known
 * any more. "spent": it was answered too long ago to be told by its id alone. "refused": it will not be answered,
 * however often it is asked. "barred": nothing will, from this page.
 */
async function ask(target, message, session, hear, stop) {
  let timer = 0;
  const live = () => {
    clearTimeout(timer);
    timer = setTimeout(() => stop.abort(), SILENCE_MILLISECONDS_MAX);
  };
  live();
  try {
    const response = await send(target, message, session, stop.signal);
    if (!response) return stop.signal.aborted ? "cut" : "unsent";
    const isStream = response.headers.get("Content-Type")?.startsWith("text/event-stream");
    return response.ok && isStream
      ? await readAnswer(response.body, live, hear, session)
      : await outcomeOf(response, session);
  } finally {
    clearTimeout(timer);
  }
}

/** Null when no head of an answer came. Cookies stay out of it, both ways. */
async function send(target, { text, id }, session, signal) {
  const headers = { "Content-Type": "application/json", Accept: "text/event-stream", ...target.headers };
  if (session) headers["X-Chat-Session"] = session.signature;
  try {
    return await fetch(target.url, {
      method: "POST", headers, signal, credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer",
      body: JSON.stringify({ message: text, messageId: id, sessionId: session?.id }),
    });
  } catch {
    return null;
  }
}

async function outcomeOf(response, session) {
  const { status } = response;
  if (status === 403) return refusalOf(await codeOf(response), session);
  if (status === 409) return (await codeOf(response)) === "MESSAGE_ID_SPENT" ? "spent" : "refused";
  if (status === 429 || status === 503) return "unsent";
  return status >= 500 ? "cut" : "refused";
}

/** A page that is not allowed must not be taken for a session that has ended: to begin anew would change nothing. */
function refusalOf(code, session) {
  if (code === "WIDGET_NOT_ALLOWED") return "barred";
  return code === "SESSION_UNKNOWN" && session ? "anew" : "refused";
}

async function codeOf(response) {
  try {
    return (await response.json()).errors[0].extensions.code;
  } catch {
    return null;
  }
}

async function readAnswer(body, live, hear, session) {
  let outcome = "cut";
  try {
    for await (const { kind, data } of eventsOf(body, live)) {
      if (kind === "done") outcome = "done";
      hear(kind, data);
      if (kind === "error") return data.code === "SERVICE_UNAVAILABLE" ? "cut" : refusalOf(data.code, session);
    }
  } catch {
    // Cut off, or not what a gateway says.
  }
  return outcome;
}

/** Server-sent events, as the WHATWG HTML standard has them; identifiers and waits are of no use here. */
async function* eventsOf(body, live) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let length = 0;
  let event = { kind: "message", lines: [] };
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      live();
      length += value.length;
      if (length > STREAM_CHARACTERS_MAX) return;
      const lines = (rest + value).split(/\r\n|\n/);
      rest = lines.pop();
      for (const line of lines) {
        if (line.startsWith("event:")) event.kind = line.slice(6).trim();
        else if (line.startsWith("data:")) event.lines.push(line.slice(5));
        else if (line === "") {
          if (event.lines.length) yield { kind: event.kind, data: JSON.parse(event.lines.join("\n")) };
          event = { kind: "message", lines: [] };
        }
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

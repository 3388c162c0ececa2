const RETRIES_MAX = 10;
const RETRY_MILLISECONDS = 1_000;
const RETRY_MILLISECONDS_MAX = 30_000;

/**
 * The messages and what becomes of them, one at a time. A shopper's message is "waiting", then "asking", and ends as
 * "sent", "cut", "refused" or "barred".
 *
 * A message of which no answer's head came is sent again by itself; one whose answer was cut off only when the shopper
 * says so. Both go with the id they had, by which the gateway knows a message that it has answered already.
 */
class Conversation {
  constructor(target, memory, view) {
    Object.assign(this, { target, memory, view, messages: [], generation: {} });
    Object.assign(this, { isWorking: false, isLost: false, tries: 0, timer: 0 });
    window.addEventListener("online", () => this.retry());
    window.addEventListener("offline", () => this.lose());
  }

  /** What this tab said on the pages before. A message that was under way then may have been answered. */
  resume() {
    for (const kept of this.memory.messages()) {
      if (kept.state === "asking") kept.state = "cut";
      this.messages.push(kept);
      this.view.show(kept);
    }
    this.work();
  }

  say(text) {
    this.add({ by: "you", text, state: "waiting", id: newId() });
    this.work();
  }

  /** At the shopper's word. */
  askAgain(message) {
    if (message.partial) this.remove(message.partial);
    message.partial = null;
    message.state = "waiting";
    this.view.mark(message);
    this.retry();
  }

  startOver() {
    clearTimeout(this.timer);
    this.stop?.abort();
    this.memory.forgetSession();
    this.messages.forEach((message) => this.view.remove(message));
    this.messages = [];
    this.generation = {};
    this.isLost = false;
    this.keep();
  }

  retry() {
    clearTimeout(this.timer);
    this.tries = 0;
    if (this.messages.some((message) => message.state === "waiting")) this.work();
    else this.calm();
  }

  async work() {
    if (this.isWorking) return;
    this.isWorking = true;
    try {
      let next;
      while ((next = this.messages.find((message) => message.state === "waiting"))) {
        if (!(await this.deliver(next))) break;
      }
    } finally {
      this.isWorking = false;
    }
  }

  /** False when there is no connection. */
  async deliver(message) {
    const generation = this.generation;
    this.turn(message, "asking");
    const session = this.memory.session();
    const stop = new AbortController();
    this.stop = stop;
    const listen = () => (kind, data) => {
      if (generation === this.generation) this.hear(message, kind, data);
    };
    let outcome = await ask(this.target, message, session, listen(), stop);
    if (outcome === "anew" && generation === this.generation) {
      this.memory.forgetSession();
      this.add({ by: "note", text: this.view.texts.anew }, this.messages.indexOf(message));
      outcome = await ask(this.target, message, null, listen(), stop);
    }
    if (outcome === "spent" && generation === this.generation) {
      message.id = newId();
      outcome = await ask(this.target, message, null, listen(), stop);
    }
    this.view.progress("");
    // The shopper has started over meanwhile: what came is of the conversation before.
    if (generation !== this.generation) return true;
    if (outcome === "unsent") {
      this.turn(message, "waiting");
      this.lose();
      return false;
    }
    if (outcome !== "cut") this.find();
    else if (navigator.onLine) this.calm();
    else this.lose();
    this.turn(message, outcome === "done" ? "sent" : outcome);
    return true;
  }

  hear(message, kind, data) {
    if (kind === "progress") this.view.progress(String(data.text));
    if (kind === "session") this.join(message, data);
    // Nothing was kept of a conversation that began with it.
    if (kind === "error" && message.isFirst) this.memory.forgetSession();
    if (kind === "reply") {
      this.view.progress(this.view.texts.writing);
      message.partial ??= this.add({ by: "shop", text: "" }, this.messages.indexOf(message) + 1);
      message.partial.text += String(data.text);
      this.view.grow(message.partial);
    }
    if (kind === "done") this.finish(message, data);
  }

  /** Before the reply: when that is cut off, the next message and a repeat go on in the same conversation. */
  join(message, { sessionId, text }) {
    message.isFirst = this.memory.session()?.id !== sessionId;
    this.memory.keepSession(sessionId, String(text));
  }

  finish(message, data) {
    const reply = message.partial ?? this.add({ by: "shop", text: "" }, this.messages.indexOf(message) + 1);
    reply.text = String(data.reply);
    if (data.language) reply.language = String(data.language);
    reply.sources = Array.isArray(data.sources) ? data.sources : [];
    message.partial = null;
    this.view.settle(reply);
  }

  lose() {
    clearTimeout(this.timer);
    const isWaiting = this.messages.some((message) => message.state === "waiting");
    if (navigator.onLine && !isWaiting) return;
    this.isLost = true;
    this.messages.forEach((message) => this.view.mark(message, true));
    const texts = this.view.texts;
    const isOver = this.tries >= RETRIES_MAX;
    this.view.connection(!navigator.onLine ? texts.offline : isOver ? texts.given : texts.unavailable);
    if (isOver || !isWaiting) return;
    // Spread, so that not every page asks in the same moment when a gateway comes back.
    const wait = Math.min(RETRY_MILLISECONDS * 2 ** this.tries, RETRY_MILLISECONDS_MAX) * (0.5 + Math.random() / 2);
    this.tries += 1;
    this.timer = setTimeout(() => this.work(), wait);
  }

  /** That the connection is back is said when a request has gone through, and not before. */
  calm() {
    if (!navigator.onLine) return;
    this.isLost = false;
    this.view.connection("");
  }

  find() {
    this.tries = 0;
    if (!this.isLost) return;
    this.isLost = false;
    this.view.connection(this.view.texts.back);
  }

  turn(message, state) {
    message.state = state;
    this.view.mark(message, this.isLost);
    this.keep();
  }

  /** A reply stands behind its own message, though others were written meanwhile. */
  add(message, at = this.messages.length) {
    this.view.show(message, this.messages[at]);
    this.messages.splice(at, 0, message);
    this.keep();
    return message;
  }

  remove(message) {
    this.messages = this.messages.filter((one) => one !== message);
    this.view.remove(message);
  }

  keep() {
    this.memory.keepMessages(this.messages);
  }
}

/** 128 random bits in base64url. Nobody guesses it: a first message, of no session yet, is known by it alone. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

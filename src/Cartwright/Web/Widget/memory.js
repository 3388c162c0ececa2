const MESSAGES_KEPT_MAX = 40;
const KEPT_CHARACTERS_MAX = 8000;

/**
 * What outlives a page. The session is kept for all tabs; what was said, which may hold an order's details, is kept
 * in its tab only and goes with it. A browser that keeps nothing, or has no room, makes each page a new conversation.
 */
function memoryOf(name) {
  const session = "cartwright-chat:" + name;
  const said = session + ":said";
  const open = session + ":open";
  let atHand = null;
  return {
    session() {
      return read("localStorage", session) ?? atHand;
    },
    keepSession(id, signature) {
      atHand = { id, signature };
      write("localStorage", session, atHand);
    },
    messages() {
      const kept = read("sessionStorage", said);
      return Array.isArray(kept) ? kept.filter((one) => typeof one?.text === "string") : [];
    },
    keepMessages(messages) {
      write("sessionStorage", said, messages.slice(-MESSAGES_KEPT_MAX).map(
        ({ by, text, state, sources, id, language }) => (
          { by, text: text.slice(0, KEPT_CHARACTERS_MAX), state, sources, id, language })));
    },
    isOpen: () => read("sessionStorage", open) === true,
    keepOpen: (isOpen) => write("sessionStorage", open, isOpen),
    forgetSession() {
      atHand = null;
      write("localStorage", session, null);
    },
  };
}

function read(store, key) {
  try {
    return JSON.parse(window[store].getItem(key));
  } catch {
    return null;
  }
}

function write(store, key, value) {
  try {
    if (value === null) window[store].removeItem(key);
    else window[store].setItem(key, JSON.stringify(value));
  } catch {
    // The page goes on without.
  }
}

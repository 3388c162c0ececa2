const DEFAULT_COLOR = "#1f4b99";

/** Null where the tag says neither of a key and a proxy, or where the widget stands already. */
function settingsOf(tag) {
  const { key, proxy, color, position, lang, title, dir, scheme } = tag?.dataset ?? {};
  if ((!key && !proxy) || document.querySelector("cartwright-chat")) return null;
  const wanted = (lang || document.documentElement.lang || navigator.language).toLowerCase().split("-")[0];
  const language = Object.hasOwn(TEXTS, wanted) ? wanted : "en";
  const texts = TEXTS[language];
  const isColor = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.test(color ?? "");
  return {
    language, texts,
    color: isColor ? color : DEFAULT_COLOR,
    title: title || texts.title,
    position: ["left", "right"].includes(position) ? position : "end",
    direction: ["ltr", "rtl"].includes(dir) ? dir : getComputedStyle(document.body).direction,
    scheme: ["light", "dark"].includes(scheme) ? scheme : "auto",
    nonce: tag.nonce,
    name: key || proxy,
    target: {
      url: new URL(key ? "/v1/chat/stream" : proxy.replace(/\/*$/, "/chat/stream"), key ? tag.src : location.href).href,
      headers: { "Accept-Language": language, ...(key ? { "X-Widget-Key": key } : {}) },
    },
  };
}

/** A constructed sheet passes a page's Content-Security-Policy; in an older browser it takes the script's nonce. */
function dress(shadow, nonce) {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    shadow.adoptedStyleSheets = [sheet];
  } catch {
    const style = make("style", nonce ? { nonce } : {}, STYLE);
    shadow.append(style);
  }
}

function start(tag) {
  const settings = settingsOf(tag);
  if (!settings) return;
  const memory = memoryOf(settings.name);
  const panel = new Panel(settings, {
    say: (text) => conversation.say(text),
    askAgain: (message) => conversation.askAgain(message),
    startOver: () => conversation.startOver(),
    opened: (isOpen) => memory.keepOpen(isOpen),
  });
  const conversation = new Conversation(settings.target, memory, panel);
  const host = make("cartwright-chat", { dir: settings.direction, "data-scheme": settings.scheme });
  const shadow = host.attachShadow({ mode: "open" });
  dress(shadow, settings.nonce);
  panel.root.style.setProperty("--accent", settings.color);
  panel.root.style.setProperty("--ink", inkOn(settings.color));
  shadow.append(panel.root);
  document.body.append(host);
  conversation.resume();
  // A panel that opens by itself takes no focus, and covers no page on a small screen.
  if (memory.isOpen() && !panel.narrow.matches) panel.open(false);
}

// Only while the script runs does the page say which tag it is.
const ownTag = document.currentScript ?? document.querySelector("script[src*='/widget.js']");
if (document.body) start(ownTag);
else document.addEventListener("DOMContentLoaded", () => start(ownTag), { once: true });

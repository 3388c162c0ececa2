const NARROW = "(max-width: 480px), (max-height: 420px)";
const NEAR_END_PIXELS = 60;
const MESSAGE_CHARACTERS_MAX = 10_000;

/** What the shopper sees and works: the button, the panel, the messages. It decides nothing of the conversation. */
class Panel {
  constructor(settings, actions) {
    this.texts = settings.texts;
    this.actions = actions;
    this.narrow = window.matchMedia(NARROW);
    this.shown = new Map();
    this.build(settings);
    this.narrow.addEventListener("change", () => this.adapt());
    this.adapt();
  }

  build({ texts, title, language, position }) {
    this.launcher = make(
      "button",
      {
        type: "button", class: "launcher", "aria-controls": "panel", "aria-expanded": "false",
        "aria-label": texts.open, click: () => (this.isOpen ? this.close() : this.open()),
      },
      icon("M4 4h16a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2H9l-5 4v-4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z"));
    this.log = make(
      "div", { class: "log", role: "log", "aria-label": texts.log, "aria-live": "polite", tabindex: "0" });
    this.doing = make("p", { class: "doing", role: "status", dir: "auto" });
    this.line = make("p", { class: "line", role: "status", dir: "auto" });
    this.input = make("textarea", {
      id: "input", rows: "2", maxlength: MESSAGE_CHARACTERS_MAX, placeholder: texts.hint, enterkeyhint: "send",
      dir: "auto", keydown: (event) => this.enter(event),
    });
    this.closer = make(
      "button", { type: "button", class: "icon", "aria-label": texts.close, click: () => this.close() },
      icon("M5 5l14 14M19 5L5 19"));
    const over = make("button", { type: "button", class: "over", click: () => this.startOver() }, texts.over);
    this.panel = make(
      "div", { id: "panel", class: "panel", role: "dialog", "aria-labelledby": "title", hidden: "" },
      make("div", { class: "head" }, make("span", { id: "title", class: "title" }, title), over, this.closer),
      this.log, this.doing, this.line,
      make(
        "form", { class: "form", submit: (event) => this.submit(event) },
        make("label", { for: "input", class: "unseen" }, texts.input), this.input,
        make("button", { type: "submit", class: "send" }, texts.send)));
    // Keys that are typed here would else reach the shop's own shortcuts, which see the host and no text field.
    const stop = (event) => event.stopPropagation();
    this.root = make(
      "div",
      {
        class: "root " + position, lang: language, role: "region", "aria-label": title,
        keydown: (event) => this.key(event), keyup: stop, keypress: stop,
      },
      this.panel, this.launcher);
    this.greet();
  }

  get isOpen() {
    return !this.panel.hidden;
  }

  /** On a small screen the panel covers the page, and so it is a modal dialog there. */
  adapt() {
    if (this.narrow.matches) this.panel.setAttribute("aria-modal", "true");
    else this.panel.removeAttribute("aria-modal");
    this.launcher.hidden = this.isOpen && this.narrow.matches;
  }

  open(takesFocus = true) {
    this.panel.hidden = false;
    this.label(this.texts.close);
    this.log.scrollTop = this.log.scrollHeight;
    if (takesFocus) this.input.focus();
  }

  close() {
    this.panel.hidden = true;
    this.label(this.texts.open);
    this.launcher.focus();
  }

  label(text) {
    this.launcher.setAttribute("aria-expanded", String(this.isOpen));
    this.launcher.setAttribute("aria-label", text);
    this.launcher.classList.remove("fresh");
    this.adapt();
    this.actions.opened(this.isOpen);
  }

  key(event) {
    event.stopPropagation();
    if (event.key === "Escape" && this.isOpen && !event.isComposing) this.close();
    if (event.key === "Tab" && this.isOpen && this.narrow.matches) this.wrap(event);
  }

  /** Behind a modal panel there is nothing to tab to. */
  wrap(event) {
    const stops = [...this.panel.querySelectorAll("button, a, textarea, [tabindex='0']")];
    const focused = this.root.getRootNode().activeElement;
    const [from, to] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
    if (focused !== from) return;
    event.preventDefault();
    to.focus();
  }

  enter(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.submit(event);
  }

  submit(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    this.input.value = "";
    this.input.focus();
    if (text) this.actions.say(text);
  }

  startOver() {
    this.actions.startOver();
    this.progress("");
    this.connection("");
    this.input.focus();
  }

  greet() {
    const text = make("div", { class: "text", dir: "auto" }, this.texts.greeting);
    this.log.append(make("div", { class: "message shop" }, text));
  }

  /** @param {object} next the message that it stands before; at the end without one. */
  show(message, next) {
    const { by } = message;
    const text = make("div", { class: "text", dir: "auto" });
    const foot = make("div", { class: "foot", dir: "auto" });
    const element = make("div", { class: "message " + by });
    if (by !== "note") element.append(make("span", { class: "unseen" }, this.texts[by] + " "));
    element.append(text, foot);
    if (message.language) text.lang = message.language;
    this.shown.set(message, { element, text, foot, read: "" });
    this.extend(this.shown.get(message), message.text);
    if (message.sources?.length) foot.append(this.sourcesOf(message.sources));
    this.mark(message);
    this.scrolling(() => this.log.insertBefore(element, this.shown.get(next)?.element ?? null), by === "you");
  }

  /** Adds what has come. The last word waits for its end, so that half a web address is no link. */
  grow(message) {
    const shown = this.shown.get(message);
    this.extend(shown, message.text.slice(0, message.text.search(/\S*$/)));
  }

  /** What stands already stays, so that a screen reader does not read it twice. */
  extend(shown, text) {
    if (!text.startsWith(shown.read)) {
      shown.text.replaceChildren();
      shown.read = "";
    }
    const more = linked(text.slice(shown.read.length), this.texts);
    shown.read = text;
    this.scrolling(() => shown.text.append(...more));
  }

  /** The whole reply with its sources. */
  settle(message) {
    const shown = this.shown.get(message);
    if (message.language) shown.text.lang = message.language;
    this.extend(shown, message.text);
    this.scrolling(() => {
      if (message.sources?.length) shown.foot.replaceChildren(this.sourcesOf(message.sources));
    });
    if (!this.isOpen) {
      this.launcher.classList.add("fresh");
      this.launcher.setAttribute("aria-label", `${this.texts.open} (${this.texts.fresh})`);
    }
  }

  sourcesOf(sources) {
    const items = sources.map(({ title, source, heading }) => make(
      "li", { dir: "auto" }, linkTo(source, [title, heading].filter(Boolean).join(" – "), this.texts)));
    return make("div", { class: "sources", dir: "auto" }, make("span", {}, this.texts.sources), make("ul", {}, ...items));
  }

  /** Says under a message of the shopper's what became of it. */
  mark(message, isLost = false) {
    const { foot } = this.shown.get(message) ?? {};
    if (!foot || message.by !== "you") return;
    const said = message.state === "waiting" ? (isLost ? "unsent" : "") : message.state;
    if (foot.dataset.said === said) return;
    const hadFocus = foot.contains(foot.getRootNode().activeElement);
    foot.dataset.said = said;
    foot.replaceChildren();
    if (said === "unsent" || said === "cut" || said === "refused") {
      foot.append(make("span", {}, this.texts[said]));
    }
    if (said === "barred") foot.append(make("span", {}, this.texts.refused + " " + this.texts.barred));
    if (said === "unsent" || said === "cut") {
      foot.append(" ", make("button", { type: "button", class: "again", click: () => {
        this.actions.askAgain(message);
        this.input.focus();
      } }, this.texts.again));
    }
    if (hadFocus) this.input.focus();
  }

  remove(message) {
    this.shown.get(message)?.element.remove();
    this.shown.delete(message);
  }

  progress(text) {
    if (this.doing.textContent !== text) this.doing.textContent = text;
  }

  connection(text) {
    if (this.line.textContent !== text) this.line.textContent = text;
  }

  /** Follows the end of the log, unless the shopper has scrolled up to read. */
  scrolling(change, isForced = false) {
    const { scrollHeight, scrollTop, clientHeight } = this.log;
    const isAtEnd = scrollHeight - scrollTop - clientHeight < NEAR_END_PIXELS;
    change();
    if (isAtEnd || isForced) this.log.scrollTop = this.log.scrollHeight;
  }
}

/** An element with attributes, properties that are functions as listeners, and children; text only, never markup. */
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

/** A drawing of one path on a field of 24 by 24. */
function icon(path) {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  const line = document.createElementNS(space, "path");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  line.setAttribute("d", path);
  drawing.append(line);
  return drawing;
}

/** A link to a web address; anything else stays text, whatever it claims to be. */
function linkTo(address, label, texts) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return label;
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") return label;
  return make(
    "a", { href: url.href, target: "_blank", rel: "noopener noreferrer" },
    label, make("span", { class: "unseen" }, " " + texts.tab));
}

/** Text with its web addresses as links. What ends a sentence or a bracket behind one is not its part. */
function linked(text, texts) {
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(/https?:\/\/[^\s<>"'“”«»]+/g)) {
    const address = found[0].replace(/[.,;:!?)\]}]+$/, "");
    parts.push(text.slice(from, found.index), linkTo(address, address, texts));
    from = found.index + address.length;
  }
  parts.push(text.slice(from));
  return parts.filter((part) => part !== "");
}

/** Black or white, whichever is read better on the colour (WCAG 2.2, relative luminance): at least 4.5 to 1. */
function inkOn(color) {
  const wide = color.length === 4 ? color.replace(/[0-9a-f]/gi, "$&$&") : color;
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(wide.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000000" : "#ffffff";
}

/**
 * Builds elements. Text is always text: nothing here, or anywhere else in the console, parses HTML.
 *
 *     h("p", { class: "hint" }, "Created ", when(key.created_at))
 */

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element. Properties are attributes, but for `onclick` and the like, which are listeners; `true` is an empty attribute, and
 * what is `null`, `undefined` or `false` is left out. Children are nodes, texts or arrays of them; null and false are left out.
 */
export function h(tag, properties, ...children) {
  return build(document.createElement(tag), properties, children);
}

/** The same for what is drawn. */
export function s(tag, properties, ...children) {
  return build(document.createElementNS(SVG, tag), properties, children);
}

/** Puts other children in place of those that are there. */
export function fill(element, ...children) {
  element.replaceChildren(...nodes(children));
  return element;
}

/** What is to be read aloud, and not seen. */
export function unseen(...children) {
  return h("span", { class: "unseen" }, ...children);
}

/** A text with names in it, each of which is written in its own direction: isolated`Revoke “${key.name}”?` */
export function isolated(texts, ...names) {
  return texts.map((text, index) => [text, index < names.length && h("bdi", null, names[index])]);
}

// An address that a link may lead to: of this console, or a web page. What comes from people can be anything.
function safeAddress(address) {
  // Browsers leave out tabs and ends of lines, and take a backslash for a slash: both would make a way out of a path.
  return /^(\/(?!\/)|#|https?:\/\/|blob:)[^\\\p{Cc}]*$/u.test(address) ? address : "#";
}

let lastID = 0;

/** A name for `id`, `for` and `aria-…`, which no other element has. */
export function freshID(stem) {
  lastID += 1;
  return `${stem}-${lastID}`;
}

function build(element, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value") element.value = value;
    else if (name === "href") element.setAttribute(name, safeAddress(String(value)));
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...nodes(children));
  return element;
}

function nodes(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}

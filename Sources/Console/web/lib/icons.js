/** Small drawings beside words, or in place of them where a button has a name for whoever cannot see it. */

import { h, s, unseen } from "./dom.js";

/** Lines in a box of 24, drawn in the colour of the text around them. */
const LINES = {
  pencil: ["M4 20h4L19 9a2.8 2.8 0 0 0-4-4L4 16z", "M13.5 6.5l4 4"],
  rotate: ["M4 11a8 8 0 0 1 14-4.5L20 8", "M20 3v5h-5", "M20 13a8 8 0 0 1-14 4.5L4 16", "M4 21v-5h5"],
  pause: ["M8 5v14", "M16 5v14"],
  play: ["M7 4.5v15l12-7.5z"],
  trash: ["M4 7h16", "M9 7V4h6v3", "M6 7l1 13h10l1-13", "M10 11v5", "M14 11v5"],
  copy: ["M9 9h11v11H9z", "M15 9V4H4v11h5"],
  check: ["M4 12.5l5 5L20 6.5"],
  plus: ["M12 5v14", "M5 12h14"],
  search: ["M17 10.5a6.5 6.5 0 1 1-13 0 6.5 6.5 0 0 1 13 0z", "M15.5 15.5L21 21"],
  warning: ["M12 4L2.5 20h19z", "M12 10v5", "M12 17.5v.5"],
  menu: ["M4 6h16", "M4 12h16", "M4 18h16"],
  more: ["M5 12h.01", "M12 12h.01", "M19 12h.01"],
  down: ["M6 9l6 6 6-6"],
  external: ["M13 4h7v7", "M20 4l-9 9", "M18 14v6H4V6h6"],
};

/** One of `pencil rotate pause play trash copy check plus search warning menu more down external`; nothing for a screen reader. */
export function icon(name) {
  return s("svg", { class: "icon", viewBox: "0 0 24 24", width: 16, height: 16, "aria-hidden": "true", focusable: "false" },
    LINES[name].map((line) => s("path", { d: line })));
}

/**
 * A button that shows only an icon. `label` is what it does, read aloud and shown on hover; `what` is to which thing, where a
 * page has many such buttons.
 */
export function iconButton({ name, label, what, onclick, className = "", ...attributes }) {
  return h("button", { type: "button", class: `icon-button ${className}`.trim(), title: label, onclick, ...attributes },
    icon(name), unseen(label, what && ` ${what}`));
}

/** The same as a link. */
export function iconLink({ name, label, what, href, className = "", ...attributes }) {
  return h("a", { class: `button icon-button ${className}`.trim(), title: label, href, ...attributes },
    icon(name), unseen(label, what && ` ${what}`));
}

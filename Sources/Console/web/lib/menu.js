/** A button that opens a box: closed by Esc, by a click elsewhere, and when what is in it leads to another page. */

import { freshID, h } from "./dom.js";

/** `content(close)` is asked for each time that it opens, and returns what stands in the box. */
export function menu({ label, className = "", title, content }) {
  const id = freshID("menu");
  const box = h("div", { id, class: "menu-box", hidden: true });
  const button = h("button", { type: "button", class: `quiet ${className}`, "aria-expanded": "false", "aria-controls": id, title }, label);
  const element = h("div", { class: "menu" }, button, box);
  button.addEventListener("click", () => (box.hidden ? open() : close()));
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || box.hidden) return;
    event.stopPropagation();
    close();
    button.focus();
  });
  box.addEventListener("click", (event) => { if (event.target.closest("a[href]")) close(); });

  function open() {
    box.replaceChildren(...[content(close)].flat());
    box.hidden = false;
    button.setAttribute("aria-expanded", "true");
    document.addEventListener("pointerdown", outside);
    element.addEventListener("focusout", leave);
    box.querySelector("input, a, button")?.focus();
  }
  function close() {
    box.hidden = true;
    button.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside);
    element.removeEventListener("focusout", leave);
  }
  function outside(event) {
    if (!element.contains(event.target)) close();
  }
  function leave(event) {
    if (event.relatedTarget && !element.contains(event.relatedTarget)) close();
  }
  return element;
}

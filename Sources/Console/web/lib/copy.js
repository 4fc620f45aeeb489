/** Copying, on https and on plain http alike. */

import { h, unseen } from "./dom.js";
import { notify } from "./notify.js";

/** A button that copies `text()`; `what` is for whoever cannot see where it stands. */
export function copyButton(text, what, label = "Copy") {
  const word = h("span", { "aria-live": "polite" }, label);
  const button = h("button", { type: "button", class: "small", onclick: copy }, word, unseen(` ${what}`));
  let timer;
  async function copy() {
    if (await copyText(text(), button)) say();
    else notify(`This browser does not let a page copy. Select ${what} and copy it yourself.`);
  }
  // In its place: notes are behind an open dialog.
  function say() {
    clearTimeout(timer);
    word.textContent = "Copied";
    timer = setTimeout(() => { word.textContent = label; }, 2500);
    if (!button.closest("dialog")) notify(`Copied ${what}.`);
  }
  return button;
}

/** Whether it is in the clipboard now. `near` is where the way for plain http may put a field: inside an open dialog, nothing
 *  else can be selected. */
export async function copyText(text, near = document.body) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text, near);
  }
}

// `navigator.clipboard` is not there on plain http.
function copyBySelection(text, near) {
  const field = h("textarea", { class: "offscreen", readonly: true, "aria-hidden": "true", tabindex: "-1", value: text });
  const focused = document.activeElement;
  (near.closest("dialog") ?? document.body).append(field);
  field.select();
  const isDone = document.execCommand("copy");
  field.value = "";
  field.remove();
  focused?.focus();
  return isDone;
}

/** A text that belongs somewhere else, such as an address, with a button that copies it; `hint` is a word on where it goes. */
export function copyRow(label, text, hint) {
  return h("div", { class: "copy-row" },
    h("div", null, h("span", { class: "copy-label" }, label), h("code", null, text), hint && h("span", { class: "hint" }, hint)),
    copyButton(() => text, label));
}

/** Buttons for a field of several choices, such as scopes: all of them at once, or none. */

import { h } from "./dom.js";

/** `field` is a `choiceField` with `multiple`. What cannot be chosen, or is not seen, stays as it is. */
export function selectAll(field) {
  return [["Select all", true], ["Select none", false]].map(([text, isOn]) =>
    h("button", { type: "button", class: "small", onclick: () => choose(field, isOn) }, text));
}

function choose({ inputs, control }, isOn) {
  for (const input of inputs) {
    if (!input.disabled && !input.closest("label").hidden) input.checked = isOn;
  }
  control.dispatchEvent(new Event("change", { bubbles: true }));
  control.dispatchEvent(new Event("input", { bubbles: true }));
}

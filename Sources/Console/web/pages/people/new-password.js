/** The field of a password that somebody chooses: the rules are said before, and what is typed can be looked at. */

import { h } from "../../lib/dom.js";
import { textField } from "../../lib/form.js";

const RULES = "12 to 256 characters of any kind; a few words that are not a saying do well. Sequences, repetitions, your name or address, “latchkey” and passwords known to attackers are refused.";

/** `name` is that of the member in the request's body. */
export function newPasswordField({ name, label, ...attributes }) {
  const field = textField({
    name, label, hint: RULES, type: "password", required: true, autocomplete: "new-password", check: lengthComplaint, ...attributes,
  });
  const show = h("input", { type: "checkbox", onchange: () => { field.control.type = show.checked ? "text" : "password"; } });
  field.control.after(h("div", null, h("label", { class: "choice" }, show, h("span", null, "Show password"))));
  return field;
}

// As the server counts: what looks the same is the same.
function lengthComplaint(password) {
  const { length } = [...password.normalize("NFC")];
  if (length < 12) return `At least 12 characters are needed; these are ${length}.`;
  return length > 256 ? `At most 256 characters are taken; these are ${length}.` : null;
}

/** The catalogue of scopes as a field of a form: rows to be added, edited and removed, each with its errors beside it. */

import { fill, freshID, h, unseen } from "../../lib/dom.js";
import { textField } from "../../lib/form.js";

const NAME = /^[a-z][a-z0-9:._-]{0,63}$/;
const PARTS = ["name", "label", "description"];

/** A field as those of lib/form.js; its value is an array of `{ name, label, description }`. */
export function catalogueField({ name, value }) {
  const complaint = h("p", { class: "error", id: freshID("scopes-error") });
  const list = h("div", null);
  const add = h("button", { type: "button", class: "small", onclick: () => append({ name: "", label: "", description: "" }).name.focus() }, "Add a scope");
  const element = h("fieldset", { class: "choices field", "aria-describedby": complaint.id },
    h("legend", null, "Catalogue"),
    h("p", { class: "hint" }, "Every scope that a key can have: at least one, at most 200. A gateway asks for the name; people read the label and what it allows."),
    complaint, list, h("div", { class: "actions start" }, add));
  let rows = [];
  let error = null;

  function append(scope) {
    const row = {
      name: textField({ name: "", label: "Scope", value: scope.name, required: true, class: "mono-input", placeholder: "invoices:read", check: (text) => (NAME.test(text.trim()) ? null : "Lower-case letters, digits and :._- are possible, a letter first.") }),
      label: textField({ name: "", label: "Label", value: scope.label, required: true, placeholder: "Read invoices" }),
      description: textField({ name: "", label: "What it allows", value: scope.description, placeholder: "View invoices" }),
    };
    const remove = h("button", { type: "button", class: "small", onclick: () => take(row) }, "Remove", unseen(" the scope ", scope.name || "that was added"));
    row.element = h("div", { class: "scope-row" }, PARTS.map((part) => row[part].element), remove);
    row.button = remove;
    rows.push(row);
    list.append(row.element);
    return row;
  }

  function take(row) {
    const index = rows.indexOf(row);
    rows = rows.filter((each) => each !== row);
    row.element.remove();
    (rows[index]?.button ?? add).focus();
    element.dispatchEvent(new Event("input", { bubbles: true }));
  }

  const field = {
    name, element,
    get value() { return rows.map((row) => Object.fromEntries(PARTS.map((part) => [part, row[part].value.trim()]))); },
    get error() { return error; },
    set error(text) {
      error = text || null;
      fill(complaint, error);
    },
    focus() {
      const parts = rows.flatMap((row) => PARTS.map((part) => row[part]));
      (parts.find((part) => part.error) ?? parts[0] ?? { focus: () => add.focus() }).focus();
    },
    complaint() {
      for (const row of rows) for (const part of PARTS) row[part].error = row[part].complaint();
      if (rows.length === 0) return "At least one scope is needed.";
      return rows.some((row) => PARTS.some((part) => row[part].error)) ? "Some of the scopes are not right yet." : null;
    },
    // `3/name` is a part of the fourth row.
    refuse(path, detail) {
      const [index, part] = path.split("/");
      const place = rows[Number(index)]?.[part];
      if (place) place.error = detail;
      field.error = place ? "Some of the scopes are not right yet." : detail;
    },
  };
  for (const scope of value) append(scope);
  return field;
}

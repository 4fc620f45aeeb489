/**
 * Choosing among scopes: the policy's catalogue by the part before ":", searchable, each with its label and description.
 *
 *     const scopes = scopeField({ name: "scopes", scopes: policy.scopes, ceiling: place.ceiling, required: true })
 *     form({ fields: [name, scopes], onSubmit: () => api.post(path, { body: { scopes: scopes.value } }) })
 *
 * A field as those of lib/form.js, whose value is an array of names. It is one for all who choose scopes: of a key, of a group.
 */

import { fill, freshID, h } from "./dom.js";
import { choiceField } from "./form.js";
import { selectAll } from "./select-all.js";

/** From how many scopes on there is a field to search them. */
const WORTH_SEARCHING = 6;

/**
 * `scopes` is the catalogue, `value` what is chosen at first. What is beyond `ceiling` (null: none) cannot be chosen, but what
 * is in `value` already may stay, even if the catalogue has it no more.
 */
export function scopeField({ name = "scopes", label = "Scopes", hint, scopes, value = [], ceiling = null, required = false }) {
  const held = new Set(value);
  const known = new Set(scopes.map((scope) => scope.name));
  const gone = value.filter((scope) => !known.has(scope)).map((scope) => ({ name: scope, label: scope, description: "No longer in the catalogue: once taken away, it cannot be given again." }));
  const all = [...scopes, ...gone];
  const isBeyond = (scope) => ceiling !== null && !ceiling.includes(scope.name) && !held.has(scope.name);
  const made = choiceField({ name, label, hint, required, value, multiple: true, choices: all.map((scope) => choice(scope, isBeyond(scope))) });

  const rows = all.map((scope, index) => ({
    text: `${scope.name} ${scope.label} ${scope.description}`.toLowerCase(),
    element: made.inputs[index].closest("label"),
    family: scope.name.split(":")[0],
  }));
  const families = familiesOf(rows);
  const searching = search(narrow);
  const tally = h("p", { class: "hint", role: "status" });
  const none = h("p", { class: "muted", hidden: true }, "No scope matches.");
  made.control.classList.add("scopes");
  made.control.append(
    h("div", { class: "scope-tools" }, all.length >= WORTH_SEARCHING && searching, tally, selectAll(made)),
    ...families.map(({ element }) => element), none);
  made.control.addEventListener("change", tell);
  tell();

  function tell() {
    tally.textContent = `${made.value.length} of ${all.length} chosen`;
  }

  function narrow(words) {
    for (const row of rows) row.element.hidden = !words.every((word) => row.text.includes(word));
    for (const family of families) family.element.hidden = family.rows.every((row) => row.element.hidden);
    none.hidden = rows.some((row) => !row.element.hidden);
  }

  // Whoever is told that one is needed must see them.
  const { focus } = made;
  made.focus = () => {
    searching.value = "";
    narrow([]);
    focus();
  };
  return made;
}

/** Scopes by family with their labels, to be read. `names` are those to show, of the catalogue `scopes`. */
export function scopeList(names, scopes) {
  const known = new Map(scopes.map((scope) => [scope.name, scope]));
  const rows = names.map((name) => ({ scope: known.get(name) ?? { name, label: name, description: "No longer in the catalogue." }, family: name.split(":")[0] }));
  for (const row of rows) row.element = h("li", null, title(row.scope), h("span", { class: "hint" }, row.scope.description));
  return h("div", { class: "scope-list" }, familiesOf(rows, "ul").map(({ element }) => element));
}

function choice(scope, isBeyond) {
  return {
    value: scope.name,
    label: title(scope),
    hint: isBeyond ? `${scope.description} (beyond your own access)` : scope.description,
    disabled: isBeyond,
  };
}

function title({ name, label }) {
  return [label === name ? null : h("span", { class: "scope-label" }, label, " "), h("code", { class: "name" }, name)];
}

function search(narrow) {
  return h("input", {
    type: "search", "aria-label": "Search scopes", placeholder: "Search scopes", autocomplete: "off", spellcheck: "false",
    // It is no field of the form: typing in it changes nothing, and Enter sends nothing.
    oninput: (event) => {
      event.stopPropagation();
      narrow(event.target.value.toLowerCase().split(/\s+/u).filter(Boolean));
    },
    onkeydown: (event) => { if (event.key === "Enter") event.preventDefault(); },
  });
}

// In the order of the catalogue.
function familiesOf(rows, tag = "div") {
  const families = new Map();
  for (const row of rows) families.set(row.family, [...(families.get(row.family) ?? []), row]);
  return [...families].map(([family, members]) => {
    const id = freshID("scopes");
    const content = fill(h(tag, { class: "scope-rows" }), members.map((row) => row.element));
    return { rows: members, element: h("div", { class: "scope-family", role: "group", "aria-labelledby": id }, h("p", { class: "scope-head", id }, family), content) };
  });
}

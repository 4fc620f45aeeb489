/** Choosing a partner among many, by its name. */

import { api } from "../../lib/api.js";
import { fill, freshID, h } from "../../lib/dom.js";

/** A field as those of lib/form.js: its value is the id of a partner, or "" for none. It is there once there is something to choose from. */
export async function partnerField({ name, label }) {
  const group = freshID(name);
  const complaint = h("p", { class: "error", id: `${group}-error` });
  const status = h("p", { class: "hint", role: "status" });
  const results = h("div");
  const search = h("input", {
    type: "search", "aria-label": "Find a partner by its name", placeholder: "Find by name", autocomplete: "off", spellcheck: "false",
    oninput: later,
    onkeydown: (event) => { if (event.key === "Enter") event.preventDefault(); },
  });
  const none = option({ id: "", name: "None" });
  none.input.checked = true;
  const element = h("div", { class: "field" }, h("fieldset", { class: "choices stack tight", "aria-describedby": complaint.id },
    h("legend", null, label, h("span", { class: "muted" }, " (optional)")), complaint, search, results, status));
  let chosen = null;
  let asked = new AbortController();
  let timer;

  function option(partner) {
    const input = h("input", { type: "radio", name: group, value: partner.id, onchange: () => { chosen = partner.id ? partner : null; } });
    return { input, element: h("label", { class: "choice" }, input, h("span", null, partner.name)) };
  }

  function later(event) {
    event.stopPropagation();
    clearTimeout(timer);
    timer = setTimeout(find, 200);
  }

  async function find() {
    asked.abort();
    asked = new AbortController();
    const { signal } = asked;
    try {
      const { body } = await api.get("/v1/tenants", { query: { kind: "PARTNER", q: search.value.trim(), limit: 6 }, signal });
      // What is chosen stays in sight, whatever is looked for.
      const others = body.data.filter((partner) => partner.id !== chosen?.id);
      const options = [chosen, ...others].filter(Boolean).map(option);
      if (chosen) options[0].input.checked = true;
      fill(results, none.element, options.map((each) => each.element));
      status.textContent = body.data.length === 0 ? "No partner has such a name." : body.next_cursor ? "There are more: type a part of the name." : "";
    } catch (error) {
      if (error.name !== "AbortError") status.textContent = error.message;
    }
  }
  await find();

  let error = null;
  return {
    name, element,
    get value() { return chosen?.id ?? ""; },
    get error() { return error; },
    set error(text) {
      error = text || null;
      fill(complaint, error);
    },
    focus: () => search.focus(),
    complaint: () => null,
  };
}

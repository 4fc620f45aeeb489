/** Lists of the API, page by page. Filters, search and page stand in the address: they can be kept, reloaded and gone back to. */

import { fill, freshID, h } from "./dom.js";
import { missed } from "./form.js";
import { icon } from "./icons.js";
import { empty } from "./parts.js";
import { setQuery } from "./router.js";
import { leaving } from "./visit.js";

/** A filter with some choices: `[value, text]` pairs, of which the first is for no filter. */
export function choiceFilter({ name, label, choices, query }) {
  const control = h("select", null, choices.map(([value, text]) => h("option", { value }, text)));
  control.value = query.get(name) ?? "";
  if (control.selectedIndex < 0) control.selectedIndex = 0;
  return filter(name, label, control);
}

/** A filter that is typed. `type` is that of `<input>`. */
export function textFilter({ name, label, query, type = "search", ...attributes }) {
  return filter(name, label, h("input", { type, value: query.get(name) ?? "", autocomplete: "off", spellcheck: "false", ...attributes }));
}

/** The order, as a choice beside the filters. It leaves nothing out, so that there is nothing to clear. */
export function orderChoice({ name = "sort", label = "Order", choices, query }) {
  return { ...choiceFilter({ name, label, choices, query }), isOrder: true };
}

function filter(name, label, control) {
  const id = freshID("filter");
  const complaint = h("p", { class: "error", id: `${id}-error`, role: "alert" });
  control.id = id;
  control.setAttribute("aria-describedby", complaint.id);
  /** Says what is wrong with its value, or with null that nothing is. */
  const refuse = (text) => {
    fill(complaint, text);
    control.setAttribute("aria-invalid", String(Boolean(text)));
  };
  return { name, control, refuse, element: h("div", { class: "filter" }, h("label", { for: id }, label), control, complaint) };
}

/** Where a screen is narrow, the filters after the first stand behind a button that says how many of them are set. */
function folding(form, filters) {
  const words = h("span", null, "Filters");
  const button = h("button", { type: "button", class: "fold", "aria-expanded": "false", onclick: toggle }, icon("down"), words);
  function toggle() {
    const isOpen = form.classList.toggle("open");
    button.setAttribute("aria-expanded", String(isOpen));
  }
  function show() {
    const folded = filters.slice(1);
    const set = folded.filter(({ control, isOrder }) => !isOrder && control.value).length;
    words.textContent = set > 0 ? `Filters (${set})` : "Filters";
    // What is wrong with one of them is to be seen.
    if (!form.classList.contains("open") && folded.some(({ control }) => control.getAttribute("aria-invalid") === "true")) toggle();
  }
  form.classList.add("folds");
  form.firstElementChild.after(button);
  return show;
}

/**
 * A list under filters. `load(values, signal)` asks for a page, with the filters' values and `cursor`, and resolves to the API's
 * `{ data, next_cursor }`. `show(rows, { isFiltered, page, clear })` returns what is seen of it (`clear()` takes the filters
 * off), and `count(rows)` the words in which its length is told. A list that `folds` has many filters. Returns the element, with `refresh()`.
 */
export async function list({ query, filters = [], folds = false, load, show, count }) {
  const results = h("div", { class: "results" });
  const status = h("p", { class: "unseen", role: "status" });
  let cursor = query.get("cursor");
  let asked = new AbortController();
  let timer;
  const isLeft = leaving();

  const clear = h("button", { type: "button", class: "quiet", onclick: reset }, "Clear filters");
  const controls = filters.length > 0 && h("form", { class: "filters", role: "search", onsubmit: (event) => { event.preventDefault(); changed(); } },
    filters.map((item) => item.element), clear);
  const tellSet = folds ? folding(controls, filters) : () => {};
  for (const { control } of filters) {
    control.addEventListener(control.type === "search" || control.type === "text" ? "input" : "change", () => {
      clearTimeout(timer);
      timer = setTimeout(changed, control.tagName === "SELECT" ? 0 : 250);
    });
  }

  const values = () => Object.fromEntries(filters.map(({ name, control }) => [name, control.value.trim()]));
  const isFiltered = () => filters.some(({ control, isOrder }) => !isOrder && control.value.trim());

  function reset() {
    for (const { control, isOrder } of filters) if (!isOrder) control.value = "";
    filters[0].control.focus();
    changed();
  }

  function changed() {
    clearTimeout(timer);
    if (isLeft()) return undefined;
    cursor = null;
    setQuery({ ...values(), cursor: null });
    return refresh();
  }

  async function refresh() {
    asked.abort();
    asked = new AbortController();
    const mine = asked;
    for (const { refuse } of filters) refuse?.(null);
    results.setAttribute("aria-busy", "true");
    try {
      const page = await load({ ...values(), cursor }, mine.signal);
      if (mine.signal.aborted) return;
      fill(results, show(page.data, { isFiltered: isFiltered(), page, clear: reset }), pager(page.next_cursor));
      status.textContent = count?.(page.data) ?? "";
    } catch (error) {
      if (error.name === "AbortError") return;
      if (error.status === 422) fill(results, refused(error));
      else fill(results, missed(error, error.code === "INVALID_CURSOR" ? changed : refresh));
    } finally {
      if (!mine.signal.aborted) results.removeAttribute("aria-busy");
      clear.hidden = !isFiltered();
      tellSet();
    }
  }

  // To ask again would be refused again. What is wrong is said at its filter, and here where it has none.
  function refused(error) {
    const rest = error.errors.filter((each) => !place(each));
    const isPlaced = error.errors.length > 0 && rest.length === 0;
    const why = isPlaced ? "What is wrong is said at the filter." : rest.map(({ detail }) => detail).join(" ") || error.message;
    status.textContent = isPlaced ? "" : why;
    if (!isFiltered()) return missed(error);
    return empty("That cannot be looked for", why, h("button", { type: "button", onclick: reset }, "Clear filters"));
  }

  // Whether there is a filter that can say it.
  function place({ pointer, detail }) {
    const item = filters.find(({ name, refuse }) => refuse && pointer === `/query/${name}`);
    item?.refuse(detail);
    return Boolean(item);
  }

  function pager(next) {
    if (!next && !cursor) return null;
    return h("nav", { class: "pager", "aria-label": "Pages" },
      cursor && h("a", { class: "button", href: address(null) }, "First page"),
      next && h("a", { class: "button", href: address(next) }, "Next page"));
  }

  // Back leads to the page before.
  function address(to) {
    const url = new URL(location.href);
    if (to) url.searchParams.set("cursor", to);
    else url.searchParams.delete("cursor");
    return url.pathname + url.search;
  }

  await refresh();
  return Object.assign(h("div", { class: "stack" }, controls, status, results), { refresh });
}

/** A trail under filters: a tenant's, or the platform's own. */

import { attempt } from "../../lib/act.js";
import { api } from "../../lib/api.js";
import { h } from "../../lib/dom.js";
import { list } from "../../lib/list.js";
import { empty, pageHead } from "../../lib/parts.js";
import { count } from "../../lib/words.js";
import { changesOnly, EVERYTHING, isChange, isOfChanges, trailFilters, trailQuery } from "./filters.js";
import { missingNames, namesIn } from "./names.js";
import { trailRow } from "./row.js";
import { verification } from "./verify.js";

/**
 * The page's body. `base` is the trail's path in the API, `address` that of the page; `people` are `[id, name]` pairs, of which
 * `peopleNote` says that they are not all. `fileName` is what an export is called: null where it is no one trail, which could be
 * verified. `among` is what the API is asked besides the filters, and stands in the address too.
 */
export async function trail({ title, lead, tabs, base, address, people, peopleNote, fileName, among = {}, place, query, signal }) {
  const { button, element: verdict } = verification(base, signal);
  const exported = exportLink(`${base}/export`, fileName);
  const filters = trailFilters(query, people, peopleNote);
  const [actors] = filters;
  const { control: shown } = filters.find(({ name }) => name === "show");
  // Under actions that were chosen a row may be no change; where it leads to, it is there again.
  const filterBy = (values, event) => {
    const show = isChange(event) ? shown.value : EVERYTHING;
    return `${address}?${new URLSearchParams({ ...among, ...(show && { show }), ...values })}`;
  };
  function showEverything() {
    shown.value = EVERYTHING;
    shown.focus();
    shown.dispatchEvent(new Event("change"));
  }
  const ask = async (asking, asked) => (await api.get(base, { query: { ...asking, ...among }, signal: asked })).body;
  const events = await list({
    query,
    filters,
    load: async (values, asked) => {
      const asking = trailQuery(values);
      exported.setAttribute("href", exportOf(base, asking));
      const page = await (isOfChanges(values) ? changesOnly((more) => ask({ ...asking, ...more }, asked), asking.cursor) : ask(asking, asked));
      for (const { actor, actor_name: name } of page.data) if (actor?.user_id && name) actors.add(actor.user_id, name);
      const keys = await missingNames(page.data, async (about) => (await ask(about, asked)).data);
      return { ...page, keys, isOfChanges: isOfChanges(values) };
    },
    show: (rows, { isFiltered, page, clear }) => (rows.length === 0
      ? nothing({ isFiltered, page, clear, showEverything })
      : rowList(rows, { names: namesIn(rows, people, page.keys, place), place, filterBy })),
    count: (rows) => count(rows.length, "row"),
  });
  return h("div", { class: "stack" },
    pageHead({ title, lead, actions: fileName ? [exported, button] : [] }),
    tabs,
    fileName && verdict,
    events);
}

// The browser takes the file by itself, and says of what is refused only that it has not come: so the session is looked at first.
function exportLink(address, fileName) {
  const take = attempt(async () => {
    await api.get("/v1/me");
    h("a", { href: link.getAttribute("href"), download: fileName }).click();
  });
  const link = h("a", { class: "button", href: address, download: fileName, onclick: (event) => { event.preventDefault(); take(event); } }, "Export");
  return link;
}

// The same time; an export is whole otherwise, since only so can it be verified.
function exportOf(base, { from, to }) {
  const parameters = new URLSearchParams(Object.entries({ from, to }).filter(([, value]) => value));
  return `${base}/export${parameters.size > 0 ? `?${parameters}` : ""}`;
}

function rowList(rows, context) {
  return h("ol", { class: "trail", "aria-label": "Rows, newest first" }, rows.map((event) => trailRow(event, context)));
}

function nothing({ isFiltered, page, clear, showEverything }) {
  if (page.next_cursor) return empty("Nothing yet", "None of the rows that were looked at so far. The next page goes on from there.");
  if (isFiltered) {
    return empty("Nothing like that", page.isOfChanges ? "No change is like that." : "No row of the trail is like that.",
      page.isOfChanges && h("button", { type: "button", onclick: showEverything }, "Show everything"),
      h("button", { type: "button", onclick: clear }, "Clear filters"));
  }
  return empty("Nothing yet", "Each change leaves a row here, in the same moment as the change itself.");
}

/** A name for a file: what is told of it, and today. */
export function exportName(stem) {
  const slug = stem.normalize("NFKD").toLowerCase().replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^-+|-+$/g, "") || "tenant";
  return `audit-${slug}-${new Date().toISOString().slice(0, 10)}.jsonl`;
}

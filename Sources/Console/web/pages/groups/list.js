/** A tenant's authorization groups: named sets of scopes, for keys and as ceilings of members. */

import { api } from "../../lib/api.js";
import { h } from "../../lib/dom.js";
import { choiceFilter, list } from "../../lib/list.js";
import { badge, empty, names, pageHead } from "../../lib/parts.js";
import { table } from "../../lib/table.js";
import { when } from "../../lib/time.js";
import { count } from "../../lib/words.js";
import { TYPES, whatFor } from "./words.js";

export default async function groups({ place, query }) {
  await place.require("group.read");
  const policy = await place.policy();
  const create = () => place.can("group.manage") && h("a", { class: "button primary", href: place.href("groups", "new") }, "New group");
  const rows = await list({
    query,
    filters: [choiceFilter({ name: "type", label: "Type", query, choices: [["", "All types"], ...Object.entries(TYPES)] })],
    load: async (values, signal) => (await api.get(place.path("authorization-groups"), { query: values, signal })).body,
    count: (shown) => count(shown.length, "group"),
    show: (shown, { isFiltered }) => {
      if (shown.length > 0) return groupTable(shown, place);
      return isFiltered
        ? empty("No group of this type", "There may be some of the other type: clear the filters to see them.")
        : empty("No groups yet", whatFor(policy, place.name), ...[create()].filter(Boolean));
    },
  });
  return {
    title: "Groups",
    body: h("div", { class: "stack" },
      pageHead({ title: "Authorization groups", lead: "Named sets of scopes, which can be edited later.", actions: [create()] }), rows),
  };
}

function groupTable(groups, place) {
  return table({
    caption: "Authorization groups",
    rows: groups,
    columns: [
      { label: "Name", isHead: true, cell: (group) => [
        h("a", { href: place.href("groups", group.id) }, group.name),
        group.description && h("span", { class: "sub" }, group.description),
      ] },
      { label: "Type", cell: (group) => badge(group.type === "USER" ? "info" : "grey", TYPES[group.type]) },
      { label: "Scopes", isWide: true, cell: (group) => names(group.scopes, 4) },
      { label: "Last changed", cell: (group) => when(group.updated_at) },
    ],
  });
}

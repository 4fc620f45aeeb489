/** One authorization group: what it allows, since when, and what can be done with it. `?edit` is its form. */

import { attempt } from "../../lib/act.js";
import { api } from "../../lib/api.js";
import { copyButton } from "../../lib/copy.js";
import { fill, h } from "../../lib/dom.js";
import { missed } from "../../lib/form.js";
import { badge, pageHead, section } from "../../lib/parts.js";
import { scopeList } from "../../lib/scopes.js";
import { facts } from "../../lib/table.js";
import { when } from "../../lib/time.js";
import { count } from "../../lib/words.js";
import { askToDelete } from "./delete.js";
import { editForm } from "./edit.js";
import { isUsed, mayKnowUses, useList, usesOf } from "./uses.js";
import { TYPE_HINTS, TYPES } from "./words.js";

export default async function groupPage({ params, place, query, signal }) {
  const isEditing = query.has("edit");
  if (isEditing) await place.require("group.manage");
  const [{ body: group, etag }, policy] = await Promise.all([
    api.get(place.path("authorization-groups", params.group), { signal }),
    place.policy(),
  ]);
  if (isEditing) {
    return {
      title: `Edit ${group.name}`,
      body: h("div", { class: "stack medium" },
        pageHead({ title: `Edit ${group.name}`, lead: TYPE_HINTS[group.type], back: [place.href("groups", group.id), group.name] }),
        h("div", { class: "panel" }, editForm({ group, etag, policy, place }))),
    };
  }
  const uses = mayKnowUses(group, place) && (await usesSection(group, place, signal));
  const actions = place.can("group.manage") && [
    h("a", { class: "button", href: `${place.href("groups", group.id)}?edit=yes` }, "Edit"),
    h("button", { type: "button", class: "danger", onclick: attempt(() => askToDelete({ group, etag, place })) }, "Delete"),
  ];
  return {
    title: group.name,
    body: h("div", { class: "stack" },
      pageHead({ title: group.name, lead: group.description || "No description.", actions: actions || [], back: [place.href("groups"), "Groups"] }),
      section("About this group", h("p", { class: "muted" }, TYPE_HINTS[group.type]), facts([
        ["Type", badge(group.type === "USER" ? "info" : "grey", TYPES[group.type])],
        ["Scopes", count(group.scopes.length, "scope")],
        ["Created", when(group.created_at)],
        ["Last changed", when(group.updated_at)],
        ["ID", h("code", null, group.id), " ", copyButton(() => group.id, "the group's ID")],
      ])),
      uses,
      section("What it allows", scopeList(group.scopes, policy.scopes))),
  };
}

// The group can be looked at without it: what does not come says so in its place.
async function usesSection(group, place, signal) {
  const holder = h("div", { class: "stack tight" });
  async function show(asked) {
    try {
      const use = await usesOf(group, place, asked);
      fill(holder, isUsed(use) ? useList(use, group, place) : h("p", { class: "muted" }, "Nothing has it."));
    } catch (error) {
      if (error.name === "AbortError") throw error;
      fill(holder, missed(error, () => show()));
    }
  }
  await show(signal);
  return section("Used by", holder);
}

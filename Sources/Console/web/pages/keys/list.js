/** A tenant's API keys: how many, which, how they are used, and what can be done with each. */

import { api } from "../../lib/api.js";
import { fill, h } from "../../lib/dom.js";
import { icon } from "../../lib/icons.js";
import { list } from "../../lib/list.js";
import { empty, pageHead } from "../../lib/parts.js";
import { table } from "../../lib/table.js";
import { aRole, count, either } from "../../lib/words.js";
import { usedOf } from "../limits/meter.js";
import { rowActions } from "./actions.js";
import { endsSoon, keyColumns } from "./columns.js";
import { keyFilters } from "./filters.js";
import { allKeyGroups, keyGroups } from "./permissions.js";
import { isFull, keyFacts, summaryCards } from "./summary.js";

const PAGE = 100;

export default async function keys({ place, query, signal }) {
  await place.require("key.read");
  const top = h("div", { class: "stack" });
  const [policy, groups, facts] = await Promise.all([place.policy(), groupsToChoose(place, query, signal), keyFacts(place, signal)]);
  let shown;
  const refresh = async (key) => {
    const [now] = await Promise.all([keyFacts(place), shown?.refresh()]);
    showTop(top, place, now, refresh);
    keepFocus(top, key);
  };
  showTop(top, place, facts, refresh);
  const actions = isActor(place) ? (key) => rowActions({ place, key, after: refresh }) : null;
  if (facts.summary.total > 0) shown = await keyList({ place, policy, groups, query, actions });
  return { title: "API keys", body: h("div", { class: "stack" }, top, shown ?? noKeys(place, policy, facts.summary)) };
}

// The list does without them. What staff read leaves a row in the tenant's trail, so they are asked for groups only where one is named.
async function groupsToChoose(place, query, signal) {
  const isNamed = query.has("authorization_group");
  if (!place.can("group.read") || (place.needsReason && !isNamed)) return [];
  try {
    return await (isNamed ? allKeyGroups(place, signal) : keyGroups(place, await place.policy(), signal));
  } catch (error) {
    if (error.name === "AbortError") throw error;
    return [];
  }
}

function isActor(place) {
  return ["update", "disable", "enable", "rotate", "duplicate", "revoke"].some((action) => place.can(`key.${action}`));
}

// The button that was pressed is not there any more: its key's name is the next best, or else the top of the page.
function keepFocus(top, key) {
  if (document.activeElement !== document.body) return;
  const link = key && [...document.querySelectorAll(".keys-table tbody th a")].find((each) => each.pathname.endsWith(`/${key.id}`));
  (link ?? top.querySelector("h1")).focus();
}

function showTop(top, place, facts, refresh) {
  const { summary, banner } = facts;
  fill(top,
    pageHead({ title: "API keys", lead: usedOf(summary), actions: [place.can("key.create") && !isFull(summary) && generateButton(place)] }),
    banner?.(refresh),
    summary.total > 0 && summaryCards(place, facts));
}

function keyList({ place, policy, groups, query, actions }) {
  const columns = keyColumns({ place, policy, actions });
  return list({
    query,
    filters: keyFilters(policy, groups, query),
    folds: true,
    load: async (values, signal) => (await api.get(place.path("keys"), { query: { ...values, limit: PAGE }, signal })).body,
    count: (rows) => `${count(rows.length, "key")} shown.`,
    show: (rows, { isFiltered, page, clear }) => {
      if (rows.length > 0) {
        return h("div", { class: "keys-table" },
          table({ caption: "API keys", needsRoom: true, columns, rows, rowClass: (key) => (endsSoon(key) ? "ends-soon" : null) }));
      }
      return noneShown({ isFiltered, page, clear, search: new URLSearchParams(location.search).get("q") });
    },
  });
}

function noneShown({ isFiltered, page, clear, search }) {
  if (page.next_cursor) return empty("Nothing on this page", "The next page may have more.");
  if (!isFiltered) return empty("Nothing on this page", "There are no more keys after those that you have seen.");
  const why = search ? `No name or prefix begins with “${search}”.` : "No key is like this under the filters that are set.";
  return empty("No key matches", why, h("button", { type: "button", onclick: clear }, "Clear filters"));
}

function noKeys(place, policy, summary) {
  const purpose = "An API key lets one of your systems use the API in its own name, with no more rights than it needs. Generate one for each system, so that each can be stopped by itself.";
  if (!place.can("key.create")) return empty("No API keys yet", `${purpose} ${whoMakes(policy)}`);
  return isFull(summary) ? empty("No API keys yet", purpose) : empty("No API keys yet", purpose, generateButton(place));
}

function whoMakes(policy) {
  const roles = policy.key_roles.map(aRole);
  return roles.length > 0 ? `Here ${either(roles)} can generate them.` : "Here only the platform's staff can generate them.";
}

function generateButton(place) {
  return h("a", { class: "button primary", href: place.href("keys", "new") }, icon("plus"), "Generate API key");
}

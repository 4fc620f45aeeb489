/** What a key may do, and which of it nobody has needed. */

import { h } from "../../lib/dom.js";
import { badge, number, section } from "../../lib/parts.js";
import { table } from "../../lib/table.js";
import { exact, when } from "../../lib/time.js";
import { count } from "../../lib/words.js";

/** `use` is the API's `ScopeUse`. */
export function permissionSection({ place, key, policy, use }) {
  const known = new Map((policy?.scopes ?? []).map((scope) => [scope.name, scope]));
  const unused = use.data.filter((scope) => scope.unused);
  const isEverything = known.size > 0 && key.scopes.length === known.size;
  return section("Permissions",
    source(place, key, isEverything),
    unused.length > 0 && h("p", null, badge("warn", "Unused"), ` ${count(unused.length, "scope")} ${unused.length === 1 ? "was" : "were"} not used in 90 days. ${advice(policy)}`),
    use.data.length > 0 && table({
      caption: "Scopes of this key and their use",
      columns: [
        { label: "Scope", isHead: true, cell: ({ name }) => [h("code", null, name), known.has(name) && h("span", { class: "sub" }, known.get(name).label)] },
        { label: "It may", cell: ({ name }) => known.get(name)?.description || h("span", { class: "muted" }, "–") },
        { label: "Requests in 90 days", isNumber: true, cell: (scope) => number(scope.requests_90d) },
        { label: "Last used", cell: (scope) => (scope.unused ? badge("warn", "Not used in 90 days") : when(scope.last_used_at, "Not yet")) },
      ],
      rows: use.data,
    }),
    h("p", { class: "hint" }, `Observed since ${exact(use.observed_since)}. A scope is called unused only after 90 whole days.`));
}

function source(place, key, isEverything) {
  const { authorization_group: group } = key;
  if (group) {
    const name = h("bdi", null, group.name);
    return h("p", null, "Those of the authorization group ",
      place.can("group.read") ? h("a", { href: place.href("groups", group.id) }, name) : h("strong", null, name), ", now and whenever it is changed.");
  }
  return isEverything ? h("p", null, badge("info", "Full access"), " It has all scopes that there are.") : null;
}

function advice(policy) {
  if (!policy || policy.permission_editing === "IMMUTABLE") return "A new key could do without, and take the place of this one.";
  return "Take away what is not needed.";
}

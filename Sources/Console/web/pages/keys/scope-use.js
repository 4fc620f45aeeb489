/** What a key may do, and which of it nobody has needed. */

import { now } from "../../lib/clock.js";
import { h } from "../../lib/dom.js";
import { badge, number, section } from "../../lib/parts.js";
import { table } from "../../lib/table.js";
import { exact } from "../../lib/time.js";
import { count } from "../../lib/words.js";
import { fullAccess } from "./told.js";

const HOUR = 3_600_000;

/** `use` is the API's `ScopeUse`. */
export function permissionSection({ place, key, policy, use }) {
  const known = new Map((policy?.scopes ?? []).map((scope) => [scope.name, scope]));
  const unused = use.data.filter((scope) => scope.unused);
  return section("Permissions",
    source(place, key, policy),
    unused.length > 0 && h("p", null, badge("warn", "Unused"), ` ${count(unused.length, "scope")} ${unused.length === 1 ? "was" : "were"} not used in 90 days. ${advice(policy)}`),
    use.data.length > 0 && table({
      caption: "Scopes of this key and their use",
      columns: [
        { label: "Scope", isHead: true, cell: ({ name }) => [h("code", null, name), known.has(name) && h("span", { class: "sub" }, known.get(name).label)] },
        { label: "It may", cell: ({ name }) => known.get(name)?.description || h("span", { class: "muted" }, "–") },
        { label: "Requests in 90 days", isNumber: true, cell: (scope) => number(scope.requests_90d) },
        { label: "Last used", cell: (scope) => (scope.unused ? badge("warn", "Not used in 90 days") : inHour(scope.last_used_at)) },
      ],
      rows: use.data,
    }),
    h("p", { class: "hint" }, `Observed since ${exact(use.observed_since)}. A scope is called unused only after 90 whole days.`));
}

function source(place, key, policy) {
  const { authorization_group: group } = key;
  if (group) {
    const name = h("bdi", null, group.name);
    return h("p", null, "Those of the authorization group ",
      place.can("group.read") ? h("a", { href: place.href("groups", group.id) }, name) : h("strong", null, name), ", now and whenever it is changed.");
  }
  const full = fullAccess(key, policy);
  return full && h("p", null, full, " It has all scopes that there are.");
}

// The use of a scope is known by the hour only, beside times that are known exactly.
function inHour(at) {
  if (!at) return h("span", { class: "muted" }, "Not yet");
  const [day] = exact(at).split(", ");
  const [today] = exact(now()).split(", ");
  const hour = Math.floor(Date.parse(at) / HOUR);
  const span = `${clock(hour)}–${clock(hour + 1)} UTC`;
  const isNow = hour === Math.floor(now() / HOUR);
  const words = isNow ? "This hour" : `${day === today ? "Today" : day}, ${span}`;
  return h("span", { title: `${day}, ${span}` }, words, isNow && h("span", { class: "sub" }, span));
}

function clock(hour) {
  return `${String(hour % 24).padStart(2, "0")}:00`;
}

function advice(policy) {
  if (!policy || policy.permission_editing === "IMMUTABLE") return "A new key could do without, and take the place of this one.";
  return "Take away what is not needed.";
}

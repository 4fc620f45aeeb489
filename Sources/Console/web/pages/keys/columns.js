/** The columns of a table of keys. */

import { copyText } from "../../lib/copy.js";
import { h } from "../../lib/dom.js";
import { iconButton } from "../../lib/icons.js";
import { notify } from "../../lib/notify.js";
import { badge, expiry, names, number, statusBadge } from "../../lib/parts.js";
import { exact, when } from "../../lib/time.js";
import { ENVIRONMENTS } from "../../lib/words.js";
import { errorRate } from "./error-rate.js";
import { fullAccess, lastDay } from "./told.js";

/** `actions(key)` returns the buttons of a row. */
export function keyColumns({ place, policy, actions }) {
  return [
    { label: "Name", isHead: true, cell: (key) => name(place, key) },
    { label: "Prefix", cell: prefix },
    policy.environments.length > 1 && { label: "Environment", cell: (key) => badge(key.environment === "LIVE" ? "info" : "grey", ENVIRONMENTS[key.environment]) },
    { label: policy.permission_model === "GROUP" ? "Group" : "Scopes", cell: (key) => permissions(place, policy, key) },
    { label: "Status", cell: (key) => statusBadge(key.status) },
    { label: "Created", cell: created },
    { label: "Expires", cell: (key) => expires(key, policy) },
    { label: "Last used", cell: (key) => when(key.last_used_at, "Never") },
    { label: "Requests", isNumber: true, cell: (key) => [number(key.request_count), h("span", { class: "sub" }, `${number(key.request_count_this_period)} this period`)] },
    { label: "Errors, 24\u00a0h", isNumber: true, cell: (key) => errorRate(key.last_24h) },
    actions && { label: "", cell: actions },
  ].filter(Boolean);
}

/** Whether a key that can still be used ends within days. */
export function endsSoon(key) {
  return key.expiration === "EXPIRING_SOON" && (key.status === "ACTIVE" || key.status === "DISABLED");
}

function name(place, key) {
  return [
    h("a", { class: "clamp", href: place.href("keys", key.id), title: key.name }, h("bdi", null, key.name)),
    key.description && h("span", { class: "sub clamp", title: key.description }, h("bdi", null, key.description)),
  ];
}

// May break after the part that all keys of this kind have in common.
function prefix(key) {
  const [, kind, rest] = key.prefix.match(/^(.*_)([^_]*)$/);
  return [
    h("span", { class: "key-prefix" },
      h("code", null, h("span", null, kind), h("wbr"), h("span", null, rest)),
      iconButton({ name: "copy", label: "Copy prefix", what: `of ${key.name}`, className: "small", onclick: (event) => copyPrefix(key, event.currentTarget) })),
    key.previous_secret && h("span", { class: "sub" }, "Old secret ends ", when(key.previous_secret.valid_until)),
  ];
}

// By whom is seen where there is room for it.
function created({ created_at: at, created_by: person }) {
  const time = when(at);
  if (!person) return time;
  time.title = `${exact(at)}, by ${person.name}`;
  return [time, h("span", { class: "sub by" }, "by ", h("bdi", null, person.name))];
}

function expires(key, policy) {
  const shown = expiry(key);
  const day = lastDay(key.expires_at, policy);
  if (day) [shown].flat()[0].title = `${exact(key.expires_at)}, ${day}`;
  return shown;
}

// Without the dots that stand for the secret: what is looked for in a log ends before them.
async function copyPrefix(key, button) {
  if (await copyText(key.prefix.replace(/…$/, ""), button)) notify("Copied the prefix.");
  else notify("This browser does not let a page copy. Select the prefix and copy it yourself.");
}

// Two lines of them, of which the second says how many more there are.
function permissions(place, policy, key) {
  const group = key.authorization_group;
  if (!group) return fullAccess(key, policy) ?? names(key.scopes, key.scopes.length > 2 ? 1 : 2);
  const label = h("bdi", null, group.name);
  return place.can("group.read") ? h("a", { class: "clamp", href: place.href("groups", group.id), title: group.name }, label) : h("span", { class: "clamp" }, label);
}

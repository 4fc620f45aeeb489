/** What a key that is about to be generated comes to, in plain words. */

import { h } from "../../lib/dom.js";
import { facts } from "../../lib/table.js";
import { scopeList } from "../../lib/scopes.js";
import { count, ENVIRONMENTS } from "../../lib/words.js";
import { rateText } from "./fields.js";

/** Of the form's `draft`. */
export function review({ policy, draft, limit }) {
  const { environment, permissions, expiry, allowlist, rate } = draft;
  const description = draft.description.value.trim();
  const group = permissions.group?.();
  const scopes = permissions.scopes();
  return h("div", { class: "stack" },
    facts([
      ["Name", h("bdi", null, draft.name.value.trim())],
      description && ["Description", h("bdi", { class: "lines" }, description)],
      environment && ["Environment", ENVIRONMENTS[environment.value]],
      group && ["Authorization group", group.name],
      ["Works", sentence(expiry, policy)],
      ["From", from(allowlist.value)],
      ["Rate limit", limitOf(rate.value() ?? policy.rate_limit)],
      limit && ["Key limit", limit.remaining > 0 ? `This will be key ${limit.used + 1} of ${limit.limit}.` : `All ${limit.limit} are in use.`],
    ]),
    h("div", { class: "stack tight" },
      h("h3", null, may(group, scopes, policy)),
      group && h("p", { class: "hint" }, "Whoever edits the group changes this key."),
      !group && policy.permission_editing === "IMMUTABLE" && h("p", { class: "hint" }, "This cannot be changed later. A key that may do something else is a new key."),
      scopeList(scopes, policy.scopes)));
}

function may(group, scopes, policy) {
  const these = scopes.length === 1 ? "this" : `these ${scopes.length} things`;
  if (group) return ["It may do what the group “", h("bdi", null, group.name), `” allows, today ${these}.`];
  return scopes.length === policy.scopes.length ? `It may do everything: all ${count(scopes.length, "scope")}` : `It may do ${these}, and nothing else`;
}

function limitOf(rate) {
  return rate ? rateText(rate) : "None";
}

function sentence(expiry, policy) {
  if (policy.expiry_mode === "NONE") return "Until it is disabled or revoked";
  const words = expiry.words();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function from(addresses) {
  if (addresses.length === 0) return "Any address";
  return h("ul", { class: "plain-list" }, addresses.map((address) => h("li", null, h("code", null, address))));
}

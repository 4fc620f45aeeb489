/** What a key that is about to be generated comes to, in plain words. */

import { h } from "../../lib/dom.js";
import { facts } from "../../lib/table.js";
import { scopeList } from "../../lib/scopes.js";
import { count, ENVIRONMENTS } from "../../lib/words.js";
import { rateText } from "./fields.js";

/** Of the form's `draft`. */
export function review({ policy, draft, limit }) {
  const { environment, permissions, expiry, allowlist, rate } = draft;
  const group = permissions.group?.();
  const scopes = permissions.scopes();
  return h("div", { class: "stack" },
    facts([
      ["Name", h("bdi", null, draft.name.value.trim())],
      environment && ["Environment", ENVIRONMENTS[environment.value]],
      group && ["Authorization group", group.name],
      ["Works", sentence(expiry, policy)],
      ["From", from(allowlist.value)],
      ["At most", rate.value() ? rateText(rate.value()) : policy.rate_limit ? rateText(policy.rate_limit) : "As many requests as come"],
      limit && ["Key limit", limit.remaining > 0 ? `This will be key ${limit.used + 1} of ${limit.limit}.` : `All ${limit.limit} are in use.`],
    ]),
    h("div", { class: "stack tight" },
      h("h3", null, scopes.length === policy.scopes.length ? `It may do everything: all ${count(scopes.length, "scope")}` : `It may do ${scopes.length === 1 ? "this, and nothing else" : `these ${scopes.length} things, and nothing else`}`),
      policy.permission_editing === "IMMUTABLE" && h("p", { class: "hint" }, "This cannot be changed later. A key that may do something else is a new key."),
      scopeList(scopes, policy.scopes)));
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

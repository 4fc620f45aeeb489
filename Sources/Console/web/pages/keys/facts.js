/** The facts of a key. */

import { copyButton } from "../../lib/copy.js";
import { h } from "../../lib/dom.js";
import { badge, expiry, number } from "../../lib/parts.js";
import { facts } from "../../lib/table.js";
import { exact, when } from "../../lib/time.js";
import { ENVIRONMENTS } from "../../lib/words.js";
import { errorRate } from "./error-rate.js";
import { rateText } from "./fields.js";
import { lastDay } from "./told.js";

/** Who made it, when it ends, and by what it is known. */
export function about(place, key, policy) {
  const { previous_secret: previous } = key;
  return facts([
    ["Key prefix", copyable(key.prefix.replace("…", ""), "the prefix", key.prefix)],
    ["Key ID", copyable(key.id, "the key ID")],
    ["Environment", badge(key.environment === "LIVE" ? "info" : "grey", ENVIRONMENTS[key.environment] ?? key.environment)],
    ["Expires", [expiry(key)].flat(), key.expires_at && h("span", { class: "sub" }, end(key.expires_at, policy))],
    previous && ["Previous secret", h("code", null, previous.prefix), h("span", { class: "sub" }, `still works until ${exact(previous.valid_until)}`)],
    ["Last used", when(key.last_used_at, "Never")],
    ["Requests", number(key.request_count), h("span", { class: "sub" }, `${number(key.request_count_this_period)} in this billing period`)],
    ["Error rate, 24 hours", errorRate(key.last_24h)],
    ["Created", ...byWhom(key.created_at, key.created_by)],
    key.updated_at !== key.created_at && ["Updated", ...byWhom(key.updated_at, key.updated_by)],
    key.disabled_at && key.status === "DISABLED" && ["Disabled", when(key.disabled_at)],
    key.revoked_at && ["Revoked", when(key.revoked_at)],
    key.revoked_at && ["Revocation reason", key.revocation_reason ? h("bdi", null, key.revocation_reason) : h("span", { class: "muted" }, "None was given")],
    key.duplicated_from && ["Duplicated from", h("a", { href: place.href("keys", key.duplicated_from) }, h("code", null, key.duplicated_from))],
  ]);
}

/** From where it may be used, and how often. */
export function restrictions(key) {
  return facts([
    ["IP allowlist", key.ip_allowlist.length === 0
      ? "Any address"
      : h("ul", { class: "plain-list" }, key.ip_allowlist.map((address) => h("li", null, h("code", null, address))))],
    ["Rate limit", key.rate_limit ? rateText(key.rate_limit) : "None"],
  ]);
}

function end(at, policy) {
  return [exact(at), lastDay(at, policy)].filter(Boolean).join(", ");
}

function copyable(text, what, shown = text) {
  return h("span", { class: "copyable" }, h("code", null, shown), copyButton(() => text, what));
}

function byWhom(at, person) {
  return [when(at), h("span", { class: "sub" }, person ? ["by ", h("bdi", null, person.name)] : "by the platform")];
}

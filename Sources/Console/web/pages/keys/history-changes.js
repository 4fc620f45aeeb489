/** What an event has changed of a key, in words. */

import { exact } from "../../lib/time.js";
import { plain, STATUSES } from "../../lib/words.js";
import { differences, isNothing } from "../audit/changes.js";
import { rateText } from "./fields.js";

const NAMES = {
  ip_allowlist: "IP allowlist",
  expires_at: "Expires",
  authorization_group_id: "Authorization group",
  previous_secret: "Previous secret",
  prefix: "Key prefix",
  duplicated_from: "Duplicated from",
};

/** `{ name, before, after }` of each fact that is another; `before` is null where there was nothing before. */
export function changes({ before, after }) {
  return differences(before, after).map(([name, was, is]) => ({ name: NAMES[name] ?? plain(name), before: before ? words(name, was) : null, after: words(name, is) }));
}

function words(name, value) {
  if (isNothing(value)) return name === "ip_allowlist" ? "any address" : name === "expires_at" ? "never" : "nothing";
  if (name === "status") return STATUSES[value] ?? value;
  if (name === "expires_at") return exact(value);
  if (name === "rate_limit") return rateText(value);
  if (name === "previous_secret") return `${value.prefix}, until ${exact(value.valid_until)}`;
  if (name === "revocation") return [value.reason, value.compromised && "compromised"].filter(Boolean).join(", ") || "without a reason";
  if (Array.isArray(value)) return value.map(String).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

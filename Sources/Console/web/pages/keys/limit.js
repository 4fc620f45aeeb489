/** The key limit: how much of it there is, and what to do when it is reached. */

import { api } from "../../lib/api.js";
import { h } from "../../lib/dom.js";
import { fromNow } from "../../lib/time.js";
import { fullTitle } from "./full.js";

const REASONS = { EXPIRING_SOON: "expires soon", NEVER_USED: "was never used", UNUSED_90_DAYS: "was not used for 90 days" };

/** `{ limit, used, remaining }`, or null for whoever may not see it. */
export async function readLimit(place, signal) {
  return place.can("limit.read") ? (await api.get(place.path("key-limit"), { signal })).body : null;
}

/** What the server says when the limit is reached: which keys could make room, and the way to more. */
export function limitReached(place, { document }) {
  const { limit, used, candidates = [] } = document;
  return h("div", { class: "panel warn", role: "alert" },
    h("p", null, h("strong", null, `${fullTitle({ limit, used })}.`)),
    candidates.length > 0 && [
      h("p", null, "These could make room, if they are not needed any more:"),
      h("ul", { class: "plain-list" }, candidates.map((key) => candidate(place, key))),
    ],
    waysOut(place));
}

/** The same before anybody has tried, or null where there is room. */
export async function noRoom(place) {
  const { body: { limit, used } } = await api.get(place.path("keys", "summary"));
  if (used < limit) return null;
  return h("div", { class: "panel warn" },
    h("p", null, h("strong", null, `${fullTitle({ limit, used })}.`),
      " One more can be generated only after another has been revoked, or when the limit is raised."),
    waysOut(place));
}

function candidate(place, key) {
  const reasons = key.reasons.map((reason) => REASONS[reason] ?? reason).join(", ");
  const end = key.reasons.includes("EXPIRING_SOON") && key.expires_at ? ` (${fromNow(key.expires_at)})` : "";
  return h("li", null, h("a", { href: place.href("keys", key.id), target: "_blank", rel: "noopener" }, key.name), ` ${reasons}${end}`);
}

function waysOut(place) {
  return h("div", { class: "actions start" },
    place.can("limit.read") && h("a", { class: "button", href: place.href("limit") }, place.can("limit.request") ? "Ask for more keys" : "The key limit"),
    h("a", { class: "button", href: place.href("keys") }, "All keys"));
}

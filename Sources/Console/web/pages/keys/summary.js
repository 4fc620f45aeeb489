/** How many keys there are, of which kind, and how many more there may be. */

import { h } from "../../lib/dom.js";
import { cards, number } from "../../lib/parts.js";
import { meter } from "../limits/meter.js";

/** The numbers above the list. `summary` is the API's `KeySummary`, `pending` the request for more that is being looked at. */
export function summaryCards(place, summary, pending) {
  return cards([
    ["Total keys", number(summary.total), "Including revoked and expired"],
    ["Active keys", number(summary.active)],
    ["Disabled", number(summary.disabled)],
    ["Expired or revoked", number(summary.expired + summary.revoked), `${number(summary.expired)} expired, ${number(summary.revoked)} revoked`],
    ["Total requests", number(summary.total_requests), "Of all keys, since they were generated"],
    [limitName(place), `${number(summary.used)} of ${number(summary.limit)}`, [meter(summary), pending && h("span", null, `${number(pending.requested_limit)} asked for`)]],
  ]);
}

function limitName(place) {
  return place.can("limit.read") ? h("a", { href: place.href("limit") }, "Key limit") : "Key limit";
}

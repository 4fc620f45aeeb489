/** How many keys there are, of which kind, and how many more there may be. */

import { api } from "../../lib/api.js";
import { h } from "../../lib/dom.js";
import { load } from "../../lib/load.js";
import { cards, number } from "../../lib/parts.js";
import { meter } from "../limits/meter.js";

/** How many keys that end soon are counted one by one. */
const MOST = 20;

/**
 * What stands above a list: `summary` is the API's `KeySummary`, `ending` says how many active keys end within days, `pending` is
 * the request for more that is being looked at, and `banner` makes what stands in the way of another key, where anything does.
 */
export async function keyFacts(place, signal) {
  const [{ body: summary }, limit, ending] = await Promise.all([
    api.get(place.path("keys", "summary"), { signal }),
    place.can("limit.read") ? api.get(place.path("key-limit"), { signal }) : null,
    api.get(place.path("keys"), { query: { status: "ACTIVE", expiration: "EXPIRING_SOON", limit: MOST }, signal }),
  ]);
  const pending = limit?.body.pending_request ?? null;
  const banner = isFull(summary) && place.can("key.create") ? await bannerMaker(place, summary, pending, signal) : null;
  return { summary, pending, banner, ending: { count: ending.body.data.length, isMore: Boolean(ending.body.next_cursor) } };
}

async function bannerMaker(place, summary, pending, signal) {
  const { fullBanner, spareKeys } = await load(() => import("./full.js"));
  const spare = summary.used > 0 ? await spareKeys(place, signal) : [];
  return (after) => fullBanner({ place, summary, pending, spare, after });
}

/** Whether no more keys can be made. */
export function isFull(summary) {
  return summary.used >= summary.limit;
}

/** The numbers above the list. On a phone the first two are all that there is room for. */
export function summaryCards(place, { summary, ending, pending }) {
  const only = (text, query) => h("a", { href: `${place.href("keys")}?${query}` }, text);
  return h("div", { class: "keys-summary" }, cards([
    [limitName(place), `${number(summary.used)} of ${number(summary.limit)}`, [meter(summary), pending && h("span", null, `${number(pending.requested_limit)} asked for`)]],
    [only("Active keys", "status=ACTIVE"), number(summary.active), ending.count > 0 && only(endingText(ending), "status=ACTIVE&expiration=EXPIRING_SOON")],
    [only("Disabled", "status=DISABLED"), number(summary.disabled)],
    [only("Expired or revoked", "status=EXPIRED,REVOKED"), number(summary.expired + summary.revoked), `${number(summary.expired)} expired, ${number(summary.revoked)} revoked`],
    ["Total keys", number(summary.total), "Including revoked and expired"],
    ["Total requests", number(summary.total_requests), "Of all keys, since they were generated"],
  ]));
}

function endingText({ count, isMore }) {
  return `${isMore ? "More than " : ""}${count} ${count === 1 ? "ends" : "end"} within 7 days`;
}

function limitName(place) {
  return place.can("limit.read") ? h("a", { href: place.href("limit") }, "Key limit") : "Key limit";
}

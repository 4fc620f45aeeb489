/** When all keys of a tenant are used: which could be let go, and how to have more. */

import { api } from "../../lib/api.js";
import { h } from "../../lib/dom.js";
import { icon } from "../../lib/icons.js";
import { badge } from "../../lib/parts.js";
import { table } from "../../lib/table.js";
import { fromNow, when } from "../../lib/time.js";
import { count } from "../../lib/words.js";
import { askForMore } from "../limits/ask.js";
import { revokeAction } from "./actions.js";

const SHOWN = 5;

/**
 * Keys that take up room and seem not to be needed, as `{ key, reasons }`: never used, not used for long, disabled, or ending
 * anyway. The API's own answer to one key too many has them as well, but only to whoever tries.
 */
export async function spareKeys(place, signal) {
  const ask = (query) => api.get(place.path("keys"), { query: { status: "ACTIVE,DISABLED", limit: 10, ...query }, signal }).then(({ body }) => body.data);
  const [young, old, disabled, ending] = await Promise.all([
    ask({ unused_for: "1d" }), ask({ unused_for: "90d" }), ask({ status: "DISABLED" }), ask({ expiration: "EXPIRING_SOON" }),
  ]);
  const found = new Map();
  const add = (keys, reason) => {
    for (const key of keys) found.set(key.id, { key, reasons: [...(found.get(key.id)?.reasons ?? []), reason] });
  };
  add([...old, ...young].filter((key, index, all) => !key.last_used_at && all.findIndex(({ id }) => id === key.id) === index), "Never used");
  add(old.filter((key) => key.last_used_at), "Not used for 90 days");
  add(disabled, "Disabled");
  add(ending, "Ends soon");
  return [...found.values()].sort((one, other) => other.reasons.length - one.reasons.length).slice(0, SHOWN);
}

/** What stands in place of the way to another key. `after(key)` is called when there may be room, or more has been asked for. */
export function fullBanner({ place, summary, pending, spare, after }) {
  return h("section", { class: "panel warn", "aria-label": "Key limit" },
    h("h2", null, icon("warning"), " ", fullTitle(summary)),
    h("p", null, advice(summary, spare)),
    spare.length > 0 && spareTable(place, spare, after),
    pending && h("p", null, h("strong", null, `${count(pending.requested_limit, "key")} asked for`), ` ${fromNow(pending.created_at)}. The platform's staff will decide.`),
    h("div", { class: "actions start" }, ways(place, summary, pending, after)));
}

function advice({ used }, spare) {
  if (used === 0) return "The limit is zero: it has to be raised before there can be a key.";
  const ways = "Active and disabled keys count, expired and revoked ones do not. Revoke one that is not needed, or have the limit raised";
  return spare.length > 0 ? `${ways}: these look as if they could go.` : `${ways}.`;
}

/** That there is no room for another key, in words. */
export function fullTitle({ used, limit }) {
  if (limit === 0) return "No keys may be generated here";
  if (used > limit) return `${used.toLocaleString("en")} keys are used, of ${limit.toLocaleString("en")}`;
  return limit === 1 ? "The only key is used" : `All ${limit.toLocaleString("en")} keys are used`;
}

function ways(place, summary, pending, after) {
  return [
    !pending && place.can("limit.request") && h("button", {
      type: "button", class: "primary", onclick: async () => { if (await askForMore({ place, ...summary })) await after(); },
    }, "Ask for more keys"),
    place.can("limit.raise") && h("a", { class: "button primary", href: place.href("limit") }, "Raise the limit"),
    pending && place.can("limit.read") && !place.can("limit.raise") && h("a", { class: "button", href: place.href("limit") }, "See the request"),
  ];
}

function spareTable(place, spare, after) {
  return table({
    caption: "Keys that could be let go",
    columns: [
      { label: "Name", isHead: true, cell: ({ key }) => h("a", { class: "clamp", href: place.href("keys", key.id), title: key.name }, h("bdi", null, key.name)) },
      { label: "Why", cell: ({ reasons }) => h("span", { class: "names" }, reasons.map((reason) => badge("grey", reason))) },
      { label: "Created", cell: ({ key }) => when(key.created_at) },
      { label: "Last used", cell: ({ key }) => when(key.last_used_at, "Never") },
      place.can("key.revoke") && { label: "", cell: ({ key }) => revokeAction({ place, key, after }) },
    ].filter(Boolean),
    rows: spare,
  });
}

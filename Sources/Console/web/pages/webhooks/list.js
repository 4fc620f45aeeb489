/** Where a tenant's events are sent. */

import { api } from "../../lib/api.js";
import { h } from "../../lib/dom.js";
import { empty, names, pageHead } from "../../lib/parts.js";
import { table } from "../../lib/table.js";
import { when } from "../../lib/time.js";
import { count } from "../../lib/words.js";
import { endpointBadge, endpointReason, place as placeOf } from "./words.js";

/** There are 20 at most. */
const MOST = 20;

export default async function webhooksPage({ place, signal }) {
  const { body } = await api.get(place.path("webhook-endpoints"), { query: { limit: 100 }, signal });
  const mayAdd = place.can("webhook.manage");
  const add = mayAdd && h("a", { class: "button primary", href: place.href("webhooks", "new") }, "New endpoint");
  const endpoints = body.data;
  return {
    title: "Webhooks",
    body: h("div", { class: "stack" },
      pageHead({
        title: "Webhooks",
        lead: "Your own programs are told what happens to keys and to their limit: a signed message for each event.",
        actions: [endpoints.length > 0 && endpoints.length < MOST && add],
      }),
      endpoints.length === 0 ? nothing(add) : [endpointTable(place, endpoints), endpoints.length >= MOST && full()]),
  };
}

function nothing(add) {
  return empty("No endpoint yet", "Add a URL of yours, and choose what it is told: that a key was made, revoked, is about to end, or was found where it should not be.", ...[add].filter(Boolean));
}

function full() {
  return h("p", { class: "muted" }, `A tenant has ${MOST} endpoints at most. Delete one to add another.`);
}

function endpointTable(place, endpoints) {
  return table({
    caption: `Webhook endpoints of ${place.name}`,
    rows: endpoints,
    columns: [
      { label: "Endpoint", isHead: true, cell: (each) => [
        h("a", { href: place.href("webhooks", each.id) }, placeOf(each.url)),
        each.description && h("span", { class: "sub" }, each.description)] },
      { label: "Events", cell: (each) => names(each.events, 2) },
      { label: "Status", cell: (each) => [endpointBadge(each), each.disabled_at && h("span", { class: "sub" }, endpointReason(each), ", ", when(each.disabled_at))] },
      { label: "Failures", cell: failures },
      { label: "Added", cell: (each) => when(each.created_at) },
    ],
  });
}

/** How many attempts in a row were not taken, and since when. */
function failures({ failures: number, failing_since: since }) {
  if (!number) return h("span", { class: "muted" }, "None");
  return [`${count(number, "attempt")} in a row`, since && h("span", { class: "sub" }, "Since ", when(since))];
}

/** What was sent to an endpoint, under filters, and kept up with while something is on its way. */

import { attempt } from "../../lib/act.js";
import { api } from "../../lib/api.js";
import { h } from "../../lib/dom.js";
import { choiceFilter, list } from "../../lib/list.js";
import { setQuery } from "../../lib/router.js";
import { table } from "../../lib/table.js";
import { when } from "../../lib/time.js";
import { count } from "../../lib/words.js";
import { showDelivery } from "./delivery.js";
import { watcher } from "./watch.js";
import { deliveryBadge, EVENTS, eventText, outcomeText } from "./words.js";

const STATUSES = [["", "Any"], ["PENDING", "On its way"], ["DELIVERED", "Delivered"], ["FAILED", "Failed"]];

/** Resolves to `{ element, open(id) }`, of which the latter shows a delivery. */
export async function deliveriesOf({ place, endpoint, query, signal }) {
  const path = place.path("webhook-endpoints", endpoint.id, "deliveries");
  let asked = {};
  let seen = [];
  let watch = null;

  const element = await list({
    query,
    filters: [
      choiceFilter({ name: "status", label: "Status", choices: STATUSES, query }),
      choiceFilter({ name: "event", label: "Event", choices: [["", "Any"], ...EVENTS.map(([event]) => [event, event]), ["webhook.test", "webhook.test"]], query }),
    ],
    load: async (values, asking) => {
      const { body } = await api.get(path, { query: values, signal: asking });
      asked = values;
      seen = body.data;
      if (seen.some(isPending)) watch?.begin();
      return body;
    },
    show: (rows, { isFiltered, page }) => (rows.length === 0 ? nothing(endpoint, isFiltered, page) : deliveryTable(rows, open)),
    count: (rows) => count(rows.length, "delivery", "deliveries"),
  });

  watch = watcher(async () => {
    const { body } = await api.get(path, { query: asked, signal });
    if (JSON.stringify(body.data) !== JSON.stringify(seen)) await refresh();
    return !seen.some(isPending);
  }, signal);
  if (seen.some(isPending)) watch.begin();

  // Whoever stands on a row stays there.
  async function refresh() {
    const row = element.contains(document.activeElement) ? document.activeElement.dataset.delivery : null;
    await element.refresh();
    if (row) element.querySelector(`[data-delivery="${CSS.escape(row)}"]`)?.focus();
  }

  async function open(first) {
    for (let id = first; id && !signal.aborted;) {
      setQuery({ delivery: id });
      id = await showDelivery({ place, endpoint, id, signal });
    }
    if (signal.aborted) return;
    setQuery({ delivery: null });
    // Not waited for: whoever presses the button again by then means it.
    refresh().then(() => element.querySelector(`[data-delivery="${CSS.escape(first)}"]`)?.focus());
  }

  const named = query.get("delivery");
  // After the page is there.
  if (named) setTimeout(attempt(() => open(named)));
  return { element, open };
}

function isPending({ status }) {
  return status === "PENDING";
}

function nothing(endpoint, isFiltered, page) {
  if (page.next_cursor) return h("p", { class: "muted" }, "None of those that were looked at so far. The next page goes on from there.");
  if (isFiltered) return h("p", { class: "muted" }, "No delivery is like that.");
  return h("p", { class: "muted" }, endpoint.status === "ENABLED"
    ? "Nothing was sent here yet. Send a test event, or wait for one of the events above to happen."
    : "Nothing was sent here. It is disabled, and so told nothing.");
}

function deliveryTable(rows, open) {
  return table({
    caption: "Deliveries, newest first",
    rows,
    columns: [
      { label: "Event", isHead: true, cell: (each) => [
        h("a", { href: addressOf(each.id), "data-delivery": each.id, onclick: (event) => follow(event, each.id, open) }, eventText(each.event)),
        h("span", { class: "sub" }, h("code", null, each.event), each.redelivers && " · once more")] },
      { label: "Status", isWide: true, cell: (each) => [deliveryBadge(each), h("span", { class: "sub" }, outcomeText(each.last_outcome, each.last_answer_status))] },
      { label: "Attempts", isNumber: true, cell: (each) => String(each.attempt_count) },
      { label: "Happened", cell: (each) => when(each.created_at) },
      { label: "Next attempt", cell: (each) => when(each.next_attempt_at) },
    ],
  });
}

function addressOf(id) {
  const url = new URL(location.href);
  url.searchParams.set("delivery", id);
  return url.pathname + url.search;
}

// In place, unless it is wanted in a tab of its own.
function follow(event, id, open) {
  if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  attempt(() => open(id))();
}

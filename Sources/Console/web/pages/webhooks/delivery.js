/** One delivery in a dialog: what was sent each time, what came back, and whether it has arrived meanwhile. */

import { attempt } from "../../lib/act.js";
import { api, Problem } from "../../lib/api.js";
import { openDialog } from "../../lib/dialog.js";
import { fill, h } from "../../lib/dom.js";
import { describe } from "../../lib/form.js";
import { notify } from "../../lib/notify.js";
import { facts } from "../../lib/table.js";
import { when } from "../../lib/time.js";
import { redeliverer } from "./actions.js";
import { watcher } from "./watch.js";
import { deliveryBadge, eventText, outcomeText } from "./words.js";

/** Shows it until it is closed. Resolves to the id of another delivery that is to be shown then: the one that it was sent once more as. */
export async function showDelivery({ place, endpoint, id, signal }) {
  const path = place.path("webhook-endpoints", endpoint.id, "deliveries", id);
  const first = await read(path, signal);
  if (!first) return null;
  const left = new AbortController();
  const other = await openDialog({
    title: eventText(first.event),
    wide: true,
    content: (close) => {
      signal.addEventListener("abort", () => close(null), { once: true, signal: left.signal });
      // Beside the button: what stands behind an open dialog is not seen.
      const trouble = h("div", { class: "error-summary", role: "alert" });
      const redeliver = redeliverer(place, endpoint, id);
      const again = attempt(async () => {
        try {
          const made = await redeliver();
          if (made) close(made.id);
        } catch (error) {
          if (!trouble.isConnected) throw error;
          fill(trouble, describe(error));
        }
      });
      const mayAgain = place.can("webhook.manage") && endpoint.status === "ENABLED";
      return [
        follow(path, first, left.signal),
        trouble,
        h("div", { class: "actions" },
          mayAgain && h("button", { type: "button", onclick: again }, "Send it once more"),
          h("button", { type: "button", class: "primary", onclick: () => close(null) }, "Close")),
      ];
    },
  });
  left.abort();
  return other ?? null;
}

async function read(path, signal) {
  try {
    return (await api.get(path, { signal })).body;
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 404) throw error;
    notify("There is no such delivery any more: they are kept for 30 days.");
    return null;
  }
}

// Keeps what is shown of a delivery in step with it.
function follow(path, first, signal) {
  const status = h("div", { class: "delivery-state", role: "status", tabindex: "-1", "data-focus": true });
  const rest = h("div", { class: "stack" });
  let seen = "";
  const show = (delivery) => {
    const text = JSON.stringify(delivery);
    if (text === seen) return;
    seen = text;
    fill(status, state(delivery));
    const openOnes = new Set([...rest.querySelectorAll("details[open]")].map((each) => each.dataset.part));
    const focused = rest.contains(document.activeElement) ? document.activeElement.closest("details")?.dataset.part : null;
    fill(rest, deliveryFacts(delivery), message(delivery), attempts(delivery));
    for (const each of rest.querySelectorAll("details")) each.open ||= openOnes.has(each.dataset.part);
    if (focused) rest.querySelector(`[data-part="${focused}"] summary`)?.focus();
  };
  show(first);
  const watch = watcher(async () => {
    const { body } = await api.get(path, { signal });
    show(body);
    return body.status !== "PENDING";
  }, signal);
  if (first.status === "PENDING") watch.begin();
  return h("div", { class: "stack" }, status, rest);
}

function state(delivery) {
  const last = delivery.attempts.at(-1);
  return [deliveryBadge(delivery), h("span", null, last ? `${outcomeText(last.outcome, last.answer?.status)}, in ${last.took_ms} ms.` : "Not sent yet.")];
}

function deliveryFacts(delivery) {
  return facts([
    ["Event", h("code", null, delivery.event)],
    ["webhook-id", h("code", null, delivery.event_id)],
    ["Happened", when(delivery.created_at)],
    delivery.delivered_at && ["Delivered", when(delivery.delivered_at)],
    delivery.next_attempt_at && ["Next attempt", when(delivery.next_attempt_at)],
    delivery.redelivers && ["Sent once more", "It is a repetition of ", h("code", null, delivery.redelivers)],
  ]);
}

// Word for word the same in each attempt.
function message({ attempts: all }) {
  const body = all.at(-1)?.request.body;
  return body && disclosure("message", false, "The message", pre(pretty(body)));
}

function attempts({ attempts: all }) {
  if (all.length === 0) return null;
  return h("div", { class: "stack tight" },
    h("h3", null, "Attempts"),
    all.toReversed().map((each, index) => disclosure(`attempt-${each.number}`, index === 0, [
      `Attempt ${each.number}: ${outcomeText(each.outcome, each.answer?.status)}`,
      h("span", { class: "muted" }, " · ", when(each.at)),
    ],
    facts([["Took", `${each.took_ms} ms`], each.address && ["Connected to", h("code", null, each.address)]]),
    h("h4", null, "Sent"), pre(headers(each.request.headers)),
    h("h4", null, "Came back"), each.answer ? answer(each.answer) : h("p", { class: "muted" }, "Nothing."))));
}

function answer({ status, headers: all, body }) {
  return [pre(`${status}\n${headers(all)}`), body ? pre(body) : h("p", { class: "muted" }, "Without a body.")];
}

function headers(all) {
  return all.map(({ name, value }) => `${name}: ${value}`).join("\n");
}

function disclosure(part, open, title, ...children) {
  return h("details", { class: "disclosure", "data-part": part, open }, h("summary", null, title), h("div", { class: "stack tight" }, children));
}

function pre(text) {
  return h("pre", { class: "code small", tabindex: "0" }, text);
}

function pretty(text) {
  try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; }
}

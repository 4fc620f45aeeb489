/** One endpoint: what it is, whether it is told anything, what was sent to it, and what can be done. */

import { attempt } from "../../lib/act.js";
import { api } from "../../lib/api.js";
import { copyRow } from "../../lib/copy.js";
import { h } from "../../lib/dom.js";
import { names, pageHead, section } from "../../lib/parts.js";
import { facts } from "../../lib/table.js";
import { when } from "../../lib/time.js";
import { count } from "../../lib/words.js";
import { changeEndpoint, deleteEndpoint, rotateSecret, setEnabled, testSender } from "./actions.js";
import { deliveriesOf } from "./deliveries.js";
import { endpointBadge, endpointReason, host, verifying } from "./words.js";

export default async function endpointPage({ params, query, place, signal }) {
  const { body: endpoint, etag } = await api.get(place.path("webhook-endpoints", params.webhook), { signal });
  const deliveries = await deliveriesOf({ place, endpoint, query, signal });
  return {
    title: host(endpoint.url),
    body: h("div", { class: "stack" },
      pageHead({
        title: host(endpoint.url),
        lead: endpoint.description,
        back: [place.href("webhooks"), "Webhooks"],
        actions: place.can("webhook.manage") ? actions(place, endpoint, etag, deliveries) : [],
      }),
      trouble(place, endpoint),
      section("Endpoint", copyRow("URL", endpoint.url), endpointFacts(endpoint), h("details", null, h("summary", null, "How to verify a message"), verifying())),
      section("Deliveries", h("p", { class: "muted" }, "What was sent here and what is on its way, for 30 days."), deliveries.element)),
  };
}

function actions(place, endpoint, etag, deliveries) {
  const isEnabled = endpoint.status === "ENABLED";
  const sendTest = testSender(place, endpoint);
  const button = (text, act, className) => h("button", { type: "button", class: className, onclick: attempt(() => act(place, endpoint, etag)) }, text);
  return [
    isEnabled && h("button", { type: "button", class: "primary", onclick: attempt(async () => {
      const delivery = await sendTest();
      if (delivery) await deliveries.open(delivery.id);
    }) }, "Send a test event"),
    button("Edit", changeEndpoint),
    button("Rotate the secret", rotateSecret),
    button(isEnabled ? "Disable" : "Enable", setEnabled),
    button("Delete", deleteEndpoint, "danger"),
  ];
}

function endpointFacts(endpoint) {
  return facts([
    ["Status", endpointBadge(endpoint), endpoint.disabled_at && [" ", endpointReason(endpoint), ", ", when(endpoint.disabled_at)]],
    ["Failures", endpoint.failures ? [`${count(endpoint.failures, "attempt")} in a row`, endpoint.failing_since && [", since ", when(endpoint.failing_since)]] : "None"],
    ["Events", names(endpoint.events, 11)],
    endpoint.previous_secret_until && ["Previous secret", "Signs as well, ending ", when(endpoint.previous_secret_until)],
    ["Added", when(endpoint.created_at)],
    ["Changed", when(endpoint.updated_at)],
    ["ID", h("code", null, endpoint.id)],
  ]);
}

const TROUBLES = {
  FAILING: "Nothing was taken here for three days, and at least ten attempts in a row failed. So it was disabled.",
  GONE: "It answered 410 Gone, by which a receiver says that it wants nothing more. So it was disabled.",
  ADMIN: "It was disabled by an admin.",
};

// What is wrong with it, and what to do about it.
function trouble(place, { status, disabled_because: because, failures }) {
  const mayEnable = place.can("webhook.manage");
  if (status === "DISABLED") {
    return h("div", { class: "panel warn" },
      h("p", null, h("strong", null, TROUBLES[because] ?? "It is disabled."), " What happens meanwhile is not told here, and what was on its way has failed."),
      mayEnable && h("p", null, "Once it is enabled it is told of what happens from then on. What it missed can be sent once more, delivery by delivery."));
  }
  if (!failures) return null;
  return h("div", { class: "panel warn" },
    h("p", null, h("strong", null, `The last ${count(failures, "attempt")} failed.`),
      " Each event is tried ten times over about three days. If nothing is taken for that long, the endpoint is disabled. The deliveries below say what came back."));
}

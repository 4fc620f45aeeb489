/** What webhooks are called on a page: events, what came of an attempt, and why an endpoint is told nothing. */

import { h } from "../../lib/dom.js";
import { badge } from "../../lib/parts.js";

/** What an endpoint can be told: `[event, what has happened]`. */
export const EVENTS = [
  ["api_key.created", "A key is generated, or duplicated"],
  ["api_key.updated", "A key’s name, addresses or permissions are changed"],
  ["api_key.disabled", "A key is disabled"],
  ["api_key.enabled", "A key is enabled again"],
  ["api_key.rotated", "A key has a new secret"],
  ["api_key.revoked", "A key is revoked"],
  ["api_key.expiring", "A key ends in seven days"],
  ["api_key.expired", "A key has ended"],
  ["api_key.leaked", "A key’s secret was found where it should not be"],
  ["key_limit.requested", "Somebody asks for more keys"],
  ["key_limit.raised", "The key limit was changed"],
];

const WHAT = new Map([...EVENTS, ["webhook.test", "A test"]]);

/** What an event tells of. */
export function eventText(event) {
  return WHAT.get(event) ?? event;
}

const OUTCOMES = {
  DELIVERED: (status) => `Taken with ${status ?? "2xx"}`,
  HTTP_ERROR: (status) => `Answered ${status ?? "with an error"}`,
  REDIRECTED: (status) => `Answered ${status ?? "3xx"}: redirects are never followed`,
  GONE: () => "Answered 410 Gone: the endpoint was disabled",
  DNS_LOOKUP_FAILED: () => "Nobody has the host’s name",
  ADDRESS_NOT_PUBLIC: () => "The host leads to an address that is not public; nothing was sent",
  CONNECTION_FAILED: () => "No connection, or it ended before the answer was there",
  TLS_FAILED: () => "No TLS, or a certificate that cannot be trusted",
  TIMED_OUT: () => "No whole answer within 15 seconds",
  ANSWER_TOO_LARGE: () => "The answer was larger than 64 KiB",
  INVALID_ANSWER: () => "What answered does not speak HTTP",
  INVALID_URL: () => "Plain http is not allowed any more",
  SECRET_UNAVAILABLE: () => "Its secret cannot be read any more: rotate the secret without a grace",
};

/** What came of an attempt, in words. */
export function outcomeText(outcome, status) {
  if (!outcome) return "Not sent yet";
  return OUTCOMES[outcome]?.(status) ?? outcome;
}

/** How far a delivery is. */
export function deliveryBadge({ status, attempt_count: attempts }) {
  if (status === "DELIVERED") return badge("good", "Delivered");
  if (status === "FAILED") return badge("bad", "Failed");
  return attempts > 0 ? badge("warn", "Retrying") : badge("info", "On its way");
}

/** Whether an endpoint is told anything. */
export function endpointBadge({ status, disabled_because: because, failures }) {
  if (status === "DISABLED") return badge(because === "ADMIN" ? "grey" : "bad", "Disabled");
  return failures > 0 ? badge("warn", "Enabled, failing") : badge("good", "Enabled");
}

const REASONS = { ADMIN: "By an admin", FAILING: "It kept failing", GONE: "It answered 410 Gone" };

/** Why it is told nothing; null where it is told what happens. */
export function endpointReason({ disabled_because: because }) {
  return because ? REASONS[because] ?? because : null;
}

/** Host and path of a URL, without what follows a question mark. */
export function place(url) {
  const { host, pathname } = new URL(url);
  return pathname === "/" ? host : host + pathname;
}

/** The host of a URL: what a title may have of it, since a path can be a secret. */
export function host(url) {
  return new URL(url).host;
}

/** How whoever receives messages finds out that they are ours. */
export function verifying() {
  return h("div", { class: "stack tight" },
    h("p", null, "Each message is a POST as ", h("a", { href: "https://www.standardwebhooks.com", target: "_blank", rel: "noreferrer" }, "Standard Webhooks"),
      " has it, with the headers ", h("code", null, "webhook-id"), ", ", h("code", null, "webhook-timestamp"), " and ", h("code", null, "webhook-signature"),
      ". Check the signature over the body as it came, before it is parsed. In Python, with ", h("code", null, "pip install standardwebhooks"), ":"),
    h("pre", { class: "code", tabindex: "0" }, PYTHON),
    h("p", { class: "hint" }, "A message may come more than once, and in another order: webhook-id tells repetitions. Answer 2xx within 15 seconds."));
}

const PYTHON = `import os
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

def receive(headers, body):
    try:
        event = Webhook(os.environ["WEBHOOK_SECRET"]).verify(body, headers)
    except WebhookVerificationError:
        return 400
    if not seen_before(headers["webhook-id"]):
        handle(event["type"], event["data"])
    return 204`;

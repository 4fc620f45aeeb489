/** How many keys a tenant may have: what is used of it, asking for more, and what became of that. Staff set it here. */

import { api } from "../../lib/api.js";
import { h } from "../../lib/dom.js";
import { form, textArea } from "../../lib/form.js";
import { list } from "../../lib/list.js";
import { notify } from "../../lib/notify.js";
import { badge, empty, number, pageHead, section } from "../../lib/parts.js";
import { reload } from "../../lib/router.js";
import { facts, table } from "../../lib/table.js";
import { when } from "../../lib/time.js";
import { count } from "../../lib/words.js";
import { askForm, numberField, requestState } from "./ask.js";
import { meter, usedOf } from "./meter.js";

export default async function keyLimit({ place, query, signal }) {
  await place.require("limit.read");
  const [{ body: limit, etag }, requests] = await Promise.all([
    api.get(place.path("key-limit"), { signal }),
    requestList(place, query),
  ]);
  return {
    title: "Key limit",
    body: h("div", { class: "stack" },
      pageHead({ title: "Key limit", lead: usedOf(limit) }),
      h("div", { class: "columns even" },
        use(limit),
        limit.pending_request && pending(place, limit.pending_request),
        place.can("limit.raise") && setting(place, limit, etag),
        place.can("limit.request") && !limit.pending_request && asking(place, limit)),
      h("section", { class: "stack tight" }, h("h2", null, "Requests"), requests)),
  };
}

function use(limit) {
  return h("section", { class: "panel key-limit", "aria-label": "What is used" },
    meter(limit),
    facts([["Limit", number(limit.limit)], ["Used", number(limit.used)], ["Remaining", number(limit.remaining)]]),
    h("p", { class: "hint" }, "Active and disabled keys count. Revoked and expired ones do not, so that revoking a key makes room for another. Rotating, disabling and enabling a key take no room."));
}

function pending(place, request) {
  return h("section", { class: "panel", "aria-label": "Pending request" },
    h("h2", null, `${count(request.requested_limit, "key")} asked for `, badge(...requestState(request))),
    h("p", null, "Sent ", when(request.created_at), request.created_by && [" by ", h("bdi", null, request.created_by.name)], ". ",
      place.can("limit.decide") ? "It waits for a decision of the platform's staff." : "The platform's staff will decide; one request can be pending at a time."),
    h("blockquote", { class: "quote" }, h("bdi", null, request.reason)),
    place.can("limit.decide") && h("p", null, h("a", { href: "/limit-requests" }, "Decide it among the limit requests")));
}

function asking(place, limit) {
  return section("Ask for more", askForm({ place, limit: limit.limit, onDone: reload }));
}

// Staff's own reason stands in the body, since the tenant reads it.
function setting(place, limit, etag) {
  const next = numberField({
    name: "limit",
    label: "Limit",
    value: String(limit.limit),
    hint: "It may be lowered too: keys that are there stay, but no new one can be generated until there are fewer.",
  });
  const reason = textArea({ name: "reason", label: "Reason", hint: "The tenant can read it.", required: true, maxlength: 1000, rows: 2 });
  return section("Set the limit", form({
    fields: [next, reason],
    submit: "Set the limit",
    guards: true,
    onStale: reload,
    onSubmit: async (release) => {
      const body = { limit: Number(next.value), reason: reason.value.trim() };
      await api.put(place.path("key-limit"), { body, ifMatch: etag });
      release();
      notify(`${place.name} may have ${count(body.limit, "key")} now.`);
      reload();
    },
  }));
}

function requestList(place, query) {
  return list({
    query,
    load: async (values, signal) => (await api.get(place.path("limit-requests"), { query: values, signal })).body,
    count: (rows) => `${count(rows.length, "request")} shown.`,
    show: (rows) => (rows.length > 0
      ? table({ caption: "Limit requests", columns: columns(), rows })
      : empty("No requests yet", "When more keys are asked for, what became of it stands here.")),
  });
}

function columns() {
  return [
    { label: "Asked for", isHead: true, cell: (request) => count(request.requested_limit, "key") },
    { label: "State", cell: (request) => badge(...requestState(request)) },
    { label: "Asked", cell: (request) => byWhom(request.created_at, request.created_by) },
    { label: "Reason", isWide: true, cell: (request) => h("bdi", { class: "long" }, request.reason) },
    { label: "Decided", cell: (request) => byWhom(request.decided_at, request.decided_by) },
    { label: "Decision", isWide: true, cell: decision },
  ];
}

function byWhom(at, person) {
  return [when(at), at && person && h("span", { class: "sub" }, "by ", h("bdi", null, person.name))];
}

function decision(request) {
  if (!request.decided_at) return h("span", { class: "muted" }, "–");
  return [
    request.granted_limit !== null && h("span", null, `${count(request.granted_limit, "key")} granted`),
    h("bdi", { class: "sub long" }, request.decision_reason),
  ];
}

/** Staff's inbox: who asks for more keys, oldest first, until each has an answer. */

import { api } from "../../lib/api.js";
import { h } from "../../lib/dom.js";
import { choiceFilter, list } from "../../lib/list.js";
import { badge, empty, pageHead } from "../../lib/parts.js";
import { platformCan, requirePlatform } from "../../lib/place.js";
import { table } from "../../lib/table.js";
import { when } from "../../lib/time.js";
import { count } from "../../lib/words.js";
import { requestState } from "./ask.js";
import { approve, deny } from "./decide.js";
import { usedOf } from "./meter.js";

export default async function requests({ me, query }) {
  requirePlatform(me);
  const mayDecide = platformCan(me, "limit.decide");
  const filters = [choiceFilter({ name: "status", label: "Status", query, choices: [["", "Pending"], ["APPROVED", "Approved"], ["DENIED", "Denied"], ["ALL", "All"]] })];
  const columns = [
    { label: "Tenant", isHead: true, cell: (request) => h("div", { class: "who" }, h("a", { href: `/tenants/${request.tenant_id}/limit` }, request.tenant.name), h("span", { class: "sub" }, "Asked by ", request.created_by?.name ?? "somebody")) },
    { label: "Has", cell: (request) => h("span", { class: "nowrap" }, usedOf({ used: request.used, limit: request.current_limit })) },
    { label: "Asks for", isNumber: true, cell: (request) => request.requested_limit.toLocaleString("en") },
    { label: "Why", isWide: true, cell: (request) => [h("span", { class: "said clamp", title: request.reason }, request.reason), decision(request)] },
    { label: "Asked", cell: (request) => h("span", { class: "nowrap" }, when(request.created_at)) },
    { label: "Status", cell: (request) => badge(...requestState(request)) },
    mayDecide && { label: "", cell: (request) => request.status === "PENDING" && buttons(request) },
  ].filter(Boolean);

  function buttons(request) {
    const name = h("span", { class: "unseen" }, ` the request of ${request.tenant.name}`);
    return [
      h("button", { type: "button", class: "primary small decide", onclick: () => decide(approve, request) }, "Approve", name, " …"),
      h("button", { type: "button", class: "small", onclick: () => decide(deny, request) }, "Deny", name.cloneNode(true), " …"),
    ];
  }

  // On to the next one.
  async function decide(act, request) {
    if (!(await act(request))) return;
    await inbox.refresh();
    (inbox.querySelector("button.decide") ?? inbox.querySelector("h2, select"))?.focus();
  }

  const inbox = await list({
    query,
    filters,
    load: async ({ status, cursor }, signal) =>
      (await api.get("/v1/limit-requests", { query: { status: status === "ALL" ? null : status || "PENDING", cursor }, signal })).body,
    count: (rows) => count(rows.length, "request"),
    show: (rows, { isFiltered }) => {
      if (rows.length > 0) return table({ caption: "Limit requests", needsRoom: true, columns, rows });
      if (isFiltered) return empty("None of these", "No request has this status.");
      return empty("Nothing to decide", "Whoever asks for more keys than their tenant may have stands here until somebody has answered.");
    },
  });
  return {
    title: "Limit requests",
    body: h("div", { class: "stack" },
      pageHead({ title: "Limit requests", lead: "Tenants that ask for more keys, oldest first. They read your answer and its reason." }), inbox),
  };
}

function decision(request) {
  if (request.status === "PENDING") return null;
  const what = request.status === "APPROVED" ? `Approved ${request.granted_limit.toLocaleString("en")}` : "Denied";
  return h("span", { class: "sub clamp" }, `${what} by ${request.decided_by?.name ?? "staff"} `, when(request.decided_at), `: ${request.decision_reason}`);
}

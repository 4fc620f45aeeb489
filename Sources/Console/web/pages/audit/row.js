/** A row of a trail: the sentence, and behind it all that was written down. */

import { freshID, h, unseen } from "../../lib/dom.js";
import { facts } from "../../lib/table.js";
import { exact, when } from "../../lib/time.js";
import { changeList } from "./changes.js";
import { capacity, method, sentence } from "./sentence.js";

/** `filterBy(values, event)` is the address of the trail under a filter, in which that row is seen. */
export function trailRow(event, { names, place, filterBy }) {
  const role = capacity(event, names, place);
  const { button, box } = details(event, filterBy);
  const reason = event.reason ?? event.after?.revocation?.reason;
  return h("li", { class: "trail-row" },
    h("div", { class: "trail-head" },
      h("div", null,
        h("p", null, sentence(event, names)),
        h("p", { class: "trail-meta" },
          h("span", null, when(event.at)),
          event.tenant_name && h("span", null, "Tenant: ", h("a", { href: `/tenants/${event.tenant_id}/audit` }, event.tenant_name)),
          role && h("span", null, role),
          event.ip && h("span", null, "from ", h("code", null, event.ip))),
        reason && h("p", { class: "trail-reason" }, h("span", { class: "muted" }, "Reason: "), reason)),
      button),
    box);
}

// A button beside the row, and what it shows below: `<details>` cannot be in two places.
function details(event, filterBy) {
  const id = freshID("details");
  const box = h("div", { id, hidden: true });
  const button = h("button", { type: "button", class: "quiet small", "aria-expanded": "false", "aria-controls": id, onclick: toggle },
    "Details", unseen(` of row ${event.seq}`));
  function toggle() {
    // Made when it is asked for: most never are.
    if (!box.hasChildNodes()) box.append(content(event, filterBy));
    box.hidden = !box.hidden;
    button.setAttribute("aria-expanded", String(!box.hidden));
  }
  return { button, box };
}

function content(event, filterBy) {
  const { actor, after } = event;
  const isCount = typeof after?.count === "number" && after.first_at;
  const how = method(event);
  return h("div", { class: "stack trail-details" },
    isCount ? counted(after) : changeList(event),
    facts([
      ["Time", exact(event.at)],
      ["Action", h("code", null, event.action)],
      event.object && ["Object", h("code", null, event.object)],
      actor?.user_id && ["Person", h("code", null, actor.user_id)],
      actor?.credential_id && ["Directory credential", h("code", null, actor.credential_id)],
      how && ["Signed in by", how],
      actor?.session_id && ["Session", h("code", null, actor.session_id)],
      event.request_id && ["Request", h("code", null, event.request_id)],
      ["Row", String(event.seq)],
      ["Hash", h("code", null, event.hash)],
    ]),
    h("div", { class: "actions start" },
      actor?.user_id && h("a", { class: "button small", href: filterBy({ actor: actor.user_id }, event) }, "Only what this person did"),
      event.object && h("a", { class: "button small", href: filterBy({ object: event.object }, event) }, "Only what was done to this")));
}

// What could be brought about as often as somebody likes is one row a minute.
function counted({ count, code, addresses = [], first_at: first, last_at: last }) {
  return facts([
    ["Times", String(count)],
    code && ["Code", h("code", null, code)],
    ["First", exact(first)],
    ["Last", exact(last)],
    addresses.length > 0 && ["From", addresses.map((each, index) => [index > 0 && ", ", h("code", null, each)])],
  ]);
}

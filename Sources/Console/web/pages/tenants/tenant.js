/** A tenant's own address: leads to what somebody comes for, or says who can help. */

import { h } from "../../lib/dom.js";
import { navigate, reload } from "../../lib/router.js";
import { when } from "../../lib/time.js";
import { KINDS, ROLES } from "../../lib/words.js";
import { suspensionSection } from "./suspension.js";

/** What people come for, in this order. */
const ROOMS = [["key.read", "keys"], ["member.read", "members"], ["group.read", "groups"]];
/** What there is besides, for whoever the rules leave out of the keys. */
const OTHERS = [["member.read", "members", "Members"], ["group.read", "groups", "Groups"], ["limit.read", "limit", "Key limit"], ["policy.read", "settings", "Settings"]];

export default async function tenant({ place }) {
  const first = ROOMS.find(([action]) => place.can(action));
  const leftOut = place.isClosed || place.can("key.read") ? null : await place.leftOut();
  if (first && !place.isClosed && !leftOut) {
    navigate(place.href(first[1]), { replace: true });
    return null;
  }
  return {
    title: place.name,
    body: h("div", { class: "stack medium" }, h("h1", null, place.name), content(place, leftOut), identity(place)),
  };
}

function content(place, leftOut) {
  if (place.isClosed) return suspended(place);
  return leftOut ? withoutKeys(place, leftOut) : explanation(place);
}

function withoutKeys(place, leftOut) {
  return h("div", { class: "panel" },
    h("p", null, leftOut),
    h("div", { class: "actions start" }, OTHERS.filter(([action]) => place.can(action)).map(([, part, text]) => h("a", { class: "button", href: place.href(part) }, text))));
}

function suspended(place) {
  const { tenant } = place;
  const section = suspensionSection(place, reload);
  if (section) return section;
  const isThroughPartner = tenant.suspended_through_partner && !tenant.suspended_at;
  const who = tenant.suspended_by === "STAFF" ? "the platform's staff" : "your partner";
  return h("div", { class: "panel warn" },
    h("p", null, h("strong", null, isThroughPartner ? `The partner above ${place.name} is suspended, and ${place.name} with it.` : `${place.name} is suspended.`),
      tenant.suspended_at && [" Since ", when(tenant.suspended_at), "."]),
    h("p", null, "Its keys are refused, and nothing can be read or changed here until it is resumed. Nothing is lost."),
    h("p", null, `Ask ${who} why, and what it takes.`));
}

function explanation(place) {
  return h("div", { class: "panel" },
    h("p", null, `You belong to ${place.name}${place.role ? ` as ${ROLES[place.role].toLowerCase()}` : ""}. That role neither makes API keys nor sees them.`),
    h("p", null, `Ask an admin of ${place.name} to create the key for you, or to give you another role. Tell them your e-mail address, `, h("code", null, place.me.user.email), "."));
}

function identity(place) {
  return h("p", { class: "muted small" }, `${KINDS[place.tenant.kind]} · `, h("code", null, place.id));
}

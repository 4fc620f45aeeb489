/** A tenant's own address: leads to what somebody comes for, or says who can help. */

import { h } from "../../lib/dom.js";
import { navigate, reload } from "../../lib/router.js";
import { KINDS, ROLES } from "../../lib/words.js";
import { suspensionSection } from "./suspension.js";

/** What people come for, in this order. */
const ROOMS = [["key.read", "keys"], ["member.read", "members"], ["group.read", "groups"]];

export default async function tenant({ place }) {
  const first = ROOMS.find(([action]) => place.can(action));
  if (first && !place.isClosed) {
    navigate(place.href(first[1]), { replace: true });
    return null;
  }
  return {
    title: place.name,
    body: h("div", { class: "stack medium" }, h("h1", null, place.name), place.isClosed ? suspended(place) : explanation(place), identity(place)),
  };
}

function suspended(place) {
  const { tenant } = place;
  const section = suspensionSection(place, reload);
  if (section) return section;
  const isThroughPartner = tenant.suspended_through_partner && !tenant.suspended_at;
  const who = tenant.suspended_by === "STAFF" ? "the platform's staff" : "your partner";
  return h("div", { class: "panel warn" },
    h("p", null, h("strong", null, isThroughPartner ? `The partner above ${place.name} is suspended, and ${place.name} with it.` : `${place.name} is suspended.`)),
    h("p", null, "Its keys are refused, and nothing can be read or changed here until it is resumed. Nothing is lost."),
    h("p", null, `Ask ${who} why, and what it takes.`));
}

function explanation(place) {
  return h("div", { class: "panel" },
    h("p", null, `You belong to ${place.name}${place.role ? ` as ${ROLES[place.role].toLowerCase()}` : ""}. That role neither makes API keys nor sees them.`),
    h("p", null, `Ask an admin of ${place.name} to see to the key that you need, or to give you another role. Tell them your e-mail address, `, h("code", null, place.me.user.email), "."));
}

function identity(place) {
  return h("p", { class: "muted small" }, `${KINDS[place.tenant.kind]} · `, h("code", null, place.id));
}

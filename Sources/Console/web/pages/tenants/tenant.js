/** A tenant's own address: leads to its keys, or says who can help. */

import { h } from "../../lib/dom.js";
import { navigate } from "../../lib/router.js";
import { KINDS, ROLES } from "../../lib/words.js";

export default async function tenant({ place }) {
  const first = [["key.read", "keys"], ["member.read", "members"], ["group.read", "groups"]].find(([action]) => place.can(action));
  if (first && !(place.isSuspended && !place.needsReason)) {
    navigate(place.href(first[1]), { replace: true });
    return null;
  }
  return { title: place.name, body: h("div", { class: "stack" }, h("h1", null, place.name), explanation(place)) };
}

function explanation(place) {
  if (place.isSuspended) {
    const who = place.tenant.suspended_by === "STAFF" || place.tenant.suspended_through_partner ? "the platform's staff" : "your partner";
    return h("div", { class: "panel" },
      h("p", null, `${place.name} is suspended: its keys are refused, and nothing can be done here until it is resumed. Nothing is lost.`),
      h("p", null, `Ask ${who} why, and what it takes.`));
  }
  const admin = place.tenant.kind === "PARTNER" ? ROLES.PARTNER_ADMIN : ROLES.BUSINESS_ADMIN;
  return h("div", { class: "panel" },
    h("p", null, `You belong to ${place.name}${place.role ? ` as ${ROLES[place.role].toLowerCase()}` : ""}. That role neither creates nor sees API keys.`),
    h("p", null, `A ${admin.toLowerCase()} of ${place.name} can: ask one of them to make the key that you need, or to give you another role.`),
    h("p", { class: "muted" }, `${KINDS[place.tenant.kind]} · `, h("code", null, place.id)));
}

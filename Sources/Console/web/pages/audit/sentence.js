/** A row of a trail in words: who did what to what, and in which role. */

import { h } from "../../lib/dom.js";
import { count, plain, ROLES } from "../../lib/words.js";
import { ACTIONS, actionName, isRefusal, LOOKED } from "./actions.js";

/** `Ada Example revoked the key “Till”.`, as nodes. What is not known is shown plainly. */
export function sentence(event, names) {
  return [actor(event, names), " ", isRefusal(event) ? refusal(event) : told(event, names), "."];
}

function told(event, names) {
  const tell = ACTIONS.get(event.action)?.[1];
  return tell ? tell(event, names) : [h("code", null, event.action), event.object && [" on ", names.of(event)]];
}

function refusal({ action, after }) {
  const what = LOOKED[action] ? `to look at ${LOOKED[action]}` : `this: ${actionName(action).toLowerCase()}`;
  return [`was refused ${what}`, after.count > 1 && `, ${count(after.count, "time")}`];
}

const NOBODY_KNOWN = new Set(["session.refused", "directory.refused"]);

function actor(event, names) {
  if (event.actor?.user_id) return event.actor_name ? h("strong", null, event.actor_name) : names.person(event.actor.user_id);
  if (event.actor?.credential_id) return h("strong", null, "The directory");
  return h("strong", null, NOBODY_KNOWN.has(event.action) || isRefusal(event) ? "Somebody" : "Latchkey");
}

/** In which role they did it, and for whom; null where there is nothing to say. */
export function capacity({ actor: who, tenant_id: where }, names, place) {
  if (!who) return null;
  const role = who.role && (ROLES[who.role] ?? plain(who.role));
  const other = who.on_behalf_of && who.on_behalf_of !== where && who.on_behalf_of;
  const forWhom = other && (other === place?.tenant.parent_id ? "on behalf of the partner" : ["on behalf of ", names.tenant(other)]);
  return role || forWhom ? [role, role && forWhom && " ", forWhom] : null;
}

const METHODS = {
  PASSWORD: "Password",
  SECOND_FACTOR: "Password and second factor",
  SINGLE_SIGN_ON: "Single sign-on",
  TOKEN: "A program’s access token",
};

/** How they had proved who they are. */
export function method({ actor: who }) {
  return who?.method ? METHODS[who.method] ?? plain(who.method) : null;
}

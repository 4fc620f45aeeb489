/**
 * Signing in through the identity provider of a tenant. It begins with an address of the API that the browser goes to, and comes
 * back at the start page; where somebody wanted to go is kept in this browser meanwhile.
 */

import { happenedWithin, keep, keepTime, recall } from "./memory.js";

const ORGANIZATION = "latchkey.organization";
const BEGUN = "latchkey.sign-on";
/** As long as the server waits for somebody to come back from their provider. */
const PATIENCE = 600_000;
const ID = /^ten_[0-7][0-9a-hjkmnp-tv-z]{25}$/;

/** Where the sign-in through a tenant's provider begins. */
export function signOnAddress(organization) {
  return `/v1/single-sign-on/${organization}`;
}

/** The tenant that an id or a sign-in address names: `{ id }`, or `{ error }` in words. */
export function readOrganization(text) {
  const typed = text.trim();
  if (ID.test(typed)) return { id: typed };
  if (typed.startsWith("ten_")) return { error: "An organization’s id is ten_ and 26 letters and digits. Check that all of it is there." };
  const url = URL.canParse(typed) ? new URL(typed) : null;
  const id = url?.pathname.match(/^\/v1\/single-sign-on\/([^/]+)\/?$/)?.[1];
  if (!id || !ID.test(id)) return { error: "Give the organization’s id, which begins with ten_, or its sign-in address." };
  if (url.host !== location.host) return { error: `This address is of another server, ${url.host}. Open it there.` };
  return { id };
}

/** The organization of last time, or an empty text. */
export function lastOrganization() {
  const id = recall("localStorage", ORGANIZATION);
  return ID.test(id) ? id : "";
}

/** Goes to a tenant's provider; whoever comes back goes on to `onward`. */
export function beginSignOn(organization, onward) {
  keep("localStorage", ORGANIZATION, organization);
  noteSignOn(onward);
  location.assign(signOnAddress(organization));
}

/** Notes that a sign-in is begun, in this tab or (by a link) in a new one. */
export function noteSignOn(onward = "") {
  keepTime(BEGUN);
  if (onward) keep("sessionStorage", BEGUN, onward);
}

/** Where somebody wanted to go before they went to their provider: told once; null for nowhere. */
export function takeOnward() {
  const onward = happenedWithin(BEGUN, PATIENCE) ? recall("sessionStorage", BEGUN) : "";
  keep("sessionStorage", BEGUN, "");
  return onward || null;
}

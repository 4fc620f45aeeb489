/** Keys that have all scopes which there are. */

import { badge } from "../../lib/parts.js";

/** A badge for a key that may do everything by itself, or null. What a group may do is told by the group's name. */
export function fullAccess(key, policy) {
  const all = policy?.scopes.length;
  return all > 0 && key.scopes.length === all && !key.authorization_group ? badge("info", "Full access") : null;
}

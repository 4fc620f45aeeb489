/** What groups are called on a page, and what they are for. */

import { h } from "../../lib/dom.js";

export const TYPES = { TENANT_API_KEY: "For keys", USER: "Ceiling of members" };

export const TYPE_HINTS = {
  TENANT_API_KEY: "Given to keys, which may do what the group's scopes say. Edit the group, and all its keys follow at once.",
  USER: "Given to members and advisors. They can give keys only the scopes of this group.",
};

/** A group of the directory, of which one is everybody; each in its own direction. */
export function directoryGroup(name) {
  return name === "*" ? ["Everybody ", h("code", null, "*")] : h("bdi", null, name);
}

/** When groups are needed, by how this tenant's keys have their permissions. */
export function whatFor(policy, name) {
  return policy.permission_model === "GROUP"
    ? `Each key of ${name} has a group that says what it may do, so there has to be one before the first key. A second type, the ceiling, bounds what a member or an advisor may grant.`
    : `Keys of ${name} have scopes of their own and need no group. What you may need is a ceiling: a group that bounds what a member or an advisor may grant.`;
}

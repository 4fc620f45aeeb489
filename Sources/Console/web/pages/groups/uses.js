/** What has a group: found before it is asked for to be deleted, and told in the same way where it was refused. */

import { api } from "../../lib/api.js";
import { h } from "../../lib/dom.js";
import { statusBadge } from "../../lib/parts.js";
import { count, ROLES } from "../../lib/words.js";

/** How many of each kind are counted, and how many are named. */
const COUNTED = 100;
const SHOWN = 20;
/** A key that is revoked keeps no group from being deleted. */
const NOT_REVOKED = "ACTIVE,DISABLED,EXPIRED";

/** As the API's refusal to delete it has it, with `isWhole`: whether all are counted. Null where it cannot be known. */
export async function usesOf(group, place, signal) {
  const isOfKeys = group.type === "TENANT_API_KEY";
  if (!place.can(isOfKeys ? "key.read" : "member.read")) return null;
  try {
    return await (isOfKeys ? usesByKeys : usesByPeople)(group, place, signal);
  } catch (error) {
    // The group can be looked at without it.
    if (error.name === "AbortError") throw error;
    return null;
  }
}

async function usesByKeys(group, place, signal) {
  const keys = await having(group, place.path("keys"), signal, { status: NOT_REVOKED });
  return use({ keys: keys.data }, !keys.next_cursor);
}

async function usesByPeople(group, place, signal) {
  const [members, invitations, { body: mappings }] = await Promise.all([
    having(group, place.path("members"), signal),
    having(group, place.path("invitations"), signal),
    api.get(place.path("role-mappings"), { signal }),
  ]);
  return use({
    members: members.data,
    invitations: invitations.data,
    role_mappings: mappings.data.filter(({ authorization_group_id: id }) => id === group.id),
  }, !members.next_cursor && !invitations.next_cursor);
}

async function having(group, path, signal, query = {}) {
  return (await api.get(path, { query: { ...query, authorization_group: group.id, limit: COUNTED }, signal })).body;
}

function use({ keys = [], members = [], invitations = [], role_mappings = [] }, isWhole) {
  return {
    keys: keys.slice(0, SHOWN), key_count: keys.length,
    members: members.slice(0, SHOWN), member_count: members.length,
    invitations: invitations.slice(0, SHOWN), invitation_count: invitations.length,
    role_mappings: role_mappings.slice(0, SHOWN), role_mapping_count: role_mappings.length,
    isWhole,
  };
}

/** Whether something has it. */
export function isUsed(use) {
  return use.key_count + use.member_count + use.invitation_count + use.role_mapping_count > 0;
}

/** What has the group, with ways to it; only the number of what this person may not read. `isAdvising`: and what to do about each. */
export function useList(use, group, place, isAdvising = false) {
  const membersHref = place.href("members");
  const advice = (text) => (isAdvising ? text : null);
  return [
    kind("key", use.key_count, use.keys, (key) => [h("a", { href: place.href("keys", key.id) }, key.name), " ", statusBadge(key.status)],
      advice("Give each another group, or revoke it."), `${place.href("keys")}?authorization_group=${group.id}&status=${NOT_REVOKED}`),
    kind("member", use.member_count, use.members, ({ user, role }) => [
      h("a", { href: `${membersHref}?role=${role}` }, user.name ?? "Somebody who is gone"), ` · ${ROLES[role] ?? role}`,
    ], advice("Give each another ceiling, or none.")),
    kind("invitation", use.invitation_count, use.invitations, ({ email, role }) => [
      h("a", { href: `${membersHref}?view=invitations` }, email), ` · ${ROLES[role] ?? role}`,
    ], advice("Withdraw each, or wait until it is accepted.")),
    kind("role mapping", use.role_mapping_count, use.role_mappings, ({ directory_group: name, role }) => [
      h("a", { href: place.href("settings") }, name), ` · ${ROLES[role] ?? role}`,
    ], advice("Remove each, or map to another ceiling.")),
  ];
}

// `href` is where all of them are, for whom may read them: nothing is named for whom may not.
function kind(word, number, named, show, advice, href = null) {
  if (!number) return null;
  const rest = number - named.length;
  const others = `and ${count(rest, `more ${word}`)}`;
  return h("div", null,
    h("p", null, h("strong", null, count(number, word)), advice && h("span", { class: "hint" }, ` ${advice}`)),
    named.length > 0 && h("ul", { class: "bullets" }, named.map((item) => h("li", null, show(item))),
      rest > 0 && h("li", { class: "muted" }, href ? h("a", { href }, others) : others)));
}

/** What has a group: found before it is asked for to be deleted, and told in the same way where it was refused. */

import { api } from "../../lib/api.js";
import { h } from "../../lib/dom.js";
import { statusBadge } from "../../lib/parts.js";
import { count, ROLES } from "../../lib/words.js";
import { directoryGroup } from "./words.js";

/** How many of each kind are counted, and how many are named. */
const COUNTED = 100;
const SHOWN = 20;
/** A key that is revoked keeps no group from being deleted. */
const NOT_REVOKED = "ACTIVE,DISABLED,EXPIRED";
const NONE = { data: [], next_cursor: null };

/** Whether somebody may know what has a group. */
export function mayKnowUses(group, place) {
  return place.can(group.type === "TENANT_API_KEY" ? "key.read" : "member.read");
}

/** As the API's refusal to delete it has it, with `more`: of which kinds there are more than are counted. */
export function usesOf(group, place, signal) {
  return (group.type === "TENANT_API_KEY" ? usesByKeys : usesByPeople)(group, place, signal);
}

async function usesByKeys(group, place, signal) {
  return use({ keys: await having(group, place.path("keys"), signal, { status: NOT_REVOKED }) });
}

async function usesByPeople(group, place, signal) {
  const [members, invitations, { body: mappings }] = await Promise.all([
    having(group, place.path("members"), signal),
    having(group, place.path("invitations"), signal),
    api.get(place.path("role-mappings"), { signal }),
  ]);
  return use({ members, invitations, mappings: mappings.data.filter(({ authorization_group_id: id }) => id === group.id) });
}

async function having(group, path, signal, query = {}) {
  return (await api.get(path, { query: { ...query, authorization_group: group.id, limit: COUNTED }, signal })).body;
}

function use({ keys = NONE, members = NONE, invitations = NONE, mappings = [] }) {
  return {
    keys: keys.data.slice(0, SHOWN), key_count: keys.data.length,
    members: members.data.slice(0, SHOWN), member_count: members.data.length,
    invitations: invitations.data.slice(0, SHOWN), invitation_count: invitations.data.length,
    role_mappings: mappings.slice(0, SHOWN), role_mapping_count: mappings.length,
    more: { keys: Boolean(keys.next_cursor), members: Boolean(members.next_cursor), invitations: Boolean(invitations.next_cursor) },
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
    kind({
      word: "key", number: use.key_count, named: use.keys, isMore: use.more?.keys,
      show: (key) => [link(place.href("keys", key.id), key.name), " ", statusBadge(key.status)],
      advice: advice("Give each another group, or revoke it."),
      href: `${place.href("keys")}?authorization_group=${group.id}&status=${NOT_REVOKED}`,
    }),
    kind({
      word: "member", number: use.member_count, named: use.members, isMore: use.more?.members,
      show: ({ user, role }) => [link(`${membersHref}?role=${role}`, user.name ?? "Somebody who is gone"), ` · ${ROLES[role] ?? role}`],
      advice: advice("Give each another ceiling, or none."),
    }),
    kind({
      word: "invitation", number: use.invitation_count, named: use.invitations, isMore: use.more?.invitations,
      show: ({ email, role }) => [link(`${membersHref}?view=invitations`, email), ` · ${ROLES[role] ?? role}`],
      advice: advice("Withdraw each, or wait until it is accepted."),
    }),
    kind({
      word: "role mapping", number: use.role_mapping_count, named: use.role_mappings,
      show: ({ directory_group: name, role }) => [h("a", { href: place.href("settings") }, directoryGroup(name)), ` · ${ROLES[role] ?? role}`],
      advice: advice("Remove each, or map to another ceiling."),
    }),
  ];
}

function link(href, name) {
  return h("a", { href }, h("bdi", null, name));
}

// `href` is where all of them are, for whom may read them: nothing is named for whom may not. Where there `isMore`, nobody knows how many.
function kind({ word, number, named, isMore = false, show, advice, href = null }) {
  if (!number) return null;
  const rest = number - named.length;
  const others = isMore ? "and more" : `and ${count(rest, `more ${word}`)}`;
  return h("div", null,
    h("p", null, h("strong", null, isMore && "More than ", count(number, word)), advice && h("span", { class: "hint" }, ` ${advice}`)),
    named.length > 0 && h("ul", { class: "bullets" }, named.map((item) => h("li", null, show(item))),
      (rest > 0 || isMore) && h("li", { class: "muted" }, href ? h("a", { href }, others) : others)));
}

/** What has a group: found before it is asked for to be deleted, and told in the same way where it was refused. */

import { api } from "../../lib/api.js";
import { h } from "../../lib/dom.js";
import { statusBadge } from "../../lib/parts.js";
import { count, ROLES } from "../../lib/words.js";

/** No list is asked for by group, so a few pages of each are looked through. */
const PAGES = 3;
const PAGE = 100;
const SHOWN = 20;

/** As the API's refusal to delete it has it, with `isWhole`: whether all was looked at. Null where it cannot be known. */
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
  const { rows, isWhole } = await all(place.path("keys"), { status: "ACTIVE,DISABLED,EXPIRED" }, signal);
  return use({ keys: rows.filter(({ authorization_group: its }) => its?.id === group.id) }, isWhole);
}

async function usesByPeople(group, place, signal) {
  const [members, invitations, { body: mappings }] = await Promise.all([
    all(place.path("members"), {}, signal),
    all(place.path("invitations"), {}, signal),
    api.get(place.path("role-mappings"), { signal }),
  ]);
  const has = ({ authorization_group: its }) => its?.id === group.id;
  return use({
    members: members.rows.filter(has),
    invitations: invitations.rows.filter(has),
    role_mappings: mappings.data.filter(({ authorization_group_id: id }) => id === group.id),
  }, members.isWhole && invitations.isWhole);
}

async function all(path, query, signal) {
  const rows = [];
  let cursor = null;
  for (let page = 0; page < PAGES; page += 1) {
    const { body } = await api.get(path, { query: { ...query, limit: PAGE, cursor }, signal });
    rows.push(...body.data);
    cursor = body.next_cursor;
    if (!cursor) return { rows, isWhole: true };
  }
  return { rows, isWhole: false };
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
export function useList(use, place, isAdvising = false) {
  const membersHref = place.href("members");
  const advice = (text) => (isAdvising ? text : null);
  return [
    kind("key", use.key_count, use.keys, (key) => [h("a", { href: place.href("keys", key.id) }, key.name), " ", statusBadge(key.status)],
      advice("Give each another group, or revoke it.")),
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

function kind(word, number, named, show, advice) {
  if (!number) return null;
  const rest = number - named.length;
  return h("div", null,
    h("p", null, h("strong", null, count(number, word)), advice && h("span", { class: "hint" }, ` ${advice}`)),
    named.length > 0 && h("ul", { class: "bullets" }, named.map((item) => h("li", null, show(item))),
      rest > 0 && h("li", { class: "muted" }, `and ${count(rest, `more ${word}`)}`)));
}

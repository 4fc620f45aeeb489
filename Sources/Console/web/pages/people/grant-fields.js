/** What somebody is let be in a tenant: role, ceiling and end, as fields of a form. The same for who is invited and for who is there. */

import { api } from "../../lib/api.js";
import { now } from "../../lib/clock.js";
import { h } from "../../lib/dom.js";
import { selectField, textField } from "../../lib/form.js";
import { badge } from "../../lib/parts.js";
import { exact } from "../../lib/time.js";
import { ROLES } from "../../lib/words.js";

const DAY = 86_400_000;
/** For how long an advisor is let in, if nobody says otherwise. */
const SUGGESTED_DAYS = 90;
const NO_CEILING = "none";

const ROLE_HINTS = {
  PARTNER_ADMIN: "Runs the partner and the businesses under it.",
  BUSINESS_ADMIN: "Runs this business: keys, groups, members, webhooks.",
  ADVISOR: "Somebody from outside who works with the keys, and lets nobody in.",
  MEMBER: "Belongs here, and neither sees nor makes keys.",
};

/** The roles that somebody can have in such a tenant. */
export function rolesOf(place) {
  return place.tenant.kind === "PARTNER" ? ["PARTNER_ADMIN", "MEMBER"] : ["BUSINESS_ADMIN", "ADVISOR", "MEMBER"];
}

/** The cell of a ceiling; an advisor without one stands out. */
export function ceilingCell(place) {
  return ({ authorization_group: group, role }) => {
    if (group) return h("a", { href: place.href("groups", group.id) }, group.name);
    return role === "ADVISOR" ? badge("warn", "No ceiling") : h("span", { class: "muted" }, "None");
  };
}

/**
 * `held` is what they are now: `{ role, authorization_group, expires_at }`, or null for whoever is to be invited, for whom an end
 * and a ceiling are suggested where they become an advisor. Returns `{ fields, changes() }`: what the request is to say.
 */
export async function grantFields(place, { role, held = null }) {
  const groups = await ceilings(place);
  const roleField = selectField({ name: "role", label: "Role", required: true, value: role, hint: ROLE_HINTS[role], options: rolesOf(place).map((each) => [each, ROLES[each]]) });
  const ceiling = ceilingField(place, groups, held, role);
  const end = endField(place, held);
  let suggested = "";
  suggest();
  roleField.control.addEventListener("change", () => {
    roleField.notes[0].textContent = ROLE_HINTS[roleField.value];
    suggest();
  });

  // Only into what is still empty, and away again with the role that it was for.
  function suggest() {
    if (held) return;
    const isAdvisor = roleField.value === "ADVISOR";
    if (isAdvisor && !end.value) end.value = suggested = lastDay(now() + SUGGESTED_DAYS * DAY);
    else if (!isAdvisor && suggested && end.value === suggested) end.value = suggested = "";
    if (isAdvisor && ceiling.value === NO_CEILING && groups.length > 0) ceiling.value = "";
    else if (!isAdvisor && ceiling.value === "" && place.ceiling === null) ceiling.value = NO_CEILING;
  }

  return {
    fields: [roleField, ceiling, end],
    changes() {
      const group = ceiling.value === NO_CEILING ? null : ceiling.value;
      const all = { role: roleField.value, authorization_group_id: group, expires_at: end.value ? endOf(end.value) : null };
      if (!held) return all;
      // The end may have been set to the minute by a program: whoever does not touch it does not move it.
      if (end.value === lastDayOf(held)) delete all.expires_at;
      if (all.role === held.role) delete all.role;
      if (group === (held.authorization_group?.id ?? null)) delete all.authorization_group_id;
      return all;
    },
  };
}

function ceilingField(place, groups, held, role) {
  const now = held?.authorization_group;
  const known = now && !groups.some(({ id }) => id === now.id) ? [now, ...groups] : groups;
  const mayHaveNone = place.ceiling === null || (held && !now);
  const none = groups.length === 0 && h("a", { href: `${place.href("groups", "new")}?type=USER` }, "Create one first");
  return selectField({
    name: "authorization_group_id", label: "Ceiling", required: true,
    hint: [
      "They can give keys only the scopes of this group.",
      place.ceiling !== null && " You have a ceiling yourself, so theirs is within it.",
      none && [" There is no such group yet. ", none, "."],
    ],
    value: now?.id ?? (mayHaveNone && (held || role !== "ADVISOR" || groups.length === 0) ? NO_CEILING : ""),
    options: [["", "Choose …"], ...(mayHaveNone ? [[NO_CEILING, "No ceiling"]] : []), ...known.map(({ id, name }) => [id, name])],
  });
}

function endField(place, held) {
  const own = ownLastDay(place);
  const hint = [
    held?.expires_at ? `Access ends now at ${exact(held.expires_at)}. A new day ends at the midnight after it, in UTC.` : "Access ends at the midnight after this day, in UTC.",
    own ? ` Your own access ends, and what you give ends by then: ${own} at the latest.` : " Empty: it does not end.",
  ];
  return textField({
    name: "expires_at", label: "Last day", type: "date", value: held ? lastDayOf(held) : own, required: own !== "", hint,
    min: lastDay(now()), max: own || "9999-12-30",
    check: (day) => (/^\d{4}-\d\d-\d\d$/.test(day) ? null : "This is no day of the calendar."),
  });
}

/** All groups that bound people; of those, the ones within one's own ceiling. */
export async function ceilings(place, signal) {
  const all = [];
  let cursor = null;
  do {
    const { body } = await api.get(place.path("authorization-groups"), { query: { type: "USER", limit: 100, cursor }, signal });
    all.push(...body.data);
    cursor = body.next_cursor;
  } while (cursor && all.length < 1000);
  return place.ceiling === null ? all : all.filter(({ scopes }) => scopes.every((scope) => place.ceiling.includes(scope)));
}

// The last whole day of the membership in which one acts here; empty where it does not end.
function ownLastDay(place) {
  const own = place.me.memberships.find(({ role, tenant_id: at }) => role === place.role && [place.id, place.tenant.parent_id].includes(at));
  if (!own?.expires_at) return "";
  const end = Date.parse(own.expires_at);
  return lastDay(end - (end % DAY));
}

function lastDayOf({ expires_at: end }) {
  return end ? lastDay(Date.parse(end)) : "";
}

// Of an end at midnight, the day before.
function lastDay(end) {
  return new Date(end - 1).toISOString().slice(0, 10);
}

function endOf(day) {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY).toISOString();
}

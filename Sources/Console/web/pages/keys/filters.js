/** What a list of keys can be narrowed by. */

import { choiceFilter, orderChoice, textFilter } from "../../lib/list.js";
import { ENVIRONMENTS, EXPIRATIONS, STATUSES } from "../../lib/words.js";

const STATUS_CHOICES = [
  ["", "All"],
  ["ACTIVE,DISABLED", "Active or disabled"],
  ...Object.entries(STATUSES),
  ["EXPIRED,REVOKED", "Expired or revoked"],
];

const UNUSED_CHOICES = [["", "Any use"], ["30d", "Not for 30 days"], ["90d", "Not for 90 days"], ["1y", "Not for a year"]];

const ORDERS = [
  ["", "By status"],
  ["-created_at", "Newest first"],
  ["created_at", "Oldest first"],
  ["name", "Name, A to Z"],
  ["-name", "Name, Z to A"],
  ["expires_at", "Ends soonest"],
];

/**
 * Search, status, expiry, environment where there are several, group where keys have them, use, and the order, as they stand in
 * the address.
 */
export function keyFilters(policy, groups, query) {
  return [
    textFilter({ name: "q", label: "Search", placeholder: "Beginning of a name, or prefix", maxlength: 200, query }),
    choiceFilter({ name: "status", label: "Status", choices: statusChoices(query.get("status")), query }),
    choiceFilter({ name: "expiration", label: "Expiry", choices: [["", "All"], ...Object.entries(EXPIRATIONS)], query }),
    policy.environments.length > 1
      ? choiceFilter({ name: "environment", label: "Environment", choices: [["", "All"], ...Object.entries(ENVIRONMENTS)], query })
      : null,
    groupFilter(groups, query),
    choiceFilter({ name: "unused_for", label: "Use", choices: UNUSED_CHOICES, query }),
    orderChoice({ choices: ORDERS, query }),
  ].filter(Boolean);
}

// One that is gone, or none at all, is asked for all the same: what the address says is what is shown.
function groupFilter(groups, query) {
  const asked = query.get("authorization_group");
  if (groups.length === 0 && !asked) return null;
  const named = groups.map(({ id, name }) => [id, name]);
  const strange = asked && !groups.some(({ id }) => id === asked) ? [[asked, asked]] : [];
  return choiceFilter({ name: "authorization_group", label: "Group", choices: [["", "All"], ...named, ...strange], query });
}

// An address may name any of them: what it says is what is shown.
function statusChoices(asked) {
  const wanted = [...new Set(asked?.split(",") ?? [])].filter((status) => Object.hasOwn(STATUSES, status));
  const value = wanted.join(",");
  if (value !== asked || STATUS_CHOICES.some(([choice]) => choice === value)) return STATUS_CHOICES;
  return [...STATUS_CHOICES, [value, wanted.map((status) => STATUSES[status]).join(", ")]];
}

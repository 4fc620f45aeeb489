/** What a key may do: scopes of its own, or those of an authorization group, as the policy has it. */

import { api } from "../../lib/api.js";
import { fill, h } from "../../lib/dom.js";
import { checkBox, selectField } from "../../lib/form.js";
import { scopeField, scopeList } from "../../lib/scopes.js";
import { count } from "../../lib/words.js";

/** For how many pages of groups a choice is worth waiting. */
const MOST_PAGES = 10;

/** The groups that can be given to keys, by name; none where keys have scopes of their own. */
export async function keyGroups(place, policy, signal) {
  return policy.permission_model === "GROUP" ? allKeyGroups(place, signal) : [];
}

/** The groups that keys have, by name: also where keys are given scopes of their own by now. */
export async function allKeyGroups(place, signal) {
  const found = [];
  let cursor = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { body } = await api.get(place.path("authorization-groups"), { query: { type: "TENANT_API_KEY", limit: 100, cursor }, signal });
    found.push(...body.data);
    cursor = body.next_cursor;
    if (!cursor) break;
  }
  return found.sort((one, other) => one.name.localeCompare(other.name));
}

/**
 * `fields` for a form; `value()`, the members of the request's body, and `scopes()`, the names that come of it. `key` is one
 * that is there already, whose permissions are changed; `chosen` is the id of the group that a new one is given at first.
 */
export function permissionFields({ place, policy, groups, key = null, chosen = null }) {
  return policy.permission_model === "GROUP" ? groupFields(place, policy, groups, key, chosen) : scopeFields(place, policy, key);
}

function scopeFields(place, policy, key) {
  const isNarrowing = key && policy.permission_editing === "NARROW_ONLY";
  const bound = isNarrowing ? key.scopes : place.ceiling;
  const field = scopeField({
    name: "scopes", label: "Scopes", scopes: isNarrowing ? policy.scopes.filter(({ name }) => key.scopes.includes(name)) : policy.scopes,
    value: key?.scopes ?? [], ceiling: bound, required: true,
    hint: scopesHint(key, isNarrowing),
  });
  const isEverything = policy.scopes.every(({ name }) => !place.ceiling || place.ceiling.includes(name));
  const full = !key && policy.full_access ? fullAccess(field, policy, isEverything) : null;
  return {
    fields: [full, field],
    scopes: () => (full?.value ? policy.scopes.map(({ name }) => name) : field.value),
    value: () => (full?.value ? { full_access: true } : { scopes: field.value }),
  };
}

// A key that has a group from before keys were given scopes of their own keeps it, unless its scopes are changed.
function scopesHint(key, isNarrowing) {
  const from = key?.authorization_group && `They are those of the group “${key.authorization_group.name}”. If you change them, the key has scopes of its own, which no change of the group reaches. `;
  return (from || "") + (isNarrowing ? "Scopes can only be taken away from a key here." : "Give only those that the system needs which uses the key.");
}

function fullAccess(field, policy, isEverything) {
  const box = checkBox({
    name: "full_access", label: `Full access: all ${count(policy.scopes.length, "scope")}`,
    hint: isEverything ? "All scopes that there are today; what is added to the catalogue later is not included." : "Beyond your own access.",
  });
  box.control.disabled = !isEverything;
  box.control.addEventListener("change", () => { field.element.hidden = box.value; });
  const { complaint } = field;
  Object.assign(field, { complaint: () => (box.value ? null : complaint.call(field)) });
  return box;
}

function groupFields(place, policy, groups, key, chosen) {
  if (groups.length === 0) return { fields: [noGroup(place)], value: () => ({}), scopes: () => [] };
  const held = new Set(key?.scopes ?? []);
  const isNarrowing = key && policy.permission_editing === "NARROW_ONLY";
  const options = groups.map((group) => {
    const isOwn = group.id === key?.authorization_group?.id;
    const isBeyond = place.ceiling && group.scopes.some((name) => !place.ceiling.includes(name) && !held.has(name));
    const isWider = isNarrowing && group.scopes.some((name) => !held.has(name));
    const why = isBeyond ? " (beyond your own access)" : isWider ? " (has further scopes)" : "";
    return h("option", { value: group.id, disabled: !isOwn && (isBeyond || isWider) }, group.name + (isOwn ? "" : why));
  });
  const first = options.find(({ value, disabled }) => value === chosen && !disabled)?.value ?? "";
  // From before keys were given groups: it is not made to take one.
  const hasItsOwn = Boolean(key) && !key.authorization_group;
  const none = h("option", { value: "", disabled: !hasItsOwn }, hasItsOwn ? "None: it keeps its own scopes" : "Choose a group");
  const field = selectField({
    name: "authorization_group_id", label: "Authorization group", required: !hasItsOwn, value: key?.authorization_group?.id ?? first,
    hint: "Its scopes are the key's, now and whenever the group is changed.",
    options: [none, ...options],
  });
  const shown = h("div", { "aria-live": "polite" });
  const group = () => groups.find(({ id }) => id === field.value);
  const scopes = () => group()?.scopes ?? (hasItsOwn ? key.scopes : []);
  const show = () => fill(shown, (group() || hasItsOwn) && scopeList(scopes(), policy.scopes));
  field.control.addEventListener("change", show);
  field.element.append(shown);
  show();
  return {
    fields: [field],
    group,
    scopes,
    value: () => (field.value ? { authorization_group_id: field.value } : {}),
  };
}

function noGroup(place) {
  return h("div", { class: "panel warn" },
    h("p", null, h("strong", null, "A key here gets its permissions from an authorization group, and there is none yet.")),
    place.can("group.manage")
      ? h("div", { class: "actions start" }, h("a", { class: "button primary", href: `${place.href("groups", "new")}?for=key` }, "New group"))
      : h("p", null, "Somebody who may manage groups can create one."));
}

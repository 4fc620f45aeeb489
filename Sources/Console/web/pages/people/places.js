/** The tenants that one has a place in, and leaving them. */

import { actDialog } from "../../lib/act.js";
import { api, inTenant } from "../../lib/api.js";
import { openDialog } from "../../lib/dialog.js";
import { h, isolated, unseen } from "../../lib/dom.js";
import { notify } from "../../lib/notify.js";
import { badge, section, statusBadge } from "../../lib/parts.js";
import { navigate, reload } from "../../lib/router.js";
import { findPerson } from "../../lib/session.js";
import { table } from "../../lib/table.js";
import { when } from "../../lib/time.js";
import { count, ROLES } from "../../lib/words.js";

/** `{ membership, name, ceiling }` of each. */
export function findPlaces(me, signal) {
  return Promise.all(me.memberships.map((membership) => describePlace(membership, signal)));
}

export function placesSection(me, places) {
  if (places.length === 0) {
    return section("Your places", h("p", { class: "muted" }, me.platform_role
      ? "You belong to no tenant. As platform staff you can act in all of them."
      : "You belong to no tenant. Ask an admin of yours to invite you."));
  }
  return section("Your places", table({
    caption: "Tenants that you have a place in",
    rows: places,
    columns: [
      { label: "Tenant", isHead: true, cell: ({ membership, name }) => h("a", { href: `/tenants/${membership.tenant_id}` }, name) },
      { label: "Role", cell: ({ membership }) => badge("info", ROLES[membership.role]) },
      { label: "May grant", cell: ({ ceiling }) => ceiling },
      { label: "Ends", cell: ({ membership }) => when(membership.expires_at, "Never") },
      { cell: (place) => h("button", { type: "button", class: "small", onclick: () => leave(place, me) }, "Leave", unseen(` ${place.name}`)) },
    ],
  }));
}

// Of a place that cannot be looked into just now, there is the id.
async function describePlace(membership, signal) {
  const read = (...parts) => api.get(inTenant(membership.tenant_id, ...parts), { signal }).then(({ body }) => body.name, () => null);
  const group = membership.authorization_group_id;
  const [name, groupName] = await Promise.all([read(), group && read("authorization-groups", group)]);
  return {
    membership,
    name: name ?? membership.tenant_id,
    ceiling: group ? ["Within ", groupName ? h("strong", null, groupName) : h("code", null, group)] : h("span", { class: "muted" }, "Anything"),
  };
}

async function leave({ membership, name }, me) {
  const isLast = me.memberships.length === 1 && !me.platform_role;
  const departure = await actDialog({
    title: isolated`Leave ${name}?`,
    body: [
      h("p", null, `You will be ${ROLES[membership.role]} in `, h("strong", null, name), " no longer, at once. Only somebody there can let you in again."),
      h("p", null, "API keys that you made stay, and go on working."),
      isLast && h("p", null, h("strong", null, "It is your only place: you will be signed out everywhere.")),
    ],
    submit: "Leave",
    isDangerous: true,
    act: async () => (await api.delete(`/v1/me/memberships/${encodeURIComponent(membership.id)}`)).body,
  });
  if (!departure) return;
  if (departure.key_count > 0) await showKeys(departure, name);
  // Whoever is nobody anywhere is signed out.
  if (await findPerson({ mayBeOver: true })) await reload();
  else await navigate("/sign-in");
  notify(`You have left ${name}.`);
}

// They are worth a word to whoever stays.
function showKeys({ keys, key_count: total }, name) {
  return openDialog({
    title: isolated`You have left ${name}`,
    content: (close) => [
      h("p", null, `${count(total, "API key")} that you made ${total === 1 ? "stays" : "stay"} there and ${total === 1 ? "goes" : "go"} on working. Tell who stays which of them should be replaced, if you know ${total === 1 ? "its secret" : "their secrets"}.`),
      keys.length > 0 && table({
        caption: "Keys that you leave",
        rows: keys,
        columns: [
          { label: "Key", isHead: true, cell: (key) => key.name },
          { label: "Prefix", cell: (key) => h("code", null, key.prefix) },
          { label: "Status", cell: (key) => statusBadge(key.status) },
        ],
      }),
      total > keys.length && keys.length > 0 && h("p", { class: "hint" }, `These are the first ${keys.length}.`),
      h("div", { class: "actions" }, h("button", { type: "button", class: "primary", onclick: () => close(true) }, "Close")),
    ],
  });
}

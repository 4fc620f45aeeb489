/** Goes from one tenant to another: for staff, partners, advisors, and whoever else has several. */

import { api } from "./api.js";
import { fill, h } from "./dom.js";
import { menu } from "./menu.js";
import { ownTenants } from "./place.js";
import { KINDS } from "./words.js";

export function switcher(me, place) {
  const here = place?.name ?? (me.platform_role ? "All tenants" : ownTenants(me));
  const hasOthers = me.platform_role || me.memberships.length > 1 || me.memberships.some(({ role }) => role === "PARTNER_ADMIN");
  if (!hasOthers) return place ? h("span", { class: "here ellipsis" }, here) : null;
  return menu({
    label: [h("span", { class: "unseen" }, "Switch from "), h("span", { class: "ellipsis" }, here)],
    className: "switcher",
    content: () => choice(place),
  });
}

/** For an advisor, beside the name of the one they act for; null where there is no other. */
export function otherClients(me, place) {
  const others = me.memberships.filter((membership) => membership.tenant_id !== place.id);
  if (others.length === 0) return null;
  // Who advises one business may be at home in another.
  const areClients = !me.platform_role && others.every(({ role }) => role === "ADVISOR");
  return menu({ label: areClients ? "Another client" : "Another tenant", className: "small outlined", content: () => choice(place) });
}

function choice(place) {
  const results = h("ul", { class: "menu-list" });
  const status = h("p", { class: "muted small", role: "status" }, "Loading …");
  const search = h("input", { type: "search", placeholder: "Name or ID", "aria-label": "Find a tenant", autocomplete: "off", oninput: later });
  let asked = new AbortController();
  let timer;
  function later() {
    clearTimeout(timer);
    timer = setTimeout(find, 200);
  }
  async function find() {
    asked.abort();
    asked = new AbortController();
    try {
      const { body } = await api.get("/v1/tenants", { query: { q: search.value.trim(), limit: 12 }, signal: asked.signal });
      fill(results, body.data.map((tenant) => item(tenant, place)));
      status.textContent = body.data.length === 0 ? "None has such a name." : body.next_cursor ? "There are more: type a part of the name." : "";
    } catch (error) {
      if (error.name !== "AbortError") status.textContent = error.message;
    }
  }
  find();
  return [search, results, status, h("a", { class: "menu-item", href: "/tenants" }, "All of them")];
}

function item(tenant, place) {
  return h("li", null, h("a", { class: "menu-item", href: `/tenants/${tenant.id}`, "aria-current": tenant.id === place?.id ? "true" : null },
    h("span", { class: "ellipsis" }, tenant.name),
    h("span", { class: "muted small" }, tenant.suspended_at || tenant.suspended_through_partner ? "Suspended" : KINDS[tenant.kind])));
}

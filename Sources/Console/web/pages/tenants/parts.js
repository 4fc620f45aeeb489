/** Small things that the pages of tenants share. */

import { api } from "../../lib/api.js";
import { h } from "../../lib/dom.js";
import { gently } from "../../lib/gently.js";
import { badge } from "../../lib/parts.js";

/** Whether a tenant is active, in colour and in words. */
export function tenantStatus(tenant) {
  if (tenant.suspended_through_partner) return badge("bad", "Suspended with its partner");
  if (tenant.suspended_at) return badge("bad", tenant.suspended_by === "STAFF" ? "Suspended by staff" : "Suspended by its partner");
  return badge("good", "Active");
}

/**
 * Names of partners for the places where they belong: asked for once each. `fields` are `[id, element]` pairs. The list is
 * asked, since reading the tenant itself would stand in its trail as if staff had opened it.
 */
export function fillNames(fields, signal) {
  const places = new Map();
  for (const [id, element] of fields) places.set(id, [...(places.get(id) ?? []), element]);
  return gently(places.keys(), async (id) => {
    const { body } = await api.get("/v1/tenants", { query: { q: id }, signal });
    const name = body.data.find((tenant) => tenant.id === id)?.name ?? id;
    for (const element of places.get(id)) element.textContent = name;
  }, signal);
}

/** A link to a tenant of which only the id is known yet; its name comes by `fillNames`. */
export function namedLink(id) {
  const name = h("a", { href: `/tenants/${id}`, class: "ellipsis" }, "…");
  return { element: name, field: [id, name] };
}

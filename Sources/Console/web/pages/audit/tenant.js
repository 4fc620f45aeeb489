/** A tenant's audit trail: who did what, when, from where and why, and whether it is what was written. */

import { api } from "../../lib/api.js";
import { exportName, trail } from "./trail.js";

export default async function tenantAuditPage({ place, query, signal }) {
  await place.require("audit.read");
  return {
    title: "Audit",
    body: await trail({
      title: "Audit",
      lead: `Whatever changes something in ${place.name} is a row here. Rows are never changed, and each is sealed together with those before it.`,
      base: place.path("audit-events"),
      address: place.href("audit"),
      people: await members(place, signal),
      fileName: exportName(place.name),
      place, query, signal,
    }),
  };
}

async function members(place, signal) {
  if (!place.can("member.read")) return [];
  const { body } = await api.get(place.path("members"), { query: { limit: 100 }, signal });
  return body.data.map(({ user }) => [user.id, user.name ?? user.email]);
}

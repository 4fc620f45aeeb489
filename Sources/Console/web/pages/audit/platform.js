/** The platform's own audit trail: accounts, sessions, presets, staff, and what strangers tried. For its staff. */

import { api } from "../../lib/api.js";
import { exportName, trail } from "./trail.js";

export default async function platformAuditPage({ me, query, signal }) {
  const base = "/v1/audit-events";
  // Whoever may not is told so by the server.
  if (!me.platform_role) await api.get(base, { query: { limit: 1 }, signal });
  return {
    title: "Platform audit",
    body: await trail({
      title: "Platform audit",
      lead: "What belongs to no tenant: people’s accounts and sessions, presets, platform staff, and what strangers tried.",
      base,
      address: "/audit",
      people: [],
      fileName: exportName("platform"),
      place: null, query, signal,
    }),
  };
}

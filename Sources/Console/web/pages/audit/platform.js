/** For platform staff: the trails of all tenants together, and the platform's own. */

import { api } from "../../lib/api.js";
import { tabs } from "../../lib/parts.js";
import { exportName, trail } from "./trail.js";

const BASE = "/v1/audit-events";

export default async function platformAuditPage({ me, query, signal }) {
  // Whoever may not is told so by the server.
  if (!me.platform_role) await api.get(BASE, { query: { limit: 1 }, signal });
  const isOfAll = query.get("tenants") === "ALL";
  const body = await trail({
    ...(isOfAll ? all : own),
    tabs: tabs("Whose trail", [["The platform’s own", "/audit", !isOfAll], ["All tenants", "/audit?tenants=ALL", isOfAll]]),
    base: BASE,
    address: "/audit",
    people: [],
    place: null, query, signal,
  });
  return { title: "Platform audit", body };
}

const own = {
  title: "Platform audit",
  lead: "What belongs to no tenant: people’s accounts and sessions, presets, platform staff, and what strangers tried.",
  fileName: exportName("platform"),
};

// Each tenant's trail is a chain of its own, so what is verified and taken along is one of them.
const all = {
  title: "Platform audit",
  lead: "What happened in all tenants and on the platform, newest first. To verify or export a trail, open its tenant’s.",
  fileName: null,
  among: { tenants: "ALL" },
};

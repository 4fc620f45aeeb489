/** The table of contents: every page, its address and its file. The server's list of pages is the same, which a test holds. */

export const routes = [
  ["/", () => import("./pages/home.js")],
  ["/sign-in", () => import("./pages/people/sign-in.js")],
  ["/invite", () => import("./pages/people/invite.js")],
  ["/password", () => import("./pages/people/password.js")],
  ["/account", () => import("./pages/people/account.js")],

  ["/tenants", () => import("./pages/tenants/list.js")],
  ["/tenants/new", () => import("./pages/tenants/new.js")],
  ["/tenants/{tenant}", () => import("./pages/tenants/tenant.js")],
  ["/tenants/{tenant}/settings", () => import("./pages/tenants/settings.js")],
  ["/tenants/{tenant}/merchants", () => import("./pages/tenants/merchants.js")],
  ["/tenants/{tenant}/merchants/new", () => import("./pages/tenants/new-merchant.js")],

  ["/tenants/{tenant}/keys", () => import("./pages/keys/list.js")],
  ["/tenants/{tenant}/keys/new", () => import("./pages/keys/new.js")],
  ["/tenants/{tenant}/keys/{key}", () => import("./pages/keys/key.js")],
  ["/tenants/{tenant}/usage", () => import("./pages/usage/tenant.js")],

  ["/tenants/{tenant}/groups", () => import("./pages/groups/list.js")],
  ["/tenants/{tenant}/groups/new", () => import("./pages/groups/new.js")],
  ["/tenants/{tenant}/groups/{group}", () => import("./pages/groups/group.js")],

  ["/tenants/{tenant}/members", () => import("./pages/people/members.js")],

  ["/tenants/{tenant}/webhooks", () => import("./pages/webhooks/list.js")],
  ["/tenants/{tenant}/webhooks/new", () => import("./pages/webhooks/new.js")],
  ["/tenants/{tenant}/webhooks/{webhook}", () => import("./pages/webhooks/endpoint.js")],

  ["/tenants/{tenant}/audit", () => import("./pages/audit/tenant.js")],
  ["/audit", () => import("./pages/audit/platform.js")],

  ["/tenants/{tenant}/limit", () => import("./pages/limits/tenant.js")],
  ["/limit-requests", () => import("./pages/limits/requests.js")],

  ["/presets", () => import("./pages/policies/presets.js")],
  ["/presets/new", () => import("./pages/policies/new.js")],
  ["/presets/{preset}", () => import("./pages/policies/preset.js")],
];

/** The page at a path: `{ load, params }`, or null. A literal goes before a parameter. */
export function findRoute(path) {
  const parts = path.split("/").slice(1).map(decoded);
  let best = null;
  for (const [template, load] of routes) {
    const params = match(template.split("/").slice(1), parts);
    if (params && (!best || Object.keys(params).length < Object.keys(best.params).length)) best = { load, params };
  }
  return best;
}

function match(template, parts) {
  if (template.length !== parts.length) return null;
  const params = {};
  for (const [index, name] of template.entries()) {
    if (name.startsWith("{")) {
      // The page for making one stands in the place of one: nothing is below it.
      if (!parts[index] || parts[index] === "new") return null;
      params[name.slice(1, -1)] = parts[index];
    } else if (name !== parts[index]) {
      return null;
    }
  }
  return params;
}

// Null for what nobody has encoded.
function decoded(part) {
  try { return decodeURIComponent(part); } catch { return null; }
}

/** Where people begin: what most of them came for, one step away. */

import { navigate } from "../lib/router.js";

export default async function home({ me }) {
  const [only, ...others] = new Set(me.memberships.map((membership) => membership.tenant_id));
  navigate(only && others.length === 0 && !me.platform_role ? `/tenants/${only}` : "/tenants", { replace: true });
  return null;
}

/** Where people begin: what most of them came for, one step away. */

import { navigate } from "../lib/router.js";

export default async function home({ me }) {
  const [only, ...others] = new Set(me.memberships.map((membership) => membership.tenant_id));
  const to = me.platform_role ? "/tenants" : only && others.length === 0 ? `/tenants/${only}` : "/tenants";
  navigate(to, { replace: true });
  return null;
}

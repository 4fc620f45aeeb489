/**
 * Where somebody acts: a tenant, with what they may do in it. The server says what that is (`allowed_actions`), and decides again
 * with every request; here it only spares people buttons that would be refused.
 */

import { api, inTenant, Problem } from "./api.js";
import { either, isOfPlatform, ROLES } from "./words.js";

/** The names of tenants that were seen in this visit, for when they are to be seen no more. */
const seen = new Map();

/** What is read under an action: the server answers whoever may not with the roles that may. */
const READS = {
  "key.read": ["keys", "summary"],
  "limit.read": ["key-limit"],
  "policy.read": ["policy"],
  "group.read": ["authorization-groups"],
  "member.read": ["members"],
  "webhook.read": ["webhook-endpoints"],
  "audit.read": ["audit-events"],
};

/** Whether somebody may do something of the platform's own, such as `policy.manage` for presets. */
export function platformCan(me, action) {
  return me?.platform_actions?.includes(action) ?? false;
}

/** What somebody calls the tenants where they are at home: advisors have clients. */
export function ownTenants({ memberships }) {
  const isAdvisor = memberships.length > 0 && memberships.every(({ role }) => role === "ADVISOR");
  return isAdvisor ? "Your clients" : "Your tenants";
}

/** For pages of the platform's staff, or of whoever may do something of its own: refuses everybody else, as the server would. */
export function requirePlatform(me, action) {
  if (action ? !platformCan(me, action) : !me.platform_role) throw refusal("This page is for the platform's staff.", action ? ["SUPER_USER"] : ["SUPER_USER", "SUPPORT"]);
}

// Before anything is drawn, or filled in. `roles` are those that could.
function refusal(detail, roles) {
  return new Problem(403, { code: "ROLE_FORBIDDEN", detail, roles }, null);
}

export class Place {
  constructor(tenant, me) {
    this.tenant = tenant;
    this.id = tenant.id;
    this.name = tenant.name;
    this.me = me;
    /** The role in which they act. */
    this.role = tenant.acts_as;
    /** Whether each change takes a reason. */
    this.needsReason = tenant.needs_reason ?? false;
    /** Scopes beyond which they cannot grant; null for no bound. */
    this.ceiling = tenant.ceiling ?? null;
    this.actions = new Set(tenant.allowed_actions ?? []);
  }

  /** Whether an action of the access table, such as `key.create`, is allowed. */
  can(action) {
    return this.actions.has(action);
  }

  /** For pages that are nothing but an action: refuses whoever may not. `roles` are those that could, where that is known. */
  async require(action, roles) {
    if (this.can(action)) return;
    const leftOut = action.startsWith("key.") && await this.leftOut();
    if (leftOut) throw new Problem(403, { code: "LEFT_OUT", detail: leftOut }, null);
    if (READS[action]) await api.get(this.path(...READS[action]));
    else throw refusal(`Your role does not allow this in ${this.name}.`, roles);
  }

  /** That the rules of this tenant's keys leave out a role which works with keys elsewhere, and whom they do not; null where they leave none out. */
  async leftOut() {
    if (this.role === "MEMBER" || isOfPlatform(this.role) || !this.can("policy.read")) return null;
    const { key_roles: roles } = await this.policy();
    if (roles.includes(this.role)) return null;
    const many = (role) => `${ROLES[role].toLowerCase()}s`;
    const who = either(roles.map(many), "and");
    return `Only ${who} work with the keys of ${this.name}: its rules leave ${many(this.role)} out.`;
  }

  /** The API's path in this tenant: `place.path("keys", key.id)`. */
  path(...parts) {
    return inTenant(this.id, ...parts);
  }

  /** The console's address in this tenant: `place.href("keys", key.id)`. */
  href(...parts) {
    return ["/tenants", this.id, ...parts.map(encodeURIComponent)].join("/");
  }

  get isSuspended() {
    return Boolean(this.tenant.suspended_at || this.tenant.suspended_through_partner);
  }

  /** Whether all but the tenant's own page is closed to them: it is suspended, and they are not of the platform's staff. */
  get isClosed() {
    return this.isSuspended && !this.needsReason && !this.can("policy.read");
  }

  /** The rules of this tenant's keys; asked for once a page, but where they have to be as they are now. */
  policy({ isFresh = false } = {}) {
    if (isFresh || !this.askedPolicy) {
      const asked = api.get(this.path("policy")).then(({ body }) => body);
      this.askedPolicy = asked;
      // What has failed is asked for again.
      asked.catch(() => { if (this.askedPolicy === asked) this.askedPolicy = null; });
    }
    return this.askedPolicy;
  }
}

/** The tenant as it is now. Where it was seen before and is no more, the error says its name as `wasSeenAs`. */
export async function findPlace(id, me, signal) {
  try {
    const { body, etag } = await api.get(inTenant(id), { signal });
    const place = new Place(body, me);
    place.etag = etag;
    seen.set(id, place.name);
    return place;
  } catch (error) {
    if (error.status === 404) error.wasSeenAs = seen.get(id) ?? null;
    throw error;
  }
}

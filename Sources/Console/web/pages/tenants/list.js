/** The tenants that somebody can go to: all of them for the platform's staff, an advisor's clients, everybody else's own. */

import { api, inTenant } from "../../lib/api.js";
import { copyButton } from "../../lib/copy.js";
import { h } from "../../lib/dom.js";
import { gently } from "../../lib/gently.js";
import { choiceFilter, list, textFilter } from "../../lib/list.js";
import { empty, pageHead } from "../../lib/parts.js";
import { ownTenants, platformCan } from "../../lib/place.js";
import { table } from "../../lib/table.js";
import { when } from "../../lib/time.js";
import { count, KINDS, ROLES } from "../../lib/words.js";
import { usedOf } from "../limits/meter.js";
import { fillNames, namedLink, tenantStatus } from "./parts.js";

export default async function tenants({ me, query, signal }) {
  if (!me.platform_role && me.memberships.length === 0) return nowhere(me);
  return me.platform_role ? everyTenant(me, query, signal) : tenantsOf(me, query, signal);
}

async function everyTenant(me, query, signal) {
  const filters = [
    textFilter({ name: "q", label: "Name or ID", maxlength: 200, query, placeholder: "Acme, or ten_…" }),
    choiceFilter({ name: "kind", label: "Kind", query, choices: [["", "Any"], ["PARTNER", "Partners"], ["BUSINESS", "Businesses"]] }),
    choiceFilter({ name: "status", label: "Status", query, choices: [["", "Any"], ["ACTIVE", "Active"], ["SUSPENDED", "Suspended"]] }),
  ];
  const partners = [];
  const columns = [
    nameColumn(),
    { label: "Kind", cell: (tenant) => KINDS[tenant.kind] },
    { label: "Partner", cell: (tenant) => partnerCell(tenant, partners) },
    { label: "Preset", cell: (tenant) => (tenant.policy ? h("a", { href: `/presets/${tenant.policy}` }, tenant.policy) : "–") },
    { label: "Key limit", isNumber: true, cell: (tenant) => tenant.key_limit.toLocaleString("en") },
    { label: "Status", cell: tenantStatus },
    { label: "Since", cell: (tenant) => when(tenant.created_at) },
  ];
  const body = await list({
    query,
    filters,
    load: (values, aborted) => load(values, aborted),
    count: (rows) => count(rows.length, "tenant"),
    show: (rows, { isFiltered }) => {
      if (rows.length === 0) {
        return isFiltered
          ? empty("No tenant is like that", "Clear the filters to see all of them.")
          : empty("No tenants yet", "A tenant is a customer of the platform: a partner, or a business.");
      }
      partners.length = 0;
      const shown = table({ caption: "Tenants", needsRoom: true, columns, rows });
      fillNames(partners, signal);
      return shown;
    },
  });
  const add = platformCan(me, "tenant.create") && h("a", { class: "button primary", href: "/tenants/new" }, "New tenant");
  return { title: "Tenants", body: h("div", { class: "stack" }, pageHead({ title: "Tenants", actions: [add] }), body) };
}

async function tenantsOf(me, query, signal) {
  const isAdvisor = me.memberships.every((membership) => membership.role === "ADVISOR");
  const title = ownTenants(me);
  const uses = [];
  const ends = { label: "Access ends", cell: (tenant) => when(membershipFor(me, tenant)?.expires_at, "Open-ended") };
  const columns = isAdvisor
    // What is the same of each of them is not said.
    ? [ownName("Client"), { label: "Keys used", cell: (tenant) => useCell(tenant, uses) }, ends]
    : [
      ownName("Name"),
      { label: "Your role", cell: (tenant) => roleCell(me, tenant) },
      { label: "Kind", cell: (tenant) => KINDS[tenant.kind] },
      { label: "Status", cell: tenantStatus },
      ends,
    ];
  let isNowhere = false;
  const body = await list({
    query,
    filters: me.memberships.length > 8 ? [textFilter({ name: "q", label: "Name or ID", maxlength: 200, query })] : [],
    load: async (values, aborted) => {
      const page = await load(values, aborted);
      isNowhere = page.data.length === 0 && !values.q && !values.cursor;
      return page;
    },
    count: (rows) => count(rows.length, isAdvisor ? "client" : "tenant"),
    show: (rows) => {
      if (rows.length === 0) return empty("None has such a name", "Clear the search to see all of them.");
      uses.length = 0;
      const shown = table({ caption: title, columns, rows });
      fillUses(uses, signal);
      return shown;
    },
  });
  if (signal.aborted) return null;
  if (isNowhere) return nowhere(me);
  const lead = isAdvisor ? "The businesses for which you work with keys. Choose the one for which you act." : "Choose where you want to work.";
  return { title, body: h("div", { class: "stack" }, pageHead({ title, lead }), body) };
}

async function load({ q, kind, status, cursor }, signal) {
  return (await api.get("/v1/tenants", { query: { q, kind, status, cursor }, signal })).body;
}

function nameColumn() {
  return {
    label: "Name", isHead: true,
    cell: (tenant) => [h("a", { href: `/tenants/${tenant.id}` }, tenant.name), h("code", { class: "sub" }, tenant.id)],
  };
}

function ownName(label) {
  return { label, isHead: true, cell: (tenant) => h("a", { href: `/tenants/${tenant.id}` }, tenant.name) };
}

// Of a suspended one nothing can be read.
function useCell(tenant, uses) {
  if (tenant.suspended_at || tenant.suspended_through_partner) return tenantStatus(tenant);
  const element = h("span", null, "…");
  uses.push({ tenant, element });
  return element;
}

function fillUses(uses, signal) {
  return gently([...uses], async ({ tenant, element }) => {
    const { body } = await api.get(inTenant(tenant.id, "key-limit"), { signal });
    element.textContent = usedOf(body);
  }, signal);
}

function partnerCell(tenant, partners) {
  if (!tenant.parent_id) return h("span", { class: "muted" }, "–");
  const { element, field } = namedLink(tenant.parent_id);
  partners.push(field);
  return element;
}

function roleCell(me, tenant) {
  const membership = membershipFor(me, tenant);
  if (!membership) return h("span", { class: "muted" }, "–");
  return membership.tenant_id === tenant.id ? ROLES[membership.role] : `${ROLES[membership.role]} of its partner`;
}

function membershipFor(me, tenant) {
  return me.memberships.find((membership) => membership.tenant_id === tenant.id)
    ?? me.memberships.find((membership) => membership.tenant_id === tenant.parent_id);
}

function nowhere(me) {
  const { name, email } = me.user;
  return {
    title: "No tenant yet",
    body: h("div", { class: "stack medium" },
      h("h1", null, "You belong to no tenant"),
      h("div", { class: "panel" },
        h("p", null, "You are signed in as ", h("strong", null, name), ` (${email}), and no company has let that account in, or its access has ended.`),
        h("p", null, "Ask an admin of the company whose keys you need to add you as a member. They need the e-mail address of your account:"),
        h("div", { class: "actions start" }, h("code", null, email), copyButton(() => email, "your e-mail address")),
        h("p", { class: "muted" }, "If you were sent a link to an invitation, open it. If you have another account, sign out and sign in with that one; the menu with your name is at the top."))),
  };
}

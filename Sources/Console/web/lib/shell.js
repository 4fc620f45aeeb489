/** What stands around every page: who this is, where they act, and where they can go from here. */

import { fill, freshID, h, unseen } from "./dom.js";
import { describe } from "./form.js";
import { app, brand, main, progress } from "./frame.js";
import { icon } from "./icons.js";
import { menu } from "./menu.js";
import { loadAnew, mayLeave } from "./router.js";
import { signOut } from "./session.js";
import { otherClients, switcher } from "./switcher.js";
import { exactTimesButton, installClock } from "./time.js";
import { complain } from "./notify.js";
import { ownTenants } from "./place.js";
import { KINDS, ROLES } from "./words.js";

const header = h("header", { class: "top" });
const bar = h("aside", { "aria-label": "Where you act" });
const navigation = h("div", { class: "side" });
const skip = h("a", { class: "skip", href: "#main", onclick: (event) => { event.preventDefault(); main.focus(); } }, "Skip to the content");

installClock();

/** A page with everything around it. `me` may be null, when nobody is known to be signed in. */
export function showInShell({ body, me, place }) {
  app.className = "app";
  fill(header, brand(), me && h("div", { class: "top-where" }, switcher(me, place)), me && account(me));
  fill(bar, secondFactorBar(me), actingBar(me, place), suspensionBar(place));
  bar.hidden = !bar.hasChildNodes();
  fill(navigation, me && links(me, place));
  navigation.hidden = !navigation.querySelector("a");
  fill(main, body);
  if (!header.isConnected) fill(app, skip, progress, header, bar, navigation, main);
  progress.hidden = true;
}

function account(me) {
  return menu({
    label: [h("span", { class: "unseen" }, "Account of "), h("span", { class: "ellipsis full-name" }, me.user.name), h("span", { class: "initials", "aria-hidden": "true" }, initials(me.user.name))],
    className: "account",
    title: me.user.name,
    content: () => [
      h("p", { class: "menu-head" }, h("strong", null, me.user.name), h("br"), h("span", { class: "muted" }, me.user.email)),
      h("a", { class: "menu-item", href: "/account" }, "Your account"),
      exactTimesButton(),
      h("button", { type: "button", class: "menu-item", onclick: leave }, "Sign out"),
    ],
  });
}

// Of the first and the last of somebody's names: `AL`.
function initials(name) {
  const [first, ...others] = name.trim().split(/\s+/u);
  return [first, others.at(-1)].filter(Boolean).map((part) => [...part][0].toUpperCase()).join("");
}

async function leave() {
  if (!(await mayLeave())) return;
  try {
    const elsewhere = await signOut();
    // Of the identity provider, which is told that its session is over too. Nothing of theirs is left here for whoever comes next.
    loadAnew(/^https?:\/\//u.test(elsewhere) ? elsewhere : "/sign-in");
  } catch (error) {
    complain(describe(error));
  }
}

// Whoever acts for somebody else is told so on every page.
function actingBar(me, place) {
  if (!place) return null;
  if (place.role === "ADVISOR") {
    return h("div", { class: "acting" }, h("p", null, "You act for ", h("strong", null, place.name), " as their advisor."), otherClients(me, place));
  }
  if (place.needsReason) {
    const role = ROLES[place.role] ?? "staff";
    return h("div", { class: "acting staff" }, h("p", null, "You act in ", h("strong", null, place.name), ` as platform staff (${role}). Each change takes a reason, which the tenant can read.`));
  }
  const isPartnerAbove = place.role === "PARTNER_ADMIN" && place.tenant.parent_id;
  if (!isPartnerAbove) return null;
  return h("div", { class: "acting" }, h("p", null, "You act for ", h("strong", null, place.name), " as their partner."),
    h("a", { class: "button small", href: `/tenants/${place.tenant.parent_id}/merchants` }, "Back to all merchants"));
}

// Of the platform's staff, whose role is worth nothing before.
function secondFactorBar(me) {
  const isMissing = me?.second_factor?.required && !me.second_factor.enabled;
  if (!isMissing || location.pathname === "/account") return null;
  return h("div", { class: "acting bad" }, h("p", null, "Your role on the platform takes a second factor. Until you have set one up, you see nothing of it."),
    h("a", { class: "button small", href: "/account" }, "Set it up"));
}

function suspensionBar(place) {
  if (!place?.isSuspended) return null;
  const who = place.tenant.suspended_through_partner ? "The partner above it is suspended" : `${KINDS[place.tenant.kind]} suspended`;
  return h("div", { class: "acting bad" }, h("p", null, `${who}: its keys are refused, and its people can do nothing here.`));
}

// At the side of a wide page, and behind a button that says where one is on a narrow one.
function links(me, place) {
  const groups = [
    { items: place ? tenantLinks(place) : me.platform_role ? [] : [[ownTenants(me), "/tenants"]] },
    me.platform_role && { head: place && "Platform", items: [["Tenants", "/tenants"], ["Limit requests", "/limit-requests"], ["Presets", "/presets"], ["Platform audit", "/audit"]] },
  ].filter((group) => group && group.items.length > 0);
  const here = groups.flatMap(({ items }) => items).find(([, path]) => isAt(path));
  const id = freshID("pages");
  const nav = h("nav", { id, "aria-label": place ? place.name : "Platform" }, groups.map(({ head, items }) => [
    head && h("p", { class: "nav-head" }, head),
    h("ul", { class: "nav" }, items.map(([text, path]) => link(text, path))),
  ]));
  const button = h("button", { type: "button", class: "nav-button", "aria-expanded": "false", "aria-controls": id, onclick: () => toggle() },
    icon("menu"), unseen("Pages: "), here?.[0] ?? "Pages");
  const box = h("div", { class: "nav-box", onkeydown: (event) => { if (event.key === "Escape" && toggle(false)) button.focus(); } }, button, nav);
  // Whether it was open.
  function toggle(isOpen = button.getAttribute("aria-expanded") !== "true") {
    const was = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(isOpen));
    box.classList.toggle("open", isOpen);
    return was;
  }
  return box;
}

function tenantLinks(place) {
  const items = [
    ["key.read", "API keys", "keys"],
    ["key.read", "Usage", "usage"],
    [place.tenant.kind === "PARTNER" ? "policy.read" : null, "Merchants", "merchants"],
    ["group.read", "Groups", "groups"],
    ["member.read", "Members", "members"],
    ["webhook.read", "Webhooks", "webhooks"],
    ["limit.read", "Key limit", "limit"],
    ["audit.read", "Audit", "audit"],
    ["policy.read", "Settings", "settings"],
  ];
  const allowed = items.filter(([action]) => action && place.can(action)).map(([, text, part]) => [text, place.href(part)]);
  return allowed.length > 0 ? allowed : [["About", place.href()]];
}

function link(text, path) {
  return h("li", null, h("a", { href: path, "aria-current": isAt(path) ? (location.pathname === path ? "page" : "true") : null }, text));
}

// What is below the list of tenants, and below a tenant's own page, has links of its own.
function isAt(path) {
  const here = location.pathname;
  if (here === path) return true;
  if (path === "/tenants") return here === "/tenants/new";
  const isTenant = path.startsWith("/tenants/") && path.split("/").length === 3;
  return !isTenant && here.startsWith(`${path}/`);
}

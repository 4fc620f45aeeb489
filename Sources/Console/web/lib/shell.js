/** What stands around every page: who this is, where they act, and where they can go from here. */

import { Problem } from "./api.js";
import { fill, h } from "./dom.js";
import { menu } from "./menu.js";
import { navigate } from "./router.js";
import { signOut } from "./session.js";
import { switcher } from "./switcher.js";
import { exactTimesButton } from "./time.js";
import { notify } from "./notify.js";
import { KINDS, ROLES } from "./words.js";

const app = document.getElementById("app");
const main = h("main", { id: "main", tabindex: "-1" });
const header = h("header", { class: "top" });
const bar = h("div", { class: "acting-holder" });
const navigation = h("div", { class: "side" });
const progress = h("div", { class: "progress", role: "status", "aria-label": "Loading", hidden: true });
const skip = h("a", { class: "skip", href: "#main", onclick: (event) => { event.preventDefault(); main.focus(); } }, "Skip to the content");

/** Shows that a page is on its way; the present one stays until it is there. */
export function showWaiting() {
  progress.hidden = false;
  if (!main.isConnected) fill(app, progress);
}

/** A page for whoever has not signed in: nothing around it. */
export function showBare({ body }) {
  app.className = "app bare";
  fill(main, body);
  fill(app, progress, h("header", { class: "top" }, brand()), main);
  progress.hidden = true;
}

/** A page with everything around it. `me` may be null, when nobody is known to be signed in. */
export function showInShell({ body, me, place }) {
  app.className = "app";
  fill(header, brand(), me && h("div", { class: "top-where" }, switcher(me, place)), me && account(me));
  fill(bar, actingBar(place), suspensionBar(place));
  fill(navigation, me && links(me, place));
  fill(main, body);
  if (!header.isConnected) fill(app, skip, progress, header, bar, navigation, main);
  progress.hidden = true;
}

function brand() {
  return h("a", { class: "brand", href: "/" }, h("img", { src: import.meta.resolve("../icon.svg"), width: 24, height: 24, alt: "" }), "Latchkey");
}

function account(me) {
  return menu({
    label: [h("span", { class: "unseen" }, "Account of "), h("span", { class: "ellipsis" }, me.user.name)],
    className: "account",
    content: () => [
      h("p", { class: "menu-head" }, h("strong", null, me.user.name), h("br"), h("span", { class: "muted" }, me.user.email)),
      h("a", { class: "menu-item", href: "/account" }, "Your account"),
      exactTimesButton(),
      h("button", { type: "button", class: "menu-item", onclick: leave }, "Sign out"),
    ],
  });
}

async function leave() {
  try {
    const elsewhere = await signOut();
    // Of the identity provider, which is told that its session is over too.
    if (elsewhere?.startsWith("https://") || elsewhere?.startsWith("http://")) location.assign(elsewhere);
    else await navigate("/sign-in");
  } catch (error) {
    if (error instanceof Problem && error.status === 401) await navigate("/sign-in");
    else notify(error.message);
  }
}

// Whoever acts for somebody else is told so on every page.
function actingBar(place) {
  if (!place) return null;
  if (place.role === "ADVISOR") {
    return h("p", { class: "acting" }, "You act for ", h("strong", null, place.name), " as their advisor.");
  }
  if (place.needsReason) {
    return h("p", { class: "acting staff" }, "You act in ", h("strong", null, place.name), ` as platform staff (${ROLES[place.role] ?? "staff"}). Each change takes a reason, which the tenant can read.`);
  }
  const isPartnerAbove = place.role === "PARTNER_ADMIN" && place.tenant.parent_id;
  if (!isPartnerAbove) return null;
  return h("p", { class: "acting" }, "You act for ", h("strong", null, place.name), " as their partner. ",
    h("a", { href: `/tenants/${place.tenant.parent_id}/merchants` }, "All merchants"));
}

function suspensionBar(place) {
  if (!place?.isSuspended) return null;
  const who = place.tenant.suspended_through_partner ? "The partner above it is suspended" : `${KINDS[place.tenant.kind]} suspended`;
  return h("p", { class: "acting bad" }, `${who}: its keys are refused, and its people can do nothing here.`);
}

function links(me, place) {
  return h("nav", { "aria-label": place ? place.name : "Platform" },
    place && h("ul", { class: "nav" }, tenantLinks(place).map(([text, path]) => link(text, path))),
    me.platform_role && [
      place && h("p", { class: "nav-head" }, "Platform"),
      h("ul", { class: "nav" }, [["Tenants", "/tenants"], ["Limit requests", "/limit-requests"], ["Presets", "/presets"], ["Platform audit", "/audit"]]
        .map(([text, path]) => link(text, path))),
    ],
    !me.platform_role && !place && h("ul", { class: "nav" }, link("Your tenants", "/tenants")));
}

function tenantLinks(place) {
  const items = [
    ["key.read", "API keys", "keys"],
    ["key.read", "Usage", "usage"],
    [place.tenant.kind === "PARTNER" ? "tenant.read" : null, "Merchants", "merchants"],
    ["group.read", "Groups", "groups"],
    ["member.read", "Members", "members"],
    ["webhook.read", "Webhooks", "webhooks"],
    ["limit.read", "Key limit", "limit"],
    ["audit.read", "Audit", "audit"],
    ["policy.read", "Settings", "settings"],
  ];
  return items.filter(([action]) => action && place.can(action)).map(([, text, part]) => [text, place.href(part)]);
}

function link(text, path) {
  const isHere = location.pathname === path || location.pathname.startsWith(`${path}/`);
  return h("li", null, h("a", { href: path, "aria-current": isHere ? "page" : null }, text));
}

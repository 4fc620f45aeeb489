/** What is shown in place of a page that does not come: why, and where to go from there. */

import { Problem } from "./api.js";
import { h } from "./dom.js";
import { describe } from "./form.js";
import { reload } from "./router.js";
import { isOfPlatform } from "./words.js";

/** `me` and `place` are who wanted to see it, and where; null for nobody and for no tenant. */
export function failure(error, { me, place }) {
  const status = error instanceof Problem ? error.status : null;
  if (status === 404) return error.wasSeenAs ? noLonger(error.wasSeenAs) : notFound();
  if (status === 403) return refused(error, me, place);
  return page("That did not work",
    complaint(error, place),
    ways(h("button", { type: "button", class: "primary", onclick: () => reload() }, "Try again"), toStart("button")));
}

export function notFound() {
  return page("Not found",
    h("p", null, "There is no such page, or it is nothing that you may see."),
    h("p", null, toStart()));
}

// To ask for it again would change nothing: other people can, and other pages are there.
function refused(error, me, place) {
  const advice = me && whomToAsk(error, me, place);
  const onward = error.code === "SECOND_FACTOR_MISSING"
    ? h("a", { class: "button primary", href: "/account" }, "Set up a second factor")
    : place && h("a", { class: "button primary", href: place.href() }, `Go to ${place.name}`);
  return page(error.code === "TENANT_SUSPENDED" ? "Suspended" : "Not for your role",
    complaint(error, place),
    advice && h("p", null, advice),
    ways(onward, toStart(onward ? "button" : "button primary")));
}

function whomToAsk({ code, document }, me, place) {
  if (code !== "ROLE_FORBIDDEN") return null;
  if (me.platform_role) return "Ask a super user of the platform if it has to be done.";
  const isUpToPlatform = !place || (document.roles?.length > 0 && document.roles.every(isOfPlatform));
  if (isUpToPlatform) return "Ask the platform's staff if it has to be done.";
  return [`Ask an admin of ${place.name} to do it for you, or to give you another role. Tell them your e-mail address, `, h("code", null, me.user.email), "."];
}

// An advisor's time with a client may end while they work for it.
function noLonger(name) {
  return {
    ...page(`Your access to ${name} has ended`,
      h("div", { class: "panel" },
        h("p", null, "It had an end that is reached, or somebody has ended it. Keys that you made there stay as they are; they belong to the tenant."),
        h("p", null, `An admin of ${name} can let you in again.`)),
      ways(h("a", { class: "button primary", href: "/tenants" }, "See where you have access"))),
    title: "Your access has ended",
  };
}

function page(title, ...children) {
  return { title, body: h("div", { class: "stack" }, h("h1", null, title), ...children) };
}

function complaint(error, place) {
  return h("div", { class: "panel error-summary", role: "alert" }, describe(error, undefined, null, place?.name));
}

function ways(...links) {
  return h("div", { class: "actions start" }, links);
}

function toStart(className) {
  return h("a", { class: className ?? null, href: "/" }, "Go to the start page");
}

/**
 * The token of an invitation's or a password's link. It stands behind the address's `#`, which no server sees; it is taken out of
 * there at once, so that it is in no history and over no shoulder, and kept in this page alone.
 */

import { h } from "../../lib/dom.js";

/** By path: a token that was opened in this page. */
const tokens = new Map();

/** The token that this page was opened with, or null. */
export function takeToken() {
  const fresh = new URLSearchParams(location.hash.slice(1)).get("token");
  if (fresh) tokens.set(location.pathname, fresh);
  if (location.hash) history.replaceState(history.state, "", location.pathname);
  return tokens.get(location.pathname) ?? null;
}

/** Once it was used. */
export function dropToken() {
  tokens.delete(location.pathname);
}

/** What stands there without a token: it is gone with the page that it was opened in. */
export function withoutToken(title, what) {
  return {
    title,
    body: h("div", { class: "narrow stack" },
      h("h1", null, title),
      h("div", { class: "panel" },
        h("p", null, `Open ${what} again. For your safety it is kept neither in the address nor in this browser, so it is gone when the page is loaded anew.`),
        h("p", null, "If you have used it already, sign in."),
        h("div", { class: "actions" }, h("a", { class: "button", href: "/sign-in" }, "Sign in")))),
  };
}

/** The words for what is refused of a token itself, or the error as it is. */
export function tokenError(error, advice) {
  const isToken = error.errors?.some(({ code }) => code === "INVALID_TOKEN");
  return isToken ? new Error(`This link is not valid, or no longer: it is good once and for a limited time. ${advice}`) : error;
}

/** Small things that many pages have. */

import { h, unseen } from "./dom.js";
import { when } from "./time.js";
import { EXPIRATIONS, STATUSES } from "./words.js";

/** The top of a page: what it is, a word on it, how it stands, and what can be done. */
export function pageHead({ title, lead, state, actions = [], back }) {
  return h("div", { class: "page-head" },
    h("div", null,
      back && h("p", { class: "back" }, h("a", { href: back[0] }, `← ${back[1]}`)),
      h("h1", null, title),
      lead && h("p", { class: "lead" }, lead),
      state && h("p", { class: "standing" }, state)),
    actions.some(Boolean) && h("div", { class: "actions" }, actions));
}

/** Ways between pages that belong together: `[text, address, isHere]`; `label` says what they are. */
export function tabs(label, items) {
  return h("nav", { "aria-label": label }, h("ul", { class: "tabs" }, items.map(([text, href, isHere]) =>
    h("li", null, h("a", { href, "aria-current": isHere ? "page" : null }, text)))));
}

/** A part of a page under a heading. */
export function section(title, ...children) {
  return h("section", { class: "panel" }, h("h2", null, title), ...children);
}

/** A state, in a colour and in words. Kinds: `good`, `bad`, `grey`, `warn`, `info`. */
export function badge(kind, text) {
  return h("span", { class: `badge ${kind}` }, text);
}

const STATUS_KINDS = { ACTIVE: "good", DISABLED: "grey", EXPIRED: "grey", REVOKED: "bad" };

/** A key's status: green, red or grey, and in words. What asks to be looked at soon is marked in another colour. */
export function statusBadge(status) {
  return badge(STATUS_KINDS[status] ?? "grey", STATUSES[status] ?? status);
}

/** When a key ends, marked when that is soon. */
export function expiry(key) {
  if (!key.expires_at) return h("span", { class: "muted" }, "Never");
  const time = when(key.expires_at);
  return key.expiration === "EXPIRING_SOON" && key.status !== "REVOKED" ? [time, " ", badge("warn", EXPIRATIONS.EXPIRING_SOON)] : time;
}

/** Where there is nothing: why, and what to do about it. */
export function empty(title, text, ...actions) {
  return h("div", { class: "empty" }, h("h2", null, title), h("p", null, text), actions.length > 0 && h("div", { class: "actions center" }, actions));
}

/** Numbers that are looked at together: `[label, value, hint]`. */
export function cards(items) {
  const all = items.filter(Boolean);
  return h("dl", { class: all.length === 6 ? "cards of-six" : "cards" }, all.map(([label, value, hint]) =>
    h("div", { class: "card" }, h("dt", null, label), h("dd", null, value), hint && h("dd", { class: "hint" }, hint))));
}

/** Names such as scopes, which may break after their parts: a few of them, and a button for how many more there are. */
export function names(all, shown = 3) {
  const rest = all.slice(shown);
  const chip = (name) => h("code", { class: "name", title: name }, name.split(/(?<=[:._-])/u).map((part) => [part, h("wbr")]));
  const more = h("button", { type: "button", class: "name more", onclick: showRest }, `+${rest.length}`, unseen(" more"));
  // Whoever has used the keyboard goes on with the first of them.
  function showRest() {
    const chips = rest.map(chip);
    chips[0].tabIndex = -1;
    more.replaceWith(...chips);
    chips[0].focus();
  }
  return h("span", { class: "names" }, all.slice(0, shown).map(chip), rest.length > 0 && more);
}

/** A number with its thousands told apart. */
export function number(value) {
  return value.toLocaleString("en");
}

/** What a change made of something: each fact that is another one, before and after. */

import { h } from "../../lib/dom.js";
import { exact } from "../../lib/time.js";
import { plain } from "../../lib/words.js";

/** `[fact, before, after]` for what differs, of which `before` or `after` may be null; what was not there is undefined. */
export function differences(before, after) {
  const [was, is] = [before ?? {}, after ?? {}];
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  return names
    .filter((name) => JSON.stringify(was[name]) !== JSON.stringify(is[name]))
    // What is made says nothing by what it does not have.
    .filter((name) => !(before === null && isNothing(is[name])) && !(after === null && isNothing(was[name])))
    .map((name) => [name, was[name], is[name]]);
}

/** The same as a list to read; null where nothing differs. */
export function changeList({ before, after }) {
  const found = differences(before, after);
  if (found.length === 0) return null;
  const isChange = before !== null && after !== null;
  return h("dl", { class: "trail-changes" }, found.map(([name, was, is]) => h("div", null,
    h("dt", null, LABELS[name] ?? plain(name)),
    h("dd", null, isChange
      ? [value(was), h("span", { class: "muted" }, " → ", h("span", { class: "unseen" }, "became ")), value(is)]
      : value(after === null ? was : is)))));
}

const LABELS = {
  ip_allowlist: "IP allowlist", url: "URL", url_hash: "URL, by its hash", user_id: "Person", parent_id: "Partner", authorization_group_id: "Authorization group",
  client_id: "Client ID", trusts_email: "Takes unverified addresses",
};

/** Whether it is the same as if it were not there. */
export function isNothing(value) {
  return value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}

function value(what) {
  if (isNothing(what)) return h("span", { class: "muted" }, "none");
  if (typeof what === "boolean") return what ? "yes" : "no";
  if (typeof what === "string" && /^\d{4}-\d\d-\d\dT.*Z$/.test(what)) return exact(what);
  if (Array.isArray(what) && what.every((each) => typeof each !== "object")) return what.map((each, index) => [index > 0 && ", ", h("code", null, String(each))]);
  if (typeof what === "object") return h("code", null, JSON.stringify(what));
  return String(what);
}

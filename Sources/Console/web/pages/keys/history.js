/** What was done to a key: who, what, when and from where, and what it was before. */

import { api } from "../../lib/api.js";
import { h } from "../../lib/dom.js";
import { missed } from "../../lib/form.js";
import { section } from "../../lib/parts.js";
import { when } from "../../lib/time.js";
import { plain, ROLES } from "../../lib/words.js";
import { changes } from "./history-changes.js";

const PAGE = 20;

const DONE = {
  "key.create": "generated the key",
  "key.update": "edited it",
  "key.disable": "disabled it",
  "key.enable": "enabled it",
  "key.rotate": "rotated it",
  "key.duplicate": "generated it as a copy",
  "key.revoke": "revoked it",
  "key.expiring": "found that it expires soon",
  "key.expire": "found it expired",
  "key.leak": "was told that it has leaked",
};

export async function historySection({ path, signal }) {
  const entries = h("ol", { class: "history" });
  const more = h("button", { type: "button", onclick: () => show() }, "Show more");
  const foot = h("div", { class: "actions start" }, more);
  let cursor = null;
  let trouble = null;

  async function show(asked) {
    if (more.getAttribute("aria-disabled") === "true") return;
    more.setAttribute("aria-disabled", "true");
    try {
      const { body } = await api.get(`${path}/history`, { query: { limit: PAGE, cursor }, signal: asked });
      const added = body.data.map(entry);
      entries.append(...added);
      cursor = body.next_cursor;
      trouble?.remove();
      more.textContent = "Show more";
      foot.hidden = !cursor;
      // The button may be gone: whoever used the keyboard goes on with what it has brought.
      if (!asked && !cursor) added[0]?.focus();
    } catch (error) {
      if (error.name === "AbortError") throw error;
      more.textContent = "Try again";
      trouble?.remove();
      trouble = missed(error);
      more.before(trouble);
    } finally {
      more.setAttribute("aria-disabled", "false");
    }
  }

  await show(signal);
  return section("History", entries, foot);
}

function entry(event) {
  const differences = changes(event);
  return h("li", { tabindex: "-1" },
    h("p", null, h("strong", null, h("bdi", null, who(event))), ` ${what(event)} `, when(event.at), origin(event)),
    event.reason && h("p", { class: "hint" }, "Reason: ", h("bdi", null, event.reason)),
    differences.length > 0 && h("details", null,
      h("summary", null, event.before ? "What has changed" : "What it was"),
      h("dl", { class: "changes" }, differences.map(({ name, before, after }) => h("div", null,
        h("dt", null, name), h("dd", null, before !== null && [h("del", null, before), " "], h("ins", null, after)))))));
}

function who({ actor, actor_name: name }) {
  if (!actor) return "Latchkey";
  const role = actor.role && !actor.on_behalf_of ? ` (${ROLES[actor.role] ?? actor.role})` : "";
  return (name ?? "Somebody") + role;
}

function what({ action, after }) {
  if (after && "count" in after && "code" in after) return `was refused (${plain(after.code).toLowerCase()}, ${after.count} ×): ${plain(action.replace("key.", "")).toLowerCase()},`;
  return DONE[action] ?? plain(action).toLowerCase();
}

function origin({ ip }) {
  return ip && h("span", { class: "muted" }, " from ", h("code", null, ip));
}

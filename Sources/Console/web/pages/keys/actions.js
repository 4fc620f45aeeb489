/** What may be done to a key, by this person, under this policy, in the state that it is in: a button for each. */

import { api } from "../../lib/api.js";
import { attempt } from "../../lib/act.js";
import { h } from "../../lib/dom.js";
import { icon, iconButton, iconLink } from "../../lib/icons.js";
import { load } from "../../lib/load.js";
import { notify } from "../../lib/notify.js";
import { STATUSES } from "../../lib/words.js";

/** The table of states and actions; their dialogs come when they are asked for. Where a key has to be disabled first, the dialog says so. */
const ACTIONS = [
  { label: "Edit", drawing: "pencil", needs: "key.update", states: ["ACTIVE", "DISABLED"], part: "?edit=yes" },
  { label: "Rotate", drawing: "rotate", needs: "key.rotate", states: ["ACTIVE"], begin: async () => (await import("./rotate.js")).rotate },
  { label: "Disable", drawing: "pause", needs: "key.disable", states: ["ACTIVE"], begin: async () => (await import("./disable.js")).disable },
  { label: "Enable", drawing: "play", needs: "key.enable", states: ["DISABLED"], begin: async () => (await import("./disable.js")).enable },
  { label: "Duplicate", drawing: "copy", needs: "key.duplicate", states: ["ACTIVE", "DISABLED", "EXPIRED", "REVOKED"], begin: async () => (await import("./duplicate.js")).duplicate },
  { label: "Revoke", drawing: "trash", needs: "key.revoke", states: ["ACTIVE", "DISABLED", "EXPIRED"], begin: async () => (await import("./revoke.js")).revoke, isDangerous: true },
];

/**
 * The buttons. Each opens its dialog, does it, says what has happened, and calls `after(key)` with the key as it is then; but
 * for a duplicate, which leads to the page of the copy. `compact` makes icons of them, for a row of a table.
 */
export function keyActions({ place, key, after = () => {}, compact = false }) {
  return ACTIONS
    .filter((action) => action.states.includes(key.status) && place.can(action.needs))
    .map((action) => button(action, { place, key, after, compact }));
}

function button(action, { place, key, after, compact }) {
  const { label, drawing } = action;
  const className = action.isDangerous ? "danger" : "";
  if (action.part) {
    const href = place.href("keys", key.id) + action.part;
    return compact ? iconLink({ name: drawing, label, what: key.name, href }) : h("a", { class: "button", href }, icon(drawing), label);
  }
  const onclick = attempt(() => begin(action, { place, key, after }));
  return compact
    ? iconButton({ name: drawing, label, what: key.name, className, onclick })
    : h("button", { type: "button", class: className || null, onclick }, icon(drawing), label);
}

// A list may have been read a while ago: what a dialog says is about the key as it is now.
async function begin(action, { place, key, after }) {
  const [{ body, etag }, policy, open] = await Promise.all([api.get(place.path("keys", key.id)), place.policy({ isFresh: true }), load(action.begin)]);
  if (action.states.includes(body.status)) {
    await open({ place, key: body, etag, policy, after });
    return;
  }
  notify(`“${body.name}” is ${STATUSES[body.status].toLowerCase()} by now.`);
  await after(body);
}

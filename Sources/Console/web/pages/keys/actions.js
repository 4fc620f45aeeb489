/** What may be done to a key, by this person, under this policy, in the state that it is in: a button for each. */

import { api } from "../../lib/api.js";
import { attempt } from "../../lib/act.js";
import { h, unseen } from "../../lib/dom.js";
import { icon, iconLink } from "../../lib/icons.js";
import { load } from "../../lib/load.js";
import { menu } from "../../lib/menu.js";
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
 * for a duplicate, which leads to the page of the copy.
 */
export function keyActions({ place, key, after }) {
  return possible(place, key).map((action) => (action.part
    ? h("a", { class: "button", href: editing(place, key, action) }, icon(action.drawing), action.label)
    : button(action, { place, key, after })));
}

/** The same for a row of a table: what is done most often as an icon, and the rest in a menu. */
export function rowActions({ place, key, after }) {
  const actions = possible(place, key);
  const edit = actions.find((action) => action.part);
  const rest = actions.filter((action) => !action.part);
  return [
    edit && iconLink({ name: edit.drawing, label: edit.label, what: key.name, href: editing(place, key, edit) }),
    rest.length > 0 && moreActions(rest, { place, key, after }),
  ];
}

/** Only the button that makes room for another key. */
export function revokeAction({ place, key, after }) {
  return possible(place, key).filter(({ needs }) => needs === "key.revoke").map((action) => button(action, { place, key, after }, "small"));
}

function possible(place, key) {
  return ACTIONS.filter((action) => action.states.includes(key.status) && place.can(action.needs));
}

function editing(place, key, { part }) {
  return place.href("keys", key.id) + part;
}

function button(action, means, size = "") {
  const className = [action.isDangerous && "danger", size].filter(Boolean).join(" ");
  return h("button", { type: "button", class: className || null, onclick: attempt(() => begin(action, means)) },
    icon(action.drawing), action.label, size && unseen(` ${means.key.name}`));
}

function moreActions(actions, means) {
  const more = menu({
    label: [icon("more"), unseen(`More for ${means.key.name}`)],
    className: "icon-button",
    title: "More",
    content: (close) => actions.map((action) => h("button", {
      type: "button", class: action.isDangerous ? "menu-item danger" : "menu-item",
      // What has opened a dialog gets the focus back, and an item of a closed menu could not have it.
      onclick: attempt(() => { close(); more.querySelector("button").focus(); return begin(action, means); }),
    }, h("span", null, icon(action.drawing), " ", action.label, unseen(` ${means.key.name}`)))),
  });
  return more;
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

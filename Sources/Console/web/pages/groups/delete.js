/** Deleting a group; and by what it is used, where it cannot be. */

import { actDialog, nameToType } from "../../lib/act.js";
import { api } from "../../lib/api.js";
import { openDialog } from "../../lib/dialog.js";
import { fill, h, isolated } from "../../lib/dom.js";
import { reasonField } from "../../lib/form.js";
import { notify } from "../../lib/notify.js";
import { navigate, reload } from "../../lib/router.js";
import { isUsed, mayKnowUses, useList, usesOf } from "./uses.js";

/** Nobody has to type a name to be told that it cannot be. */
export async function askToDelete({ group, etag, place }) {
  const { use, error } = await lookUp(group, place);
  if (use && isUsed(use)) await tellUse(group, use, place);
  else await reallyDelete(group, etag, place, error);
}

// Without an answer it can be asked for all the same: the server refuses to delete what is in use.
async function lookUp(group, place) {
  if (!mayKnowUses(group, place)) return {};
  try {
    return { use: await usesOf(group, place) };
  } catch (error) {
    if (error.name === "AbortError") throw error;
    return { error };
  }
}

function tellUse(group, use, place) {
  return openDialog({
    title: isolated`${group.name} is in use`,
    content: (close) => [
      h("div", { class: "stack" }, h("p", null, "It can be deleted once nothing has it any more."), useList(use, group, place, true)),
      h("div", { class: "actions" }, h("button", { type: "button", onclick: () => close() }, "Close")),
    ],
  });
}

async function reallyDelete(group, etag, place, trouble) {
  const reason = reasonField(place);
  const uses = h("div", { class: "stack tight" });
  const isDone = await actDialog({
    title: isolated`Delete ${group.name}?`,
    body: [
      h("p", null, "A group that is deleted cannot come back. One that a key, a member, an invitation or a role mapping has cannot be deleted."),
      trouble && h("p", null, h("strong", null, "What has it cannot be told now. "), trouble.message),
    ],
    fields: [uses, nameToType(group.name, "the group's name"), reason],
    submit: "Delete the group",
    isDangerous: true,
    again: reload,
    act: async () => {
      try {
        await api.delete(place.path("authorization-groups", group.id), { ifMatch: etag, reason: reason?.value });
      } catch (error) {
        if (error.code === "GROUP_IN_USE") fill(uses, useList(error.document, group, place, true));
        throw error;
      }
    },
  });
  if (!isDone) return;
  notify(`Deleted the group ${group.name}.`);
  await navigate(place.href("groups"), { replace: true });
}

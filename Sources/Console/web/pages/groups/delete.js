/** Deleting a group; and by what it is used, where it cannot be. */

import { actDialog, nameToType } from "../../lib/act.js";
import { api } from "../../lib/api.js";
import { fill, h } from "../../lib/dom.js";
import { reasonField } from "../../lib/form.js";
import { notify } from "../../lib/notify.js";
import { statusBadge } from "../../lib/parts.js";
import { navigate, reload } from "../../lib/router.js";
import { count, ROLES } from "../../lib/words.js";

export async function askToDelete({ group, etag, place }) {
  const reason = reasonField(place);
  const uses = h("div", { class: "stack tight" });
  const isDone = await actDialog({
    title: `Delete ${group.name}?`,
    body: h("p", null, "A group that is deleted cannot come back. One that a key, a member, an invitation or a role mapping has cannot be deleted."),
    fields: [uses, nameToType(group.name, "the group's name"), reason],
    submit: "Delete the group",
    isDangerous: true,
    again: reload,
    act: async () => {
      try {
        await api.delete(place.path("authorization-groups", group.id), { ifMatch: etag, reason: reason?.value });
      } catch (error) {
        if (error.code === "GROUP_IN_USE") fill(uses, usedBy(error.document, place));
        throw error;
      }
    },
  });
  if (!isDone) return;
  notify(`Deleted the group ${group.name}.`);
  await navigate(place.href("groups"), { replace: true });
}

/** What has the group, with ways to it; only the number of what this person may not read. */
function usedBy(use, place) {
  const membersHref = place.href("members");
  return [
    kind("key", use.key_count, use.keys, (key) => [h("a", { href: place.href("keys", key.id) }, key.name), " ", statusBadge(key.status)],
      "Give each another group, or revoke it."),
    kind("member", use.member_count, use.members, ({ user, role }) => [
      h("a", { href: `${membersHref}?role=${role}` }, user.name ?? "Somebody who is gone"), ` · ${ROLES[role] ?? role}`,
    ], "Give each another ceiling, or none."),
    kind("invitation", use.invitation_count, use.invitations, ({ email, role }) => [
      h("a", { href: `${membersHref}?view=invitations` }, email), ` · ${ROLES[role] ?? role}`,
    ], "Withdraw each, or wait until it is accepted."),
    kind("role mapping", use.role_mapping_count, use.role_mappings, ({ directory_group: name, role }) => [
      h("a", { href: place.href("settings") }, name), ` · ${ROLES[role] ?? role}`,
    ], "Remove each, or map to another ceiling."),
  ];
}

function kind(word, number, named, show, advice) {
  if (!number) return null;
  const rest = number - named.length;
  return h("div", null,
    h("p", null, h("strong", null, count(number, word)), h("span", { class: "hint" }, ` ${advice}`)),
    named.length > 0 && h("ul", { class: "bullets" }, named.map((item) => h("li", null, show(item))),
      rest > 0 && h("li", { class: "muted" }, `and ${count(rest, `more ${word}`)}`)));
}

/** Invitations that nobody has accepted yet. Their links are not shown again: a new one takes the place of the old. */

import { actDialog } from "../../lib/act.js";
import { api } from "../../lib/api.js";
import { h, isolated } from "../../lib/dom.js";
import { reasonField } from "../../lib/form.js";
import { list } from "../../lib/list.js";
import { notify } from "../../lib/notify.js";
import { badge, empty } from "../../lib/parts.js";
import { reload } from "../../lib/router.js";
import { table } from "../../lib/table.js";
import { when } from "../../lib/time.js";
import { count, ROLES } from "../../lib/words.js";
import { ceilingCell } from "./grant-fields.js";
import { inviteAgain } from "./let-in.js";

export function invitationList(place, query) {
  return list({
    query,
    load: async ({ cursor }, signal) => (await api.get(place.path("invitations"), { query: { cursor }, signal })).body,
    count: (rows) => count(rows.length, "open invitation"),
    show: (rows) => (rows.length > 0
      ? invitationTable(rows, place)
      : empty("No open invitations", "Whoever was invited has accepted, or the invitation is over.", h("a", { class: "button", href: place.href("members") }, "Show everybody"))),
  });
}

function invitationTable(rows, place) {
  return table({
    caption: "Open invitations",
    needsRoom: true,
    rows,
    columns: [
      { label: "E-mail", isHead: true, cell: ({ email }) => email },
      { label: "Role", cell: ({ role }) => badge(role === "ADVISOR" ? "info" : "grey", ROLES[role]) },
      { label: "Ceiling", cell: ceilingCell(place) },
      { label: "Access ends", cell: ({ membership_expires_at: end, role }) => (!end && role === "ADVISOR" ? badge("warn", "No end") : when(end, "Never")) },
      { label: "Invited", cell: (invitation) => [when(invitation.created_at), invitation.created_by && h("span", { class: "sub" }, `by ${invitation.created_by.name ?? "somebody who is gone"}`)] },
      { label: "Link works until", cell: ({ expires_at: end }) => when(end) },
      ...(place.can("member.manage") ? [{ label: "", cell: (invitation) => [
        h("button", { type: "button", class: "small", onclick: () => inviteAgain(place, invitation) }, "New link", h("span", { class: "unseen" }, ` for ${invitation.email}`)),
        h("button", { type: "button", class: "small", onclick: () => withdraw(place, invitation) }, "Withdraw", h("span", { class: "unseen" }, ` the invitation of ${invitation.email}`)),
      ] }] : []),
    ],
  });
}

async function withdraw(place, invitation) {
  const reason = reasonField(place);
  const isDone = await actDialog({
    title: isolated`Withdraw the invitation of ${invitation.email}?`,
    body: h("p", null, "Its link stops working at once. You can invite them again."),
    fields: [reason],
    submit: "Withdraw",
    isDangerous: true,
    act: async () => {
      try {
        await api.delete(place.path("invitations", invitation.id), { reason: reason?.value });
      } catch (error) {
        if (error.status !== 404) throw error;
        return "gone";
      }
      return "withdrawn";
    },
  });
  if (!isDone) return;
  notify(isDone === "gone"
    ? `The invitation of ${invitation.email} was not open any more: accepted, replaced or withdrawn.`
    : `Withdrew the invitation of ${invitation.email}.`);
  await reload();
}

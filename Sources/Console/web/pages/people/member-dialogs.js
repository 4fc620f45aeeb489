/** What is done to members: another role, ceiling or end; their way back in; their way out. */

import { actDialog, attempt } from "../../lib/act.js";
import { api, freshIdempotencyKey } from "../../lib/api.js";
import { openDialog } from "../../lib/dialog.js";
import { h, isolated } from "../../lib/dom.js";
import { reasonField } from "../../lib/form.js";
import { notify } from "../../lib/notify.js";
import { statusBadge } from "../../lib/parts.js";
import { reload } from "../../lib/router.js";
import { showSecret } from "../../lib/secret.js";
import { exact } from "../../lib/time.js";
import { count } from "../../lib/words.js";
import { grantFields } from "./grant-fields.js";

const OUTSIDE = {
  SINGLE_SIGN_ON: "Single sign-on gave this role, and may give it again when they next sign in: change their groups at your identity provider too.",
  SCIM: "Your directory gave this role, and may give it again: change it there too.",
};

export async function editMember(place, { id, user }) {
  const { body: member, etag } = await api.get(place.path("members", id)).catch((error) => {
    if (error.status !== 404) throw error;
    return {};
  });
  if (!member) {
    notify(`${user.name} is no member any more.`);
    await reload();
    return;
  }
  const grant = await grantFields(place, { role: member.role, held: member });
  const reason = reasonField(place);
  const isMe = member.user.id === place.me.user.id;
  const saved = await actDialog({
    title: isolated`Edit ${member.user.name}`,
    body: [
      h("p", null, `${member.user.email}. What you save holds from their next request on.`),
      isMe && h("p", null, h("strong", null, "This is you."), " What you take from yourself you cannot give back to yourself."),
      OUTSIDE[member.origin] && h("p", { class: "hint" }, OUTSIDE[member.origin]),
    ],
    fields: [...grant.fields, reason],
    submit: "Save",
    again: attempt(() => editMember(place, { id, user })),
    act: async () => {
      const body = grant.changes();
      if (Object.keys(body).length === 0) return "unchanged";
      await api.patch(place.path("members", id), { body, ifMatch: etag, reason: reason?.value });
      return "saved";
    },
  });
  if (saved === "unchanged") notify(`Nothing was changed about ${member.user.name}.`);
  if (saved !== "saved") return;
  notify(`Saved ${member.user.name}.`);
  await reload();
}

export async function removeMember(place, member) {
  const { name } = member.user;
  const reason = reasonField(place);
  const departure = await actDialog({
    title: isolated`Remove ${name}?`,
    body: [
      h("p", null, `${name} (${member.user.email}) can do nothing in ${place.name} any more, from their next request on. The keys that they made stay, and work on.`),
      OUTSIDE[member.origin] && h("p", { class: "hint" }, OUTSIDE[member.origin]),
    ],
    fields: [reason],
    submit: "Remove",
    isDangerous: true,
    act: async () => {
      try {
        return (await api.delete(place.path("members", member.id), { reason: reason?.value })).body;
      } catch (error) {
        if (error.status !== 404) throw error;
        return "gone";
      }
    },
  });
  if (!departure) return;
  if (departure === "gone") notify(`${name} is no member any more.`);
  else if (departure.key_count > 0) await showKeysLeft(place, name, departure);
  else notify(`Removed ${name}. They made no key that is still there.`);
  await reload();
}

// Whoever made a key may know its secret.
function showKeysLeft(place, name, { keys, key_count: number }) {
  const rest = number - keys.length;
  return openDialog({
    title: isolated`${name} is removed`,
    content: (close) => [
      h("div", { class: "stack tight" },
        h("p", null, h("strong", null, count(number, "key")), ` that they made ${number === 1 ? "stays" : "stay"}. They may know ${number === 1 ? "its secret" : "the secrets"}: rotate what they should not be able to use.`),
        h("ul", { class: "bullets" },
          keys.map((key) => h("li", null, h("a", { href: place.href("keys", key.id) }, key.name), " ", h("code", { class: "name" }, key.prefix), " ", statusBadge(key.status))),
          keys.length > 0 && rest > 0 && h("li", { class: "muted" }, `and ${count(rest, "more key")}`))),
      h("div", { class: "actions" }, h("button", { type: "button", class: "primary", "data-focus": true, onclick: () => close() }, "Done")),
    ],
  });
}

/** For who has lost their password or their second factor. */
export async function helpToSignIn(place, member) {
  const { name } = member.user;
  const choice = await openDialog({
    title: isolated`Help ${name} to sign in`,
    content: (close) => [
      h("div", { class: "help-choice" },
        h("div", null, h("h3", null, "Lost their password"), h("p", { class: "hint" }, "A link with which they choose a new one, once, within a day.")),
        h("button", { type: "button", onclick: () => close(issueLink) }, "Make a password link")),
      h("div", { class: "help-choice" },
        h("div", null, h("h3", null, "Lost their second factor"), h("p", { class: "hint" }, "They sign in with their password alone, and set up another one.")),
        h("button", { type: "button", onclick: () => close(removeFactor) }, "Take it away")),
      h("div", { class: "actions" }, h("button", { type: "button", "data-focus": true, onclick: () => close() }, "Cancel")),
    ],
  });
  await choice?.(place, member);
}

async function issueLink(place, { id, user }) {
  const reason = reasonField(place);
  const idempotencyKey = freshIdempotencyKey();
  const link = await actDialog({
    title: isolated`Make a password link for ${user.name}?`,
    body: h("p", null, "Whoever has it can choose the password of this account, so be sure who asks you for it. A link that they had before stops working; once it is used, they are signed out everywhere."),
    fields: [reason],
    submit: "Make the link",
    act: async () => (await api.post(place.path("members", id, "password-link"), { reason: reason?.value, idempotencyKey })).body,
  });
  if (!link) return;
  await showSecret({
    title: isolated`The password link of ${user.name}`,
    text: `Latchkey sends no mail: give it to ${user.email} yourself, by a way that nobody else reads. It is good once, until ${exact(link.expires_at)}.`,
    secret: link.url,
    what: "the password link",
    said: "I have copied it.",
    because: "Another link can be made at any time.",
  });
}

async function removeFactor(place, { id, user }) {
  const reason = reasonField(place);
  const isDone = await actDialog({
    title: isolated`Take away the second factor of ${user.name}?`,
    body: h("p", null, "From then on their password alone signs them in, until they set up another one. Be sure who asks you for it."),
    fields: [reason],
    submit: "Take it away",
    isDangerous: true,
    act: async () => { await api.delete(place.path("members", id, "second-factor"), { reason: reason?.value }); },
  });
  if (isDone) notify(`${user.name} has no second factor now.`);
}

/** Letting somebody into a tenant: at once, where they have an account; else by a link that is shown once. */

import { actDialog, attempt, idempotency } from "../../lib/act.js";
import { api } from "../../lib/api.js";
import { openDialog } from "../../lib/dialog.js";
import { h, isolated } from "../../lib/dom.js";
import { reasonField, textField } from "../../lib/form.js";
import { notify } from "../../lib/notify.js";
import { reload } from "../../lib/router.js";
import { showSecret } from "../../lib/secret.js";
import { exact } from "../../lib/time.js";
import { aRole } from "../../lib/words.js";
import { grantFields } from "./grant-fields.js";

/** Asks whom, and as what; `role` is what is proposed. */
export const letIn = attemptOnce(async (place, role = "MEMBER") => {
  const grant = await grantFields(place, { role });
  const email = textField({ name: "email", label: "E-mail", type: "email", required: true, autocomplete: "off", maxlength: 254, "data-focus": true });
  const reason = reasonField(place);
  const keyFor = idempotency();
  const made = await actDialog({
    title: role === "ADVISOR" ? isolated`Let an advisor into ${place.name}` : isolated`Invite somebody to ${place.name}`,
    body: h("p", null, "Whoever has an account here is in at once. For anybody else there is a link, which you give to them yourself."),
    fields: [email, ...grant.fields, reason],
    submit: "Invite",
    act: () => send(place, { email: email.value.trim(), ...grant.changes() }, reason?.value, keyFor),
  });
  if (made) await tell(made, place);
});

/** Another link for whom somebody has invited: the one before is useless then. */
export async function inviteAgain(place, invitation) {
  const reason = reasonField(place);
  const keyFor = idempotency();
  const { email, role, authorization_group: group, membership_expires_at: end } = invitation;
  const made = await actDialog({
    title: isolated`Make a new link for ${email}?`,
    body: h("p", null, "The link before stops working. The new one is good once, for seven days."),
    fields: [reason],
    submit: "Make a new link",
    act: () => send(place, { email, role, authorization_group_id: group?.id ?? null, expires_at: end }, reason?.value, keyFor),
  });
  if (made) await tell(made, place);
}

async function send(place, body, reason, keyFor) {
  try {
    return (await api.post(place.path("members"), { body, reason, idempotencyKey: keyFor(body) })).body;
  } catch (error) {
    if (error.code === "ALREADY_MEMBER") error.message = `This person is ${aRole(body.role)} of ${place.name} already. Find them in the list to change that.`;
    throw error;
  }
}

async function tell(made, place) {
  // Behind the dialog: a row of the list may have been replaced by what was just made.
  const shown = reload();
  if (made.invitation) {
    await showSecret({
      title: isolated`The invitation of ${made.user.email}`,
      text: `Latchkey sends no mail: give them this link yourself, by a way that nobody else reads. It makes them ${aRole(made.role)} of ${place.name}, once, until ${exact(made.invitation.expires_at)} (seven days).`,
      secret: made.invitation.url,
      what: "the invitation's link",
      said: "I have copied it.",
      because: "Another link can be made at any time.",
    });
    notify(`Invited ${made.user.email}. Open invitations can be withdrawn.`);
  } else {
    await openDialog({
      title: isolated`${made.user.name} is in`,
      content: (close) => [
        h("div", { class: "stack tight" },
          h("p", null, h("strong", null, made.user.name), " (", made.user.email, ") has an account here, and is ", h("strong", null, aRole(made.role)), ` of ${place.name} from now on.`),
          h("p", null, "See that this is whom you meant. If not, remove them from the list.")),
        h("div", { class: "actions" }, h("button", { type: "button", class: "primary", onclick: () => close() }, "Done")),
      ],
    });
  }
  await shown;
}

// One dialog, however often the button is pressed while its groups are on their way.
function attemptOnce(action) {
  let given = [];
  const run = attempt(() => action(...given));
  return (...all) => {
    given = all;
    return run();
  };
}

/** Rotating a key: a new secret for the same key, with or without a time in which the old one still works. */

import { api } from "../../lib/api.js";
import { idempotency } from "../../lib/act.js";
import { h, isolated } from "../../lib/dom.js";
import { choiceField, reasonField } from "../../lib/form.js";
import { notify, receiptText } from "../../lib/notify.js";
import { exact } from "../../lib/time.js";
import { count } from "../../lib/words.js";
import { beyondCeiling, changeDialog, refuse } from "./change.js";
import { expiryFields } from "./expiry-field.js";
import { showKeySecret } from "./key-secret.js";
import { askPreview, previewPanel } from "./preview.js";

export async function rotate({ place, key, etag, policy, after }) {
  const beyond = beyondCeiling(place, key);
  if (beyond.length > 0) {
    await refuse(`“${key.name}” cannot be rotated by you`,
      "Whoever rotates a key is handed its new secret, and this key may do what is beyond your own access: ", beyond.join(", "), ". Somebody with wider access can rotate it.");
    return;
  }
  const preview = await askPreview(place.path("keys", key.id, "preview"), { action: "ROTATE" });
  const grace = graceField(policy);
  const expiry = policy.rotation_sets_expiry ? expiryFields(policy, { keep: key }) : null;
  const reason = reasonField(place);
  const keyFor = idempotency();
  await changeDialog({
    place,
    title: isolated`Rotate “${key.name}”?`,
    body: [
      h("p", null, grace
        ? "A new secret takes the place of the present one. Name, permissions and everything else stay as they are."
        : "A new secret takes the place of the present one, at once: all applications that use the present secret lose access immediately and have to be given the new one. There is no way back to the old secret."),
      previewPanel(preview, (extent) => `In the last 7 days, ${extent} came with the present secret: these need the new one.`),
      key.previous_secret && h("p", null, "The secret before the present one, which works until ", exact(key.previous_secret.valid_until), ", ends at once."),
    ],
    fields: [grace, ...(expiry?.fields ?? []), reason],
    submit: "Rotate",
    isDangerous: true,
    send: () => {
      const body = { grace_seconds: grace ? Number(grace.value) : 0, ...expiry?.value() };
      return api.post(place.path("keys", key.id, "rotate"), { body, ifMatch: etag, reason: reason?.value, idempotencyKey: keyFor(body) });
    },
    lost: "The answer was lost: the key may have been rotated or not. Try again for its new secret; nothing is done twice.",
    done: async ({ body }) => {
      const { key: rotated, secret, receipt } = body;
      await showKeySecret({ key: rotated, secret, title: isolated`The new secret of “${rotated.name}”`, text: outcome(rotated, receipt) });
      notify(`“${rotated.name}” is rotated.`);
      return after(rotated);
    },
    refresh: () => after(key),
  });
}

function outcome({ previous_secret: previous }, receipt) {
  return previous
    ? `The old secret works until ${exact(previous.valid_until)}.`
    : `No instance accepts the old secret any more: ${receiptText(receipt)}`;
}

// Null where the policy has none.
function graceField(policy) {
  const most = policy.rotation_grace_max;
  if (most === 0) return null;
  const choices = [...new Set([3600, 86_400, most])].filter((seconds) => seconds <= most).sort((a, b) => b - a);
  return choiceField({
    name: "grace_seconds",
    label: "The present secret",
    required: true,
    value: String(most),
    choices: [
      ...choices.map((seconds) => ({ value: String(seconds), label: `works for ${duration(seconds)} more`, hint: seconds === most ? "Time to give the new one to every application." : null })),
      { value: "0", label: "ends at once", hint: "All applications that use it lose access immediately. For a secret that has leaked." },
    ],
  });
}

function duration(seconds) {
  if (seconds % 3600 === 0) return count(seconds / 3600, "hour");
  return seconds % 60 === 0 ? count(seconds / 60, "minute") : count(seconds, "second");
}

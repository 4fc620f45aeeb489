/** Revoking a key: for good, so its name has to be typed, and Enter does not do it. */

import { api } from "../../lib/api.js";
import { idempotency, nameToType } from "../../lib/act.js";
import { h, isolated } from "../../lib/dom.js";
import { checkBox, reasonField, textField } from "../../lib/form.js";
import { notify, receiptText } from "../../lib/notify.js";
import { changeDialog } from "./change.js";
import { disable } from "./disable.js";
import { askPreview, previewPanel } from "./preview.js";

export async function revoke({ place, key, etag, policy, after }) {
  const preview = await askPreview(place.path("keys", key.id, "preview"), { action: "REVOKE" });
  const isHeld = policy.disable_before_revoke && key.status === "ACTIVE";
  const compromised = isHeld ? compromisedBox() : null;
  // Staff give a reason in any case: it is kept with the key too.
  const why = reasonField(place, "Kept with the key, and in the audit trail of the tenant, who can read it.")
    ?? textField({ name: "reason", label: "Why", hint: "Kept with the key, for whoever wonders later.", maxlength: 1000, autocomplete: "off" });
  const keyFor = idempotency();
  let isDisabledInstead = false;
  await changeDialog({
    place,
    title: isolated`Revoke “${key.name}”?`,
    body: (close) => [
      h("p", null, "This cannot be undone. Any application that uses this key loses access immediately, and the key cannot be brought back: whoever needs access again gets a new one."),
      previewPanel(preview, (extent) => `In the last 7 days, ${extent} would have been refused.`),
      isHeld && h("p", null, "Here a key is disabled before it is revoked, so that what breaks can still be mended: disable it, and revoke it when nobody misses it. Only a compromised key is revoked at once."),
      isHeld && place.can("key.disable") && h("div", { class: "actions start" },
        h("button", { type: "button", onclick: () => { isDisabledInstead = true; close(); } }, "Disable it instead")),
    ],
    fields: [compromised, why, nameToType(key.name)],
    submit: "Revoke for good",
    isDangerous: true,
    send: () => {
      const body = { reason: why.value.trim() || null, compromised: compromised ? compromised.value : null };
      // Without If-Match: that somebody has renamed it meanwhile is no reason to let it live.
      return api.post(place.path("keys", key.id, "revoke"), { body, reason: place.needsReason ? why.value : undefined, idempotencyKey: keyFor(body) });
    },
    done: ({ body }) => {
      notify(`“${body.key.name}” is revoked. No instance accepts this key any more. ${receiptText(body.receipt)}`);
      return after(body.key);
    },
    refresh: () => after(key),
  });
  if (isDisabledInstead) await disable({ place, key, etag, after });
}

function compromisedBox() {
  const box = checkBox({ name: "compromised", label: "It is compromised: revoke it at once", hint: "Kept in the audit trail." });
  return Object.assign(box, { complaint: () => (box.value ? null : "Disable the key first, or say that it is compromised.") });
}

/** Disabling a key, and enabling it again. */

import { api } from "../../lib/api.js";
import { idempotency } from "../../lib/act.js";
import { h, isolated } from "../../lib/dom.js";
import { reasonField } from "../../lib/form.js";
import { notify, receiptText } from "../../lib/notify.js";
import { changeDialog } from "./change.js";
import { askPreview, previewPanel } from "./preview.js";

export async function disable({ place, key, etag, after }) {
  const preview = await askPreview(place.path("keys", key.id, "preview"), { action: "DISABLE" });
  await transition("disable", { place, key, etag, after }, {
    title: isolated`Disable “${key.name}”?`,
    body: [
      h("p", null, "Whoever uses it is refused until it is enabled again. It goes on counting towards the key limit."),
      previewPanel(preview, (extent) => `In the last 7 days, ${extent} would have been refused.`),
    ],
    submit: "Disable",
    isDangerous: true,
    said: "is disabled. No instance accepts it any more.",
  });
}

export async function enable({ place, key, etag, after }) {
  await transition("enable", { place, key, etag, after }, {
    title: isolated`Enable “${key.name}”?`,
    body: h("p", null, "Its secret is accepted again, as it was before: here at once, by every other instance within a second."),
    submit: "Enable",
    said: "is enabled.",
  });
}

function transition(verb, { place, key, etag, after }, { said, ...dialog }) {
  const reason = reasonField(place);
  const keyFor = idempotency();
  return changeDialog({
    ...dialog,
    place,
    fields: [reason],
    send: () => api.post(place.path("keys", key.id, verb), { ifMatch: etag, reason: reason?.value, idempotencyKey: keyFor(verb) }),
    done: ({ body }) => {
      notify(`“${body.key.name}” ${said} `, verb === "disable" ? receiptText(body.receipt) : "");
      return after(body.key);
    },
    refresh: () => after(key),
  });
}

/** A new endpoint: where to, and what it is told. Its signing secret is shown once. */

import { idempotency } from "../../lib/act.js";
import { api } from "../../lib/api.js";
import { h } from "../../lib/dom.js";
import { form, reasonField } from "../../lib/form.js";
import { notify } from "../../lib/notify.js";
import { pageHead } from "../../lib/parts.js";
import { navigate } from "../../lib/router.js";
import { showSecret } from "../../lib/secret.js";
import { endpointBody, endpointFields } from "./fields.js";
import { host, verifying } from "./words.js";

export default async function newWebhookPage({ place }) {
  await place.require("webhook.read");
  await place.require("webhook.manage");
  const fields = endpointFields();
  const reason = reasonField(place);
  const keyFor = idempotency();
  const create = async (release) => {
    const body = endpointBody(fields);
    const { body: made } = await api.post(place.path("webhook-endpoints"), { body, idempotencyKey: keyFor(body), reason: reason?.value });
    release();
    await showSigningSecret(made);
    notify("The endpoint was created. Send it a test event to see whether it answers.");
    await navigate(place.href("webhooks", made.id), { replace: true });
  };
  return {
    title: "New endpoint",
    body: h("div", { class: "stack medium" },
      pageHead({ title: "New endpoint", back: [place.href("webhooks"), "Webhooks"] }),
      h("div", { class: "panel" }, form({
        fields: [fields.url, fields.description, fields.events, reason],
        submit: "Create",
        onSubmit: create,
        onCancel: place.href("webhooks"),
        guards: true,
        keeps: true,
      }))),
  };
}

/** Shows the secret of `{ url, secret }` once, and how messages are verified with it. */
export async function showSigningSecret({ url, secret }) {
  await showSecret({
    title: "Copy the signing secret now",
    text: `With it, the program at ${host(url)} finds out that a message is from here.`,
    secret,
    name: "WEBHOOK_SECRET",
    what: "the signing secret",
    because: "It cannot be shown again; another one can take its place.",
    more: h("details", null, h("summary", null, "How to verify a message"), verifying()),
  });
}

/** What can be done with an endpoint. Each takes the place, the endpoint, and the version of it that is on the page. */

import { actDialog, idempotency, nameToType } from "../../lib/act.js";
import { api, freshIdempotencyKey } from "../../lib/api.js";
import { h, isolated } from "../../lib/dom.js";
import { reasonField, selectField } from "../../lib/form.js";
import { notify } from "../../lib/notify.js";
import { navigate, reload } from "../../lib/router.js";
import { endpointBody, endpointFields } from "./fields.js";
import { showSigningSecret } from "./new.js";
import { host } from "./words.js";

const pathOf = (place, endpoint, ...parts) => place.path("webhook-endpoints", endpoint.id, ...parts);

/** Another URL, description or choice of events. */
export async function changeEndpoint(place, endpoint, etag) {
  const fields = endpointFields(endpoint);
  const reason = reasonField(place);
  const done = await actDialog({
    title: "Edit the endpoint",
    wide: true,
    body: h("p", { class: "muted" }, "With another URL, what waits for its next attempt goes there, and failures are counted anew."),
    fields: [fields.url, fields.description, fields.events, reason],
    submit: "Save",
    again: reload,
    act: () => api.patch(pathOf(place, endpoint), { body: endpointBody(fields), ifMatch: etag, reason: reason?.value }),
  });
  if (!done) return;
  notify("The endpoint is changed.");
  await reload();
}

/** Disables it, or enables it again. */
export async function setEnabled(place, endpoint, etag) {
  const isEnabled = endpoint.status === "ENABLED";
  const reason = reasonField(place);
  const done = await actDialog({
    title: isEnabled ? isolated`Disable ${host(endpoint.url)}?` : isolated`Enable ${host(endpoint.url)}?`,
    body: h("p", null, isEnabled
      ? "It is told nothing from then on. What is on its way to it ends as failed, at once and for good, also when it is enabled again."
      : "It is told of what happens from then on, and its run of failures is forgotten. What it missed is not sent by itself."),
    fields: [reason],
    submit: isEnabled ? "Disable" : "Enable",
    isDangerous: isEnabled,
    again: reload,
    act: () => api.patch(pathOf(place, endpoint), { body: { enabled: !isEnabled }, ifMatch: etag, reason: reason?.value }),
  });
  if (!done) return;
  notify(isEnabled ? "The endpoint is disabled." : "The endpoint is enabled.");
  await reload();
}

/** Another signing secret, shown once; the one before signs as well for a while. */
export async function rotateSecret(place, endpoint, etag) {
  const grace = selectField({
    name: "grace_seconds", label: "The old secret", value: "86400",
    hint: "Meanwhile each message has two signatures, and either secret verifies it. A secret that is being replaced already ends at once.",
    options: [["86400", "Signs as well for a day"], ["3600", "Signs as well for an hour"], ["604800", "Signs as well for a week"], ["0", "Ends at once: it may be known to others"]],
    required: true,
  });
  const reason = reasonField(place);
  const keyFor = idempotency();
  const made = await actDialog({
    title: "Rotate the signing secret",
    body: h("p", null, `${host(endpoint.url)} gets a new secret, which is shown once.`),
    fields: [grace, reason],
    submit: "Rotate",
    again: reload,
    act: async () => {
      const body = { grace_seconds: Number(grace.value) };
      return (await api.post(pathOf(place, endpoint, "rotate-secret"), { body, ifMatch: etag, idempotencyKey: keyFor(body), reason: reason?.value })).body;
    },
  });
  if (!made) return;
  await showSigningSecret(made);
  notify("The signing secret is another one.");
  await reload();
}

/** Deletes it, with all that was sent to it. */
export async function deleteEndpoint(place, endpoint, etag) {
  const reason = reasonField(place);
  const done = await actDialog({
    title: isolated`Delete ${host(endpoint.url)}?`,
    body: h("p", null, "It is told nothing more. Its deliveries go with it, those that are on their way among them. It cannot be brought back."),
    fields: [nameToType(host(endpoint.url), "the host of its URL"), reason],
    submit: "Delete",
    isDangerous: true,
    again: reload,
    act: () => api.delete(pathOf(place, endpoint), { ifMatch: etag, reason: reason?.value }),
  });
  if (!done) return;
  notify("The endpoint is deleted.");
  await navigate(place.href("webhooks"), { replace: true });
}

/** For a button that sends a test event: resolves to its delivery, or to nothing when it was not sent after all. */
export function testSender(place, endpoint) {
  return sender(place, pathOf(place, endpoint, "test"), "Send a test event");
}

/** For a button that sends an event once more: resolves to the new delivery. */
export function redeliverer(place, endpoint, delivery) {
  return sender(place, pathOf(place, endpoint, "deliveries", delivery, "redeliver"), "Send it once more");
}

// Whoever needs a reason is asked for it; everybody else need not be asked anything. Until there was an answer, pressing the
// button again is the same request, so that what was sent is not sent twice.
function sender(place, path, title) {
  let idempotencyKey = null;
  const post = async (reason) => {
    idempotencyKey ??= freshIdempotencyKey();
    const { body } = await api.post(path, { body: {}, reason, idempotencyKey });
    idempotencyKey = null;
    return body;
  };
  return () => {
    const reason = reasonField(place);
    return reason ? actDialog({ title, fields: [reason], submit: "Send it", act: () => post(reason.value) }) : post();
  };
}

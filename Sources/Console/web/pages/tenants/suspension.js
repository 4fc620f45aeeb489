/** Suspending a tenant and resuming it: what it stops is said before, and what has confirmed it afterwards. */

import { actDialog, attempt } from "../../lib/act.js";
import { api, inTenant } from "../../lib/api.js";
import { h, isolated } from "../../lib/dom.js";
import { reasonField, textArea } from "../../lib/form.js";
import { notify, receiptText } from "../../lib/notify.js";
import { facts } from "../../lib/table.js";
import { when } from "../../lib/time.js";
import { section } from "../../lib/parts.js";
import { count } from "../../lib/words.js";
import { tenantStatus } from "./parts.js";

/** The part of a tenant's settings on its suspension; null for whoever has no say in it. `changed()` is called afterwards. */
export function suspensionSection(place, changed) {
  const { tenant } = place;
  if (!place.can("tenant.suspend") && !place.can("tenant.resume")) return null;
  const isSuspended = Boolean(tenant.suspended_at);
  const text = isSuspended
    ? "Its keys are refused, and its people can do nothing here until it is resumed. Nothing is lost."
    : "Suspending stops its keys and its people at once, until it is resumed. Nothing is lost.";
  return section("Suspension",
    h("p", null, text),
    facts([
      ["Status", tenantStatus(tenant)],
      isSuspended && ["Since", when(tenant.suspended_at)],
    ]),
    h("div", { class: "actions start" }, suspensionButton(tenant, place, changed)),
    isSuspended && !mayResume(tenant, place) && h("p", { class: "muted" }, "The platform's staff have suspended it, and only they resume it."));
}

/** "Suspend" or "Resume" for a tenant, as it stands and as far as `place` may; nothing for neither. */
export function suspensionButton(tenant, place, changed, isSmall = false) {
  const name = h("span", { class: "unseen" }, ` ${tenant.name}`);
  if (!tenant.suspended_at) {
    return place.can("tenant.suspend") && h("button", { type: "button", class: isSmall ? "quiet small" : "danger", onclick: attempt(() => suspend(tenant, place, changed)) }, "Suspend", name, " …");
  }
  return mayResume(tenant, place) && h("button", { type: "button", class: isSmall ? "small" : "primary", onclick: attempt(() => resume(tenant, place, changed)) }, "Resume", name, " …");
}

// What staff suspended only staff resume.
function mayResume(tenant, place) {
  return place.can("tenant.resume") && (tenant.suspended_by !== "STAFF" || place.needsReason);
}

async function suspend(tenant, place, changed) {
  const keys = await activeKeys(tenant);
  const reason = whyField(place);
  const answer = await actDialog({
    title: isolated`Suspend ${tenant.name}?`,
    body: h("div", { class: "stack tight" },
      h("p", null, "From the moment that you suspend it:"),
      h("ul", { class: "bullets" },
        h("li", null, refused(keys), " by every gateway, with the verdict SUSPENDED."),
        h("li", null, "Its people can read and change nothing here; they see that it is suspended."),
        tenant.kind === "PARTNER" && h("li", null, "The same goes for every business below it.")),
      h("p", null, place.needsReason ? "Only the platform's staff can resume it then. Nothing is lost." : "You can resume it whenever you like. Nothing is lost.")),
    fields: [reason],
    submit: "Suspend",
    isDangerous: true,
    act: () => api.post(inTenant(tenant.id, "suspend"), asked(place, reason)),
  });
  if (!answer) return;
  notify(`Suspended ${tenant.name}. ${receiptText(answer.receipt)}`);
  await changed();
}

async function resume(tenant, place, changed) {
  const reason = reasonField(place);
  const answer = await actDialog({
    title: isolated`Resume ${tenant.name}?`,
    body: [
      h("p", null, "Its keys are accepted again, and its people let in."),
      tenant.suspended_through_partner && h("p", null, "But the partner above it is suspended as well: until that one is resumed, nothing changes for it."),
    ],
    fields: [reason],
    submit: "Resume",
    act: () => api.post(inTenant(tenant.id, "resume"), { reason: reason?.value }),
  });
  if (!answer) return;
  notify(`Resumed ${tenant.name}.`);
  await changed();
}

const READ_LATER = "Kept in the audit trail of the tenant, who can read it once it is resumed.";

// Staff give theirs in a header, everybody else in the body.
function whyField(place) {
  return reasonField(place, READ_LATER) ?? textArea({ name: "reason", label: "Reason", hint: READ_LATER, required: true, rows: 2, maxlength: 1000 });
}

function asked(place, reason) {
  return place.needsReason ? { reason: reason.value } : { body: { reason: reason.value.trim() } };
}

function refused(keys) {
  if (keys === null) return "All of its keys are refused";
  if (keys === 0) return "It has no active key now; one that it had would be refused";
  return keys === 1 ? "Its active key is refused" : `Its ${count(keys, "active key")} are refused`;
}

// Null where that is not known: the question is worth asking without it.
async function activeKeys(tenant) {
  try {
    return (await api.get(inTenant(tenant.id, "keys", "summary"))).body.active;
  } catch {
    return null;
  }
}

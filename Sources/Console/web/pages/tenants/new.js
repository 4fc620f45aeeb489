/** Staff make a tenant: a partner, a business, or a business under a partner. */

import { idempotency } from "../../lib/act.js";
import { api } from "../../lib/api.js";
import { fill, h } from "../../lib/dom.js";
import { choiceField, form, reasonField, selectField, textField } from "../../lib/form.js";
import { notify } from "../../lib/notify.js";
import { isWhole } from "../../lib/numbers.js";
import { pageHead } from "../../lib/parts.js";
import { requirePlatform } from "../../lib/place.js";
import { navigate } from "../../lib/router.js";
import { policyInWords, presetName } from "../policies/words.js";
import { partnerField } from "./partner-field.js";

export default async function newTenant({ me, signal }) {
  requirePlatform(me, "tenant.create");
  const [{ body: { data: presets } }, parent] = await Promise.all([
    api.get("/v1/policy-presets", { query: { limit: 100 }, signal }),
    partnerField({ name: "parent_id", label: "Partner above it" }),
  ]);
  const title = "New tenant";
  return {
    title,
    body: h("div", { class: "stack medium" },
      pageHead({ title, back: ["/tenants", "Tenants"], lead: "A customer of the platform. It copies the rules of a preset, and has no people yet: invite its admin next." }),
      h("div", { class: "panel" }, tenantForm(presets, parent))),
  };
}

function tenantForm(presets, partner) {
  const fields = tenantFields(partner);
  const { name, kind, parent, policy, limit, day } = fields;
  const details = h("details", null, h("summary", null, "All rules of this preset"));
  const reason = reasonField({ needsReason: true });
  const keyFor = idempotency();
  const chosenParent = () => (kind.value === "BUSINESS" ? parent.value : "");
  offerFitting(presets, fields, chosenParent, details);
  return form({
    fields: [name, kind, parent, policy, details, limit, day, reason],
    submit: "Create",
    guards: true,
    onCancel: "/tenants",
    onSubmit: async (release) => {
      const body = { name: name.value.trim(), kind: kind.value, policy: policy.value };
      if (chosenParent()) body.parent_id = chosenParent();
      if (limit.value.trim()) body.key_limit = Number(limit.value);
      if (day.value.trim()) body.billing_day = Number(day.value);
      const { body: made } = await api.post("/v1/tenants", { body, reason: reason.value, idempotencyKey: keyFor(body) });
      release();
      notify(`Created ${made.name}. Invite its admin next.`);
      await navigate(`/tenants/${made.id}/members`);
    },
  });
}

function tenantFields(parent) {
  return {
    name: textField({ name: "name", label: "Name", required: true, maxlength: 200, autocomplete: "off", "data-focus": true }),
    kind: choiceField({
      name: "kind", label: "Kind", required: true, value: "BUSINESS",
      choices: [{ value: "BUSINESS", label: "Business", hint: "It has keys of its own." }, { value: "PARTNER", label: "Partner", hint: "It has keys of its own, and businesses under it." }],
    }),
    parent,
    policy: selectField({ name: "policy", label: "Preset", required: true, options: [] }),
    limit: textField({
      name: "key_limit", label: "Key limit", hint: "That of the preset unless another stands here.", inputmode: "numeric",
      check: (text) => (isWhole(text, 0, 1_000_000) ? null : "A whole number from 0 to 1,000,000 is needed."),
    }),
    day: textField({
      name: "billing_day", label: "Billing period begins on day", hint: "Of the month, 1 to 28; the first unless another stands here.", inputmode: "numeric",
      check: (text) => (isWhole(text, 1, 28) ? null : "A day from 1 to 28 is needed."),
    }),
  };
}

// Keeps the presets to those that such a tenant can have, and `details` to the rules of the one that is chosen.
function offerFitting(presets, { kind, parent, policy, limit }, chosenParent, details) {
  const arrange = () => {
    parent.element.hidden = kind.value !== "BUSINESS";
    const hasParent = Boolean(chosenParent());
    const fitting = presets.filter((preset) => preset.tenant_kind === kind.value && (hasParent || !preset.requires_parent));
    const before = policy.value;
    fill(policy.control, fitting.map((preset) => h("option", { value: preset.name }, `${presetName(preset.name)} (${preset.name})`)));
    policy.value = fitting.some((preset) => preset.name === before) ? before : (fitting[0]?.name ?? "");
    showRules();
  };
  const showRules = () => {
    const chosen = presets.find((preset) => preset.name === policy.value);
    limit.control.placeholder = chosen ? String(chosen.policy.key_limit) : "";
    details.hidden = !chosen;
    if (chosen) fill(details, details.querySelector("summary"), policyInWords(chosen.policy, { isPreset: true }));
  };
  kind.element.addEventListener("input", arrange);
  parent.element.addEventListener("change", arrange);
  policy.control.addEventListener("input", showRules);
  arrange();
}

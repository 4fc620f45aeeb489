/** A partner adds a business under it, with the rules of one of the presets that it is offered. */

import { idempotency } from "../../lib/act.js";
import { api } from "../../lib/api.js";
import { fill, h } from "../../lib/dom.js";
import { choiceField, form, reasonField, textField } from "../../lib/form.js";
import { notify } from "../../lib/notify.js";
import { empty, pageHead } from "../../lib/parts.js";
import { navigate } from "../../lib/router.js";
import { policyInWords, presetName, rules } from "../policies/words.js";

export default async function newMerchant({ place, signal }) {
  await place.require("tenant.create", ["PARTNER_ADMIN", "SUPER_USER"]);
  const { body: { data } } = await api.get("/v1/policy-presets", { query: { limit: 100 }, signal });
  // Those that are meant for a partner's businesses before those that any business can have.
  const presets = data
    .filter((preset) => preset.offered_to_partners && preset.tenant_kind === "BUSINESS")
    .sort((one, other) => Number(other.requires_parent) - Number(one.requires_parent));
  const title = "New merchant";
  return {
    title: `${title} · ${place.name}`,
    body: h("div", { class: "stack medium" },
      pageHead({ title, back: [place.href("merchants"), "Merchants"], lead: `A business under ${place.name}, with keys and people of its own.` }),
      presets.length > 0
        ? h("div", { class: "panel" }, merchantForm(place, presets))
        : empty("No rules to choose from", "The platform's staff offer partners the rules that a merchant can have, and have offered none yet. Ask them.")),
  };
}

function merchantForm(place, presets) {
  const name = textField({ name: "name", label: "Name", required: true, maxlength: 200, autocomplete: "off", "data-focus": true });
  const preset = choiceField({
    name: "policy", label: "Rules of its keys", required: true, value: presets[0].name,
    choices: presets.map((each) => ({ value: each.name, label: presetName(each.name), hint: [h("code", null, each.name), " · ", summary(each.policy)] })),
  });
  const details = h("details", null, h("summary", null, "All of these rules"));
  const show = () => {
    const chosen = presets.find((each) => each.name === preset.value);
    fill(details, details.querySelector("summary"), policyInWords(chosen.policy, { isPreset: true }));
  };
  preset.element.addEventListener("input", show);
  show();
  const reason = reasonField(place);
  const keyFor = idempotency();
  return form({
    fields: [name, preset, details, reason],
    submit: "Create",
    guards: true,
    onCancel: place.href("merchants"),
    onSubmit: async (release) => {
      const body = { name: name.value.trim(), kind: "BUSINESS", parent_id: place.id, policy: preset.value };
      const { body: merchant } = await api.post("/v1/tenants", { body, reason: reason?.value, idempotencyKey: keyFor(body) });
      release();
      notify(`Created ${merchant.name}. You act there as its partner.`);
      await navigate(`/tenants/${merchant.id}`);
    },
  });
}

// What tells one from another.
function summary(policy) {
  const told = new Map(rules(policy, true));
  return ["Permissions", "Expiry", "Revoking", "Keys"].map((term) => told.get(term)).join(" ");
}

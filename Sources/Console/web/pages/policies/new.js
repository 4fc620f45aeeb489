/** A new preset: one more kind of portal, begun from a copy of another. */

import { idempotency } from "../../lib/act.js";
import { api } from "../../lib/api.js";
import { h } from "../../lib/dom.js";
import { checkBox, choiceField, form, reasonField, selectField, textField } from "../../lib/form.js";
import { notify } from "../../lib/notify.js";
import { pageHead } from "../../lib/parts.js";
import { requirePlatform } from "../../lib/place.js";
import { navigate } from "../../lib/router.js";
import { policyEditor } from "./editor.js";

/** What a preset begins with that is no copy: keys that can do little, for not too long. */
const BLANK = {
  permission_model: "SCOPES", permission_editing: "IMMUTABLE", full_access: false, scopes: [{ name: "", label: "", description: "" }],
  environments: ["LIVE"], secret_prefix: "", expiry_mode: "OPTIONAL", expiry_presets: [], expiry_default: null, expiry_max: null,
  date_ends: "DAY_END", disable_before_revoke: false, rotation_grace_max: 0, rotation_sets_expiry: false, key_limit: 25,
  key_roles: ["BUSINESS_ADMIN"], rate_limit: null, leaked_keys: "DISABLE",
};

export default async function newPreset({ me, query, signal }) {
  requirePlatform(me, "policy.manage");
  const { body: { data: others } } = await api.get("/v1/policy-presets", { query: { limit: 100 }, signal });
  const from = others.find((preset) => preset.name === query.get("from"));
  return {
    title: "New preset",
    body: h("div", { class: "stack broad" },
      pageHead({ title: "New preset", back: ["/presets", "Presets"], lead: "One more kind of portal. Tenants that are made from it copy its rules." }),
      h("div", { class: "panel" }, startingPoint(others, from)),
      h("div", { class: "panel" }, presetForm(from))),
  };
}

// Choosing another one begins anew with its rules.
function startingPoint(others, from) {
  const choice = selectField({
    name: "", label: "Begin with a copy of", required: true, value: from?.name ?? "",
    options: [["", "Nothing"], ...others.map(({ name }) => [name, name])],
  });
  choice.control.addEventListener("change", () => navigate(choice.value ? `/presets/new?${new URLSearchParams({ from: choice.value })}` : "/presets/new", { replace: true }));
  return choice.element;
}

function presetForm(from) {
  const name = textField({
    name: "name", label: "Name", hint: "Lower-case letters, digits and hyphens. It stays for good.", required: true, class: "mono-input", autocomplete: "off", maxlength: 64,
    check: (text) => (/^[a-z0-9-]{1,64}$/.test(text.trim()) ? null : "1 to 64 lower-case letters, digits and hyphens are needed."),
  });
  const kind = choiceField({
    name: "tenant_kind", label: "For which tenants", required: true, value: from?.tenant_kind ?? "BUSINESS",
    choices: [{ value: "BUSINESS", label: "Businesses" }, { value: "PARTNER", label: "Partners" }],
  });
  const requiresParent = checkBox({ name: "requires_parent", label: "Only for businesses under a partner", value: from?.requires_parent ?? false });
  const offered = checkBox({ name: "offered_to_partners", label: "Partners may choose it for businesses under them", value: from?.offered_to_partners ?? false });
  const arrange = () => { for (const field of [requiresParent, offered]) field.element.hidden = kind.value !== "BUSINESS"; };
  kind.element.addEventListener("input", arrange);
  arrange();
  const editor = policyEditor(from?.policy ?? BLANK, { prefix: "policy/", hasLimit: true });
  const reason = reasonField({ needsReason: true }, "Kept in the audit trail of the platform.");
  const keyFor = idempotency();
  return form({
    fields: [name, kind, requiresParent, offered, ...editor.items, reason],
    submit: "Create",
    guards: true,
    onCancel: "/presets",
    onSubmit: async (release) => {
      const isBusiness = kind.value === "BUSINESS";
      const body = {
        name: name.value.trim(),
        tenant_kind: kind.value,
        requires_parent: isBusiness && requiresParent.value,
        offered_to_partners: isBusiness && offered.value,
        policy: editor.value(),
      };
      const { body: made } = await api.post("/v1/policy-presets", { body, reason: reason.value, idempotencyKey: keyFor(body) });
      release();
      notify(`Created the preset ${made.name}.`);
      await navigate(`/presets/${made.name}`);
    },
  });
}

/** One preset: its rules to be read, and for whoever may, to be edited. */

import { api } from "../../lib/api.js";
import { h } from "../../lib/dom.js";
import { checkBox, form, reasonField } from "../../lib/form.js";
import { notify } from "../../lib/notify.js";
import { pageHead, section } from "../../lib/parts.js";
import { platformCan, requirePlatform } from "../../lib/place.js";
import { navigate, reload } from "../../lib/router.js";
import { facts } from "../../lib/table.js";
import { changedColumns, policyEditor } from "./editor.js";
import { forWhom } from "./presets.js";
import { policyInWords } from "./words.js";

export default async function presetPage({ params, query, me, signal }) {
  const path = `/v1/policy-presets/${encodeURIComponent(params.preset)}`;
  const { body: preset, etag } = await api.get(path, { signal });
  const mayEdit = platformCan(me, "policy.manage");
  if (!query.has("edit")) return { title: preset.name, body: shown(preset, mayEdit) };
  requirePlatform(me, "policy.manage");
  return { title: `Edit ${preset.name}`, body: editing(preset, etag, path) };
}

function shown(preset, mayEdit) {
  const copy = mayEdit && h("a", { class: "button", href: `/presets/new?from=${preset.name}` }, "Copy to a new one");
  const edit = mayEdit && h("a", { class: "button primary", href: `/presets/${preset.name}?edit=yes` }, "Edit");
  return h("div", { class: "stack" },
    pageHead({ title: preset.name, back: ["/presets", "Presets"], actions: [copy, edit] }),
    section("For whom", facts([["Tenants", forWhom(preset)], ["Partners may choose it", preset.offered_to_partners ? "Yes, for businesses under them" : "No, only the platform's staff"]])),
    section("Rules", policyInWords(preset.policy, { isPreset: true })));
}

function editing(preset, etag, path) {
  const isBusiness = preset.tenant_kind === "BUSINESS";
  const requiresParent = checkBox({ name: "requires_parent", label: "Only for businesses under a partner", value: preset.requires_parent });
  const offered = checkBox({ name: "offered_to_partners", label: "Partners may choose it for businesses under them", value: preset.offered_to_partners });
  const editor = policyEditor(preset.policy, { prefix: "policy/", hasLimit: true });
  const reason = reasonField({ needsReason: true }, "Kept in the audit trail of the platform.");
  const element = form({
    fields: [isBusiness && requiresParent, isBusiness && offered, ...editor.items, reason],
    submit: "Save the preset",
    guards: true,
    onCancel: `/presets/${preset.name}`,
    onStale: () => reload(),
    onSubmit: async (release) => {
      const policy = changedColumns(preset.policy, editor.value());
      const body = {};
      if (isBusiness && requiresParent.value !== preset.requires_parent) body.requires_parent = requiresParent.value;
      if (isBusiness && offered.value !== preset.offered_to_partners) body.offered_to_partners = offered.value;
      if (Object.keys(policy).length > 0) body.policy = policy;
      if (Object.keys(body).length > 0) await api.patch(path, { body, ifMatch: etag, reason: reason.value });
      release();
      notify(Object.keys(body).length > 0 ? `Saved ${preset.name}. Tenants that are there keep their rules.` : "Nothing was changed.");
      await navigate(`/presets/${preset.name}`);
    },
  });
  return h("div", { class: "stack broad" },
    pageHead({ title: `Edit ${preset.name}`, back: [`/presets/${preset.name}`, preset.name], lead: "New tenants begin with these rules. Tenants that are there have copied what the preset was, and keep that." }),
    h("div", { class: "panel" }, element));
}

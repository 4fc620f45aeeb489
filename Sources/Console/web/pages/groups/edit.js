/** Changing a group. What it takes away is looked at, and asked about, before it binds. */

import { api } from "../../lib/api.js";
import { h } from "../../lib/dom.js";
import { form, reasonField, textArea, textField } from "../../lib/form.js";
import { notify, receiptText } from "../../lib/notify.js";
import { navigate, reload } from "../../lib/router.js";
import { scopeField } from "../../lib/scopes.js";
import { confirmNarrowing } from "./preview.js";

export function editForm({ group, etag, policy, place }) {
  const name = textField({ name: "name", label: "Name", value: group.name, required: true, maxlength: 200, autocomplete: "off", "data-focus": true });
  const description = textArea({ name: "description", label: "Description", value: group.description, maxlength: 1000, rows: 2 });
  const scopes = scopeField({ name: "scopes", label: "Scopes", scopes: policy.scopes, value: group.scopes, ceiling: place.ceiling, required: true });
  const reason = reasonField(place);
  const isOfKeys = group.type === "TENANT_API_KEY";
  return form({
    fields: [name, description, scopes,
      h("p", { class: "hint" }, isOfKeys
        ? "Takes effect at once for every key with this group."
        : "What you save holds from the next thing that a member under this ceiling grants. Keys keep what they have."),
      reason],
    submit: "Save",
    onCancel: place.href("groups", group.id),
    guards: true,
    onStale: reload,
    onSubmit: async (release) => {
      const removed = group.scopes.filter((scope) => !scopes.value.includes(scope));
      const added = scopes.value.filter((scope) => !group.scopes.includes(scope));
      if (removed.length > 0 && isOfKeys && !(await confirmNarrowing({ group, scopes: scopes.value, removed, place }))) return false;
      const body = { name: name.value, description: description.value };
      if (removed.length + added.length > 0) body.scopes = scopes.value;
      const { body: saved, receipt } = await api.patch(place.path("authorization-groups", group.id), { body, ifMatch: etag, reason: reason?.value });
      release();
      notify(`Saved ${saved.name}. `, isOfKeys && body.scopes ? `It binds for all its keys. ${receiptText(receipt)}` : "");
      await navigate(place.href("groups", group.id), { replace: true });
    },
  });
}

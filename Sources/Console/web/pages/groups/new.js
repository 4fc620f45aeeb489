/** Making an authorization group. `?for=key`: on the way to a key, which is gone on with. */

import { idempotency } from "../../lib/act.js";
import { api } from "../../lib/api.js";
import { h } from "../../lib/dom.js";
import { choiceField, form, reasonField, textArea, textField } from "../../lib/form.js";
import { notify } from "../../lib/notify.js";
import { pageHead } from "../../lib/parts.js";
import { navigate } from "../../lib/router.js";
import { scopeField } from "../../lib/scopes.js";
import { TYPE_HINTS, TYPES, whatFor } from "./words.js";

export default async function newGroup({ place, query }) {
  await place.require("group.manage");
  const policy = await place.policy();
  const isForKey = query.get("for") === "key";
  const wanted = isForKey ? "TENANT_API_KEY" : Object.hasOwn(TYPES, query.get("type")) ? query.get("type") : null;
  const name = textField({ name: "name", label: "Name", required: true, maxlength: 200, autocomplete: "off", "data-focus": true, hint: "2 to 200 characters. No two groups of a tenant have the same." });
  const description = textArea({ name: "description", label: "Description", maxlength: 1000, rows: 2 });
  const type = choiceField({
    name: "type", label: "Type", required: true, value: wanted ?? (policy.permission_model === "GROUP" ? "TENANT_API_KEY" : "USER"),
    hint: "It cannot be changed later.",
    choices: Object.entries(TYPES).map(([value, label]) => ({ value, label, hint: TYPE_HINTS[value] })),
  });
  const scopes = scopeField({ name: "scopes", label: "Scopes", scopes: policy.scopes, ceiling: place.ceiling, required: true });
  const reason = reasonField(place);
  const keyFor = idempotency();
  return {
    title: "New group",
    body: h("div", { class: "stack medium" },
      pageHead({ title: "New group", lead: whatFor(policy, place.name), back: isForKey ? [place.href("keys"), "API keys"] : [place.href("groups"), "Groups"] }),
      h("div", { class: "panel" }, form({
        fields: [name, description, type, scopes, reason],
        submit: "Create",
        onCancel: place.href(isForKey ? "keys" : "groups"),
        guards: true,
        onSubmit: async (release) => {
          const body = { name: name.value, description: description.value, type: type.value, scopes: scopes.value };
          const made = await api.post(place.path("authorization-groups"), { body, reason: reason?.value, idempotencyKey: keyFor(body) });
          release();
          notify(`Created the group ${made.body.name}.`);
          const next = isForKey ? `${place.href("keys", "new")}?group=${made.body.id}` : place.href("groups", made.body.id);
          await navigate(next, { replace: true });
        },
      }))),
  };
}

/** A tenant's rules: read in words by whoever may, edited by whoever manages policies. */

import { api } from "../../lib/api.js";
import { h } from "../../lib/dom.js";
import { form, reasonField } from "../../lib/form.js";
import { notify } from "../../lib/notify.js";
import { pageHead, section } from "../../lib/parts.js";
import { navigate, reload } from "../../lib/router.js";
import { changedColumns, policyEditor } from "../policies/editor.js";
import { policyInWords } from "../policies/words.js";

/** The part of a tenant's settings on the rules of its keys; null for whoever may not read them. */
export async function rulesSection(place) {
  if (!place.can("policy.read")) return null;
  const policy = await place.policy();
  const edit = place.can("policy.manage") && h("a", { class: "button", href: `${place.href("settings")}?edit=rules` }, "Edit the rules");
  return section("Rules of its keys", policyInWords(policy), edit && h("div", { class: "actions start" }, edit));
}

/** The page on which they are edited. */
export async function rulesEditor(place, signal) {
  await place.require("policy.manage", ["SUPER_USER"]);
  const { body: policy, etag } = await api.get(place.path("policy"), { signal });
  const editor = policyEditor(policy);
  const reason = reasonField(place);
  const element = form({
    fields: [...editor.items, reason],
    submit: "Save the rules",
    guards: true,
    onCancel: place.href("settings"),
    onStale: () => reload(),
    onSubmit: async (release) => {
      const body = changedColumns(policy, editor.value());
      const isChanged = Object.keys(body).length > 0;
      if (isChanged) await api.patch(place.path("policy"), { body, ifMatch: etag, reason: reason?.value });
      release();
      notify(isChanged ? `Saved the rules of ${place.name}.` : "Nothing was changed.");
      await navigate(place.href("settings"));
    },
  });
  const title = "Edit the rules";
  return {
    title: `${title} · ${place.name}`,
    body: h("div", { class: "stack broad" },
      pageHead({ title, back: [place.href("settings"), "Settings"], lead: "They bind new keys and new changes only: keys that are there keep what they have." }),
      h("div", { class: "panel" }, element)),
  };
}

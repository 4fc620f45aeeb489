/** Editing a key in its place: what it is called, from where it may be used, and what it may do, where that can be changed. */

import { api } from "../../lib/api.js";
import { h } from "../../lib/dom.js";
import { ask } from "../../lib/dialog.js";
import { form, reasonField } from "../../lib/form.js";
import { notify, receiptText } from "../../lib/notify.js";
import { section } from "../../lib/parts.js";
import { navigate, reload } from "../../lib/router.js";
import { exact } from "../../lib/time.js";
import { allowlistField, descriptionField, nameField, rateLimitFields } from "./fields.js";
import { permissionFields } from "./permissions.js";
import { askPreview, isHarmless, previewPanel } from "./preview.js";
import { lastDay } from "./told.js";

/** Whether this key can be edited by this person. */
export function mayEdit(place, key) {
  return place.can("key.update") && ["ACTIVE", "DISABLED"].includes(key.status);
}

export function editSection({ place, key, etag, policy, groups }) {
  const name = nameField(key.name);
  const description = descriptionField(key.description);
  const permissions = policy.permission_editing === "IMMUTABLE" ? null : permissionFields({ place, policy, groups, key });
  const allowlist = allowlistField(key.ip_allowlist);
  const rate = rateLimitFields(policy, key.rate_limit);
  const reason = reasonField(place);
  const here = place.href("keys", key.id);

  // What is as it was is not sent: somebody else's change of it stays.
  function body() {
    const wanted = {
      name: name.value.trim(), description: description.value.trim(), ip_allowlist: allowlist.value, rate_limit: rate.value(),
      ...permissions?.value(),
    };
    return Object.fromEntries(Object.entries(wanted).filter(([member, value]) => !isSame(member, value, key)));
  }

  async function save(release) {
    const changed = body();
    if (Object.keys(changed).length > 0 && !(await isMeant(place, key, changed))) return;
    if (Object.keys(changed).length > 0) {
      const { receipt } = await api.patch(place.path("keys", key.id), { body: changed, ifMatch: etag, reason: reason?.value });
      notify(`Saved “${changed.name ?? key.name}”. ${receiptText(receipt)}`);
    } else {
      notify("Nothing was changed.");
    }
    release();
    await navigate(here, { replace: true });
  }

  return section("Edit",
    h("div", { class: "medium" }, form({
      fields: [name, description, ...(permissions?.fields ?? [fixed(key, policy)]), end(key, policy), allowlist, ...rate.fields, reason],
      submit: "Save changes",
      onCancel: here,
      guards: true,
      onStale: () => reload(),
      onSubmit: save,
    })));
}

function fixed(key, policy) {
  const what = policy.permission_model === "GROUP" ? "The authorization group" : "The scopes";
  return h("div", { class: "panel quiet" },
    h("p", null, h("strong", null, `${what} of a key cannot be changed here.`), " They are chosen when it is generated, so that what a key may do stays what somebody agreed to. To change them, generate another key and revoke this one."));
}

// An end is agreed to with the key, or with a new secret.
function end(key, policy) {
  const isFixed = policy.expiry_mode === "NONE";
  if (isFixed) return null;
  return h("div", { class: "panel quiet" },
    h("p", null, h("strong", null, key.expires_at ? `It ends on ${[exact(key.expires_at), lastDay(key.expires_at, policy)].filter(Boolean).join(", ")}.` : "It never expires."),
      policy.rotation_sets_expiry ? " To change that, rotate the key." : " To have another end, duplicate the key."));
}

function isSame(member, value, key) {
  if (member === "authorization_group_id") return value === key.authorization_group?.id;
  if (member === "scopes") return isSameSet(value, key.scopes);
  if (member === "rate_limit") return JSON.stringify(value && { burst: value.requests, ...value }, ORDER) === JSON.stringify(key.rate_limit, ORDER);
  if (member === "ip_allowlist") return isSameSet(value, key.ip_allowlist);
  return value === key[member];
}

const ORDER = ["requests", "window_seconds", "burst"];

function isSameSet(some, others) {
  return some.length === others.length && some.every((item) => others.includes(item));
}

// Whoever narrows a key is told first whom it would have kept out.
async function isMeant(place, key, { ip_allowlist, scopes, authorization_group_id }) {
  const narrowing = Object.fromEntries(Object.entries({ ip_allowlist, scopes, authorization_group_id }).filter(([, value]) => value !== undefined));
  if (Object.keys(narrowing).length === 0) return true;
  const preview = await askPreview(place.path("keys", key.id, "preview"), { action: "EDIT", ...narrowing });
  // What is wrong with the change itself is said at its fields, by the change.
  if (preview.error?.status === 422 || isHarmless(preview)) return true;
  return ask({
    title: "Save what would have refused requests?",
    body: h("div", { class: "stack tight" },
      previewPanel(preview, (extent) => `In the last 7 days, ${extent} would have been refused.`),
      h("p", null, "From the moment that this is saved, such requests are refused at every instance.")),
    yes: "Save all the same",
    no: "Back to the form",
    isDangerous: true,
  });
}

/** Changing one's own password. */

import { actDialog } from "../../lib/act.js";
import { api } from "../../lib/api.js";
import { h } from "../../lib/dom.js";
import { textField } from "../../lib/form.js";
import { notify } from "../../lib/notify.js";
import { section } from "../../lib/parts.js";
import { reload } from "../../lib/router.js";
import { newPasswordField } from "./new-password.js";

export function passwordSection(me) {
  return section("Password",
    h("p", { class: "muted" }, "Changing it signs you out wherever else you are signed in."),
    h("div", { class: "actions start" }, h("button", { type: "button", onclick: () => change(me) }, "Change password")));
}

async function change(me) {
  const current = presentPasswordField("current_password", "Current password");
  const next = newPasswordField({ name: "new_password", label: "New password" });
  const isDone = await actDialog({
    title: "Change your password",
    fields: [personFor(me), current, next],
    submit: "Change password",
    // The answer is a new session, which is not told twice.
    act: () => api.post("/v1/me/password", { idempotencyKey: null, body: { current_password: current.value, new_password: next.value } }),
  });
  if (!isDone) return;
  await reload();
  notify("Your password is changed. You are signed out everywhere else.");
}

/** For what takes the password again. */
export function presentPasswordField(name, label) {
  return textField({ name, label, type: "password", required: true, autocomplete: "current-password" });
}

/** Whose password it is, for the browser's keeper of passwords. */
export function personFor(me) {
  return h("input", { type: "text", class: "offscreen", autocomplete: "username", value: me.user.email, readonly: true, tabindex: "-1", "aria-hidden": "true" });
}

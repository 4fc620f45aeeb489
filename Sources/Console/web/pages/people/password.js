/** Choosing a new password by the link that an admin has issued. */

import { api } from "../../lib/api.js";
import { h } from "../../lib/dom.js";
import { form } from "../../lib/form.js";
import { notify } from "../../lib/notify.js";
import { navigate } from "../../lib/router.js";
import { dropToken, takeToken, tokenError, withoutToken } from "./link-token.js";
import { newPasswordField } from "./new-password.js";

export default async function passwordPage() {
  const token = takeToken();
  if (!token) return withoutToken("Choose a new password", "the link for your new password");
  const password = newPasswordField({ name: "password", label: "New password", "data-focus": true });
  return {
    title: "Choose a new password",
    body: h("div", { class: "narrow stack" },
      h("h1", null, "Choose a new password"),
      h("div", { class: "panel" }, form({
        fields: [h("p", { class: "muted" }, "You will be signed out wherever you are signed in. A second factor stays as it is."), password],
        submit: "Set the password",
        onSubmit: async () => {
          await set(token, password.value);
          dropToken();
          await navigate("/sign-in", { replace: true });
          notify("Your new password is set. Sign in with it.");
        },
      }))),
  };
}

async function set(token, password) {
  try {
    await api.post("/v1/password-links/accept", { anonymous: true, idempotencyKey: null, body: { token, password } });
  } catch (error) {
    throw tokenError(error, "Ask an admin for a new one; if you have set your password already, sign in.");
  }
}

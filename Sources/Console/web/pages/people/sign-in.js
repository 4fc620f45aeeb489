/** Signing in: with a password and, where there is one, a second factor; or through the identity provider of a tenant. */

import { h } from "../../lib/dom.js";
import { form, textField } from "../../lib/form.js";
import { navigate } from "../../lib/router.js";
import { signIn } from "../../lib/session.js";

export default async function signInPage({ query, me }) {
  const onward = returnAddress(query);
  if (me) {
    navigate(onward, { replace: true });
    return null;
  }
  return {
    title: "Sign in",
    body: h("div", { class: "narrow stack" }, h("h1", null, "Sign in"), passwordForm(onward)),
  };
}

function passwordForm(onward) {
  const email = textField({ name: "email", label: "E-mail", type: "email", required: true, autocomplete: "username", "data-focus": true });
  const password = textField({ name: "password", label: "Password", type: "password", required: true, autocomplete: "current-password" });
  const code = textField({
    name: "code", label: "Code", hint: "Of your authenticator app, or one of your recovery codes.", autocomplete: "one-time-code",
  });
  code.element.hidden = true;
  return h("div", { class: "panel" }, form({
    fields: [email, password, code],
    submit: "Sign in",
    onSubmit: async () => {
      try {
        await signIn(email.value, password.value, code.value);
      } catch (error) {
        if (error.code !== "SECOND_FACTOR_REQUIRED") throw error;
        code.element.hidden = false;
        code.focus();
        return;
      }
      await navigate(onward, { replace: true });
    },
  }));
}

// Of this console only: whoever makes a link to it must not be able to lead people elsewhere with it.
function returnAddress(query) {
  const address = query.get("return") ?? "/";
  return new URL(address, location.origin).origin === location.origin && address.startsWith("/") ? address : "/";
}

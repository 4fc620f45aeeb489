/** Accepting an invitation: a name and a password, and then in. */

import { api } from "../../lib/api.js";
import { fill, h } from "../../lib/dom.js";
import { form, textField } from "../../lib/form.js";
import { navigate } from "../../lib/router.js";
import { findPerson, signIn } from "../../lib/session.js";
import { dropToken, takeToken, tokenError, withoutToken } from "./link-token.js";
import { newPasswordField } from "./new-password.js";

export default async function invitePage() {
  const token = takeToken();
  if (!token) return withoutToken("Accept an invitation", "the invitation’s link");
  const present = await findPerson({ mayBeOver: true }).catch(() => null);
  const holder = h("div", { class: "narrow stack" });
  fill(holder,
    h("h1", null, "Accept your invitation"),
    present && h("div", { class: "panel warn" },
      h("p", null, "You are signed in as ", h("strong", null, present.user.email), " in this browser. When you accept, that ends, and you go on as whoever was invited.")),
    h("div", { class: "panel" }, acceptance(token, holder)));
  return { title: "Accept your invitation", body: holder };
}

function acceptance(token, holder) {
  const name = textField({
    name: "name", label: "Your name", hint: "As others are to see it.", required: true, maxlength: 200, autocomplete: "name", "data-focus": true,
    check: (text) => ([...text.trim()].length < 2 ? "At least 2 characters are needed." : null),
  });
  const password = newPasswordField({ name: "password", label: "Password" });
  return form({
    fields: [h("p", { class: "muted" }, "Say who you are, and choose the password that you will sign in with."), name, password],
    submit: "Accept and sign in",
    onSubmit: async () => {
      const accepted = await accept(token, name.value.trim(), password.value);
      dropToken();
      try {
        await signIn(accepted.user.email, password.value);
        await navigate(`/tenants/${accepted.member.tenant_id}`, { replace: true });
      } catch (error) {
        fill(holder, ...welcome(accepted, error));
        holder.querySelector("h1").focus();
      }
    },
  });
}

async function accept(token, name, password) {
  try {
    return (await api.post("/v1/invitations/accept", { anonymous: true, idempotencyKey: null, body: { token, name, password } })).body;
  } catch (error) {
    if (error.status === 409) throw new Error(`${error.message} If you have a password here, sign in with it.`);
    throw tokenError(error, "Ask whoever invited you for a new one; if you have accepted already, sign in.");
  }
}

// The invitation is accepted whatever became of the sign-in.
function welcome({ user }, error) {
  return [
    h("h1", { tabindex: "-1" }, "You are a member now"),
    h("div", { class: "panel" },
      h("p", null, "Your account is ", h("strong", null, user.email), ". Signing in has not succeeded yet:"),
      h("p", { class: "error", role: "alert" }, error.message),
      h("div", { class: "actions" }, h("a", { class: "button primary", href: "/sign-in" }, "Sign in"))),
  ];
}

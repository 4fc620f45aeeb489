/** Signing in: with a password and, where there is one, a second factor; or through the identity provider of a tenant. */

import { credentialsForm } from "../../lib/credentials.js";
import { h } from "../../lib/dom.js";
import { form, textField } from "../../lib/form.js";
import { navigate } from "../../lib/router.js";
import { signIn } from "../../lib/session.js";
import { beginSignOn, lastOrganization, readOrganization, takeOnward } from "../../lib/single-sign-on.js";
import { refusalInWords } from "./refusals.js";

export default async function signInPage({ query, me }) {
  const onward = returnAddress(query.get("return") ?? takeOnward() ?? "/");
  const refused = query.get("refused");
  if (me && !refused) {
    navigate(onward, { replace: true });
    return null;
  }
  return {
    title: "Sign in",
    body: h("div", { class: "narrow stack" },
      h("h1", null, "Sign in"),
      refused && refusal(refused),
      !window.isSecureContext && insecure(),
      h("div", { class: "panel" }, me ? stillSignedIn(me, onward) : credentialsForm({
        submit: "Sign in",
        signIn,
        onDone: () => navigate(onward, { replace: true }),
      })),
      !me && h("p", { class: "hint" }, "Forgotten your password? An admin of your organization can give you a link for a new one."),
      organizationPanel(onward, Boolean(refused))),
  };
}

function refusal(reason) {
  const { what, todo } = refusalInWords(reason);
  return h("div", { class: "error-summary", role: "alert" }, h("div", null, h("p", null, h("strong", null, what)), h("p", null, todo)));
}

// Whoever was not let in by their provider may have a session from before.
function stillSignedIn({ user }, onward) {
  return h("div", { class: "stack tight" },
    h("p", null, "You are still signed in as ", h("strong", null, user.name), ` (${user.email}).`),
    h("div", { class: "actions start" }, h("a", { class: "button primary", href: onward }, "Go on")));
}

function insecure() {
  return h("div", { class: "panel warn" },
    h("p", null, h("strong", null, "This page came over plain http."), " Browsers keep no session here: signing in takes https, or http://localhost. Ask who runs this server for its https address."));
}

// Closed where nobody has used it, since most people have a password.
function organizationPanel(onward, isOpen) {
  const last = lastOrganization();
  const organization = textField({
    name: "organization",
    label: "Organization",
    hint: "Its id, which begins with ten_, or the sign-in address that your admin gave you.",
    value: last,
    required: true,
    autocapitalize: "none",
    class: "mono-input",
    check: (text) => readOrganization(text).error,
  });
  return h("details", { class: "panel organization", open: isOpen || Boolean(last) },
    h("summary", null, "Sign in with your organization"),
    form({
      fields: [organization],
      submit: "Go to your organization",
      onSubmit: () => beginSignOn(readOrganization(organization.value).id, onward),
    }));
}

// Of this console only: whoever makes a link to it must not be able to lead people elsewhere with it.
function returnAddress(address) {
  if (!address.startsWith("/") || !URL.canParse(address, location.origin)) return "/";
  const url = new URL(address, location.origin);
  return url.origin === location.origin ? url.href : "/";
}

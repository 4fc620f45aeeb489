/** The form of a password and, where there is one, a second factor: on the page for signing in, and in the dialog for doing so again. */

import { form, textField } from "./form.js";

/**
 * `signIn(email, password, code)` does it, and `onDone` is what comes then. Where `person` is given, nobody else can. The code is
 * asked for when the server wants it; what was typed stays.
 */
export function credentialsForm({ person, submit, cancel, onCancel, signIn, onDone }) {
  const email = textField({
    name: "email", label: "E-mail", type: "email", required: true, autocomplete: "username", autocapitalize: "none",
    value: person?.user.email ?? "", readonly: Boolean(person), "data-focus": !person,
  });
  const password = textField({
    name: "password", label: "Password", type: "password", required: true, autocomplete: "current-password", "data-focus": Boolean(person),
  });
  const code = codeField({ hint: "Six digits from your authenticator app, or one of your recovery codes." });
  const isNeeded = code.complaint;
  code.element.hidden = true;
  code.complaint = () => (code.element.hidden ? null : isNeeded());
  return form({
    fields: [email, password, code],
    submit,
    cancel,
    onCancel,
    onSubmit: async () => {
      try {
        await signIn(email.value.trim(), password.value, code.value.trim());
      } catch (error) {
        if (error.code === "SECOND_FACTOR_REQUIRED") askForCode();
        else {
          // A code is good once.
          if (error.code === "INVALID_CREDENTIALS" && code.value) code.control.select();
          throw error;
        }
        return;
      }
      password.value = "";
      code.value = "";
      await onDone();
    },
  });

  function askForCode() {
    code.element.hidden = false;
    code.value = "";
    code.focus();
  }
}

/** A code of the authenticator app; where `recovery` is allowed the hint says so. */
export function codeField({ label = "Code", hint, ...attributes }) {
  return textField({
    name: "code", label, hint, required: true, autocomplete: "one-time-code", autocapitalize: "none", maxlength: 40, ...attributes,
  });
}

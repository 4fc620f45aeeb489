/** Who is signed in, here and in the other tabs of this browser. */

import { api, onSessionEnd, Problem } from "./api.js";
import { h } from "./dom.js";
import { openDialog } from "./dialog.js";
import { form, textField } from "./form.js";

/** Tells the other tabs that somebody signed in or out. */
const tabs = typeof BroadcastChannel === "function" ? new BroadcastChannel("latchkey.session") : null;

/** `/v1/me`, or null for nobody. */
let me = null;
/** Whether the browser has sent a session's cookie along with this page: what it has not is not asked about. */
let mayBeSignedIn = document.querySelector('meta[name="session"]')?.content !== "no";
let askingAgain = null;

export function currentPerson() {
  return me;
}

/** Asks the server who this is; null for nobody. */
export async function findPerson() {
  if (!mayBeSignedIn) return null;
  try {
    me = (await api.get("/v1/me", { anonymous: true })).body;
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) throw error;
    me = null;
    mayBeSignedIn = false;
  }
  return me;
}

/**
 * Signs in. Throws `Problem` with the code `SECOND_FACTOR_REQUIRED` when a code of the person's device is needed besides.
 */
export async function signIn(email, password, code) {
  await api.post("/v1/sessions", {
    anonymous: true,
    idempotencyKey: null,
    body: { email, password, transport: "COOKIE", ...(code ? { code } : {}) },
  });
  const before = me?.user.id;
  mayBeSignedIn = true;
  await findPerson();
  if (!me) throw new Error("The browser has not kept the session's cookie. It does so on https, and on http://localhost, only.");
  if (me.user.id !== before) tabs?.postMessage(me.user.id);
  return me;
}

/** Signs out here. Where the identity provider wants to be told, answers its address. */
export async function signOut() {
  const { body } = await api.delete("/v1/sessions/current", { anonymous: true });
  me = null;
  mayBeSignedIn = false;
  tabs?.postMessage(null);
  return body?.sign_out_url ?? null;
}

/** Begins to notice that the session is over, and that another tab has signed in as somebody else. */
export function installSession() {
  onSessionEnd(() => {
    askingAgain ??= askAgain().finally(() => { askingAgain = null; });
    return askingAgain;
  });
  // What is on this page belongs to somebody who is not signed in any more.
  tabs?.addEventListener("message", ({ data }) => { if (data !== (me?.user.id ?? null)) location.reload(); });
}

// Over the page, which stays as it is: a form that was half filled in is still there.
async function askAgain() {
  const person = me;
  if (!person) return false;
  const email = textField({ name: "email", label: "E-mail", value: person.user.email, type: "email", autocomplete: "username", readonly: true });
  const password = textField({ name: "password", label: "Password", type: "password", required: true, autocomplete: "current-password", "data-focus": true });
  const code = textField({ name: "code", label: "Code of your second factor", autocomplete: "one-time-code", inputmode: "numeric" });
  code.element.hidden = true;
  return (await openDialog({
    title: "Your session has ended",
    mustStay: true,
    content: (close) => [
      h("p", null, "Sign in again to go on where you were. Nothing on this page is lost."),
      form({
        fields: [email, password, code],
        submit: "Sign in and go on",
        cancel: "Leave this page",
        onCancel: () => close(false),
        onSubmit: async () => {
          try {
            await signIn(person.user.email, password.value, code.value);
          } catch (error) {
            if (error.code !== "SECOND_FACTOR_REQUIRED") throw error;
            code.element.hidden = false;
            code.focus();
            return;
          }
          close(true);
        },
      }),
    ],
  })) ?? false;
}

/** Who is signed in, here and in the other tabs of this browser. */

import { api, askBefore, onSessionEnd, Problem } from "./api.js";
import { credentialsForm } from "./credentials.js";
import { fill, h } from "./dom.js";
import { openDialog } from "./dialog.js";
import { keep, recall } from "./memory.js";
import { isGuarded, loadAnew } from "./router.js";
import { noteSignOn, signOnAddress, takeOnward } from "./single-sign-on.js";
import { whenFree } from "./visit.js";

/** Tells the other tabs who is signed in: an id, or null for nobody any more. */
const tabs = typeof BroadcastChannel === "function" ? new BroadcastChannel("latchkey.session") : null;
/** Under which the browser keeps who is signed in, for tabs that are told late, or not at all: an id, or `nobody`. */
const MARK = "latchkey.person";
/** Pages with a link's token, which is lost when they are loaded anew. */
const KEEPING = new Set(["/invite", "/password"]);

/** `/v1/me`, or null for nobody. */
let me = null;
/** Whether it is worth asking who this is: the server says with each page whether the browser may have a session's cookie. */
let mayBeSignedIn = document.querySelector('meta[name="session"]')?.content !== "no";
let askingAgain = null;
/** Closes the dialog in which somebody is asked to sign in again, with whether they are back; null while there is none. */
let goOn = null;
/** Gives the page back to whom it is of, where somebody else has signed in meanwhile; null while nobody has. */
let giveBack = null;

export function currentPerson() {
  return me;
}

/** Asks the server who this is; null for nobody. Whoever was known is asked to sign in again, unless they may have ended it. */
export async function findPerson({ mayBeOver = false } = {}) {
  if (!mayBeSignedIn) return null;
  const before = me;
  const now = before && !mayBeOver ? (await api.get("/v1/me")).body : await whoIsSignedIn();
  if (before && now && now.user.id !== before.user.id) {
    giveWay();
    throw stranger();
  }
  me = now;
  mayBeSignedIn = me !== null;
  if (me && !before) tell(me.user.id);
  return me;
}

// Tells the other tabs who is signed in.
function tell(id) {
  keep("localStorage", MARK, id ?? "nobody");
  tabs?.postMessage(id);
}

async function whoIsSignedIn() {
  try {
    return (await api.get("/v1/me", { anonymous: true })).body;
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return null;
    throw error;
  }
}

/**
 * Signs in. Throws `Problem` with the code `SECOND_FACTOR_REQUIRED` when a code of the person's device is needed besides.
 */
export async function signIn(email, password, code) {
  try {
    await api.post("/v1/sessions", {
      anonymous: true,
      idempotencyKey: null,
      body: { email, password, transport: "COOKIE", ...(code ? { code } : {}) },
    });
  } catch (error) {
    if (error.code !== "CROSS_SITE") throw error;
    throw new Error(`The server takes no sign-in from ${location.origin}, since it knows itself under another address. Open the console there, or ask who runs it to set LATCHKEY_PUBLIC_URL.`);
  }
  mayBeSignedIn = true;
  const now = await whoIsSignedIn();
  if (!now) throw new Error("The browser has not kept the session’s cookie. It does so on https, and on http://localhost, only.");
  me = now;
  tell(me.user.id);
  return me;
}

/** Signs out here. Where the identity provider wants to be told, answers its address. */
export async function signOut() {
  let elsewhere = null;
  try {
    elsewhere = (await api.delete("/v1/sessions/current", { anonymous: true })).body?.sign_out_url ?? null;
  } catch (error) {
    // It is over already.
    if (!(error instanceof Problem) || error.status !== 401) throw error;
  }
  forget();
  tell(null);
  return elsewhere;
}

/** Begins to notice that the session is over, and that another tab has signed in as somebody else, or out. */
export function installSession() {
  onSessionEnd(() => {
    askingAgain ??= askAgain().finally(() => { askingAgain = null; });
    return askingAgain;
  });
  tabs?.addEventListener("message", ({ data }) => notice(data));
  askBefore((isChange) => {
    if (isChange && me && !giveBack) {
      const mark = recall("localStorage", MARK);
      if (mark && mark !== me.user.id) giveWay();
    }
    return giveBack && stranger();
  });
  // From an identity provider people come back to the start page, wherever they wanted to go.
  const onward = location.pathname === "/" ? takeOnward() : null;
  if (onward) history.replaceState(history.state, "", onward);
}

function notice(id) {
  if (id === (me?.user.id ?? null)) {
    goOn?.(true);
    giveBack?.();
  } else if (KEEPING.has(location.pathname)) {
    // Who this is can be asked when the page is left.
    me = null;
    mayBeSignedIn = id !== null;
  } else if (!me) {
    whenFree().then(() => loadAnew());
  } else if (!(goOn && id === null)) {
    goOn?.(false);
    giveWay();
  }
}

// What is on this page belongs to somebody who is not signed in any more: nothing is asked for it from then on, and it goes,
// but not before what is shown once has been stored, and what was typed has been given up.
async function giveWay() {
  if (giveBack) return;
  const isBack = new Promise((resolve) => { giveBack = () => { giveBack = null; resolve(true); }; });
  await Promise.race([isBack, whenFree()]);
  if (!giveBack) return;
  if (!isGuarded()) {
    loadAnew();
    return;
  }
  const now = await whoIsSignedIn().catch(() => null);
  if (now?.user.id === me.user.id) giveBack();
  if (!giveBack) return;
  await openDialog({
    title: now ? "Somebody else is signed in now" : "You are signed out",
    mustStay: true,
    content: (close) => {
      isBack.then(close);
      return [
        h("p", null, "This page is of ", h("strong", null, me.user.name), now
          ? [". In another tab ", h("strong", null, now.user.name), " has signed in."]
          : ". Nobody is signed in any more. Sign in again in another tab to go on here."),
        h("p", null, "What was typed here is lost when you go on."),
        h("div", { class: "actions" },
          h("button", { type: "button", class: "primary", onclick: () => loadAnew() }, now ? `Go on as ${now.user.name}` : "Go to sign-in")),
      ];
    },
  });
}

function stranger() {
  return new Error(`This page is of ${me.user.name}, who is not signed in any more. Nothing was sent.`);
}

function forget() {
  me = null;
  mayBeSignedIn = false;
}

// Resolves to whether the same person is signed in again.
async function askAgain() {
  const person = me;
  if (!person) return false;
  // In another tab they may be already, or the answer is of a request from before they were.
  const now = await whoIsSignedIn().catch(() => null);
  if (now) return isSame(now, person);
  const isBack = await openDialog({
    title: "Your session has ended",
    mustStay: true,
    content: (close) => {
      goOn = close;
      return person.second_factor ? askForPassword(person, close) : sendToProvider(person, close);
    },
  });
  goOn = null;
  if (isBack) return true;
  if (giveBack) return false;
  forget();
  // When what has asked knows, and what is shown once has been stored: it may stand below.
  whenFree().then(() => loadAnew(`/sign-in?${new URLSearchParams({ return: location.pathname + location.search })}`));
  return false;
}

function isSame(now, person) {
  if (now.user.id === person.user.id) return true;
  giveWay();
  return false;
}

// Over the page, which stays as it is: a form that was half filled in is still there.
function askForPassword(person, close) {
  return [
    h("p", null, "Sign in again to go on where you were. Nothing on this page is lost."),
    credentialsForm({
      person,
      submit: "Sign in and go on",
      cancel: "Leave this page",
      onCancel: () => close(false),
      signIn,
      onDone: () => close(true),
    }),
  ];
}

// Whoever has no password here signs in at the provider of the one tenant that they are in.
function sendToProvider(person, close) {
  const organization = person.memberships[0]?.tenant_id;
  const complaint = h("p", { class: "error", role: "alert" });
  async function check() {
    try {
      const now = await whoIsSignedIn();
      if (now?.user.id === person.user.id) close(true);
      else fill(complaint, now
        ? `You are signed in as ${now.user.email} now. This page is of ${person.user.email}.`
        : "You are not signed in yet.");
    } catch (error) {
      fill(complaint, error.message);
    }
  }
  return [
    h("p", null, "You signed in with your organization, as ", h("strong", null, person.user.email), ". Sign in there again in a new tab, then come back and go on where you were. Nothing on this page is lost."),
    complaint,
    h("div", { class: "actions" },
      h("button", { type: "button", onclick: () => close(false) }, "Leave this page"),
      h("button", { type: "button", onclick: check }, "Go on"),
      organization && h("a", { class: "button primary", href: signOnAddress(organization), target: "_blank", "data-focus": true, onclick: () => noteSignOn() },
        "Sign in with your organization")),
  ];
}

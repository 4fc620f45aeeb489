/** Who is signed in, here and in the other tabs of this browser. What becomes of a page when that ends is in `session-end.js`. */

import { api, Problem } from "./api.js";
import { keep, recall } from "./memory.js";

/** Tells the other tabs who is signed in: an id, or null for nobody any more. */
const tabs = typeof BroadcastChannel === "function" ? new BroadcastChannel("latchkey.session") : null;
/** Under which the browser keeps who is signed in, for tabs that are told late, or not at all: an id, or `nobody`. */
const MARK = "latchkey.person";

/** `/v1/me`, or null for nobody. */
let me = null;
/** Whether it is worth asking who this is: the server says with each page whether the browser may have a session's cookie. */
let mayBeSignedIn = document.querySelector('meta[name="session"]')?.content !== "no";
/** Called when somebody else is signed in than this page is of. */
let meetStranger = () => {};

export function onStranger(handler) {
  meetStranger = handler;
}

export function currentPerson() {
  return me;
}

/** Asks the server who this is; null for nobody. Whoever was known is asked to sign in again, unless they may have ended it. */
export async function findPerson({ mayBeOver = false } = {}) {
  if (!mayBeSignedIn) return null;
  const before = me;
  const now = before && !mayBeOver ? (await api.get("/v1/me")).body : await whoIsSignedIn();
  if (before && now && now.user.id !== before.user.id) {
    meetStranger();
    throw stranger();
  }
  me = now;
  mayBeSignedIn = me !== null;
  if (me && !before) tell(me.user.id);
  return me;
}

/** What a request fails with that would be somebody else's. */
export function stranger() {
  return new Error(`This page is of ${me.user.name}, who is not signed in any more. Nothing was sent.`);
}

// Tells the other tabs who is signed in.
function tell(id) {
  keep("localStorage", MARK, id ?? "nobody");
  tabs?.postMessage(id);
}

/** `handler` is told by another tab who is signed in there: an id, or null for nobody. */
export function onTabNews(handler) {
  tabs?.addEventListener("message", ({ data }) => handler(data));
}

/** Who was last said to be signed in, by any tab: an id, `nobody`, or null where none has said. */
export function personOfTabs() {
  return recall("localStorage", MARK) || null;
}

/** The server's word on who this is, whoever it was before; null for nobody. */
export async function whoIsSignedIn() {
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

/** What is shown is nobody's any more; `isWorthAsking` where somebody may be signed in all the same. */
export function forget({ isWorthAsking = false } = {}) {
  me = null;
  mayBeSignedIn = isWorthAsking;
}

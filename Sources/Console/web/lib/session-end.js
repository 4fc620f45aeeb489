/**
 * What becomes of a page whose session is over: whoever it is of signs in again and goes on, or it gives way to somebody else who
 * has signed in, or to nobody. Nothing that was typed, and nothing that is shown once, is lost without a word.
 */

import { askBefore, onSessionEnd } from "./api.js";
import { credentialsForm } from "./credentials.js";
import { fill, h } from "./dom.js";
import { openDialog } from "./dialog.js";
import { loadAnew } from "./router.js";
import { currentPerson, forget, onStranger, onTabNews, personOfTabs, signIn, stranger, whoIsSignedIn } from "./session.js";
import { noteSignOn, signOnAddress } from "./single-sign-on.js";
import { isGuarded, whenFree } from "./visit.js";

/** Pages with a link's token, which is lost when they are loaded anew. */
const KEEPING = new Set(["/invite", "/password"]);

let askingAgain = null;
/** Closes the dialog in which somebody is asked to sign in again, with whether they are back; null while there is none. */
let goOn = null;
/** Gives the page back to whom it is of, where somebody else has signed in meanwhile; null while nobody has. */
let giveBack = null;

/** Begins to notice that the session is over, and that another tab has signed in as somebody else, or out. */
export function watchSession() {
  onSessionEnd(() => {
    askingAgain ??= askAgain().finally(() => { askingAgain = null; });
    return askingAgain;
  });
  onStranger(giveWay);
  onTabNews(notice);
  askBefore((isChange) => {
    const me = currentPerson();
    const other = isChange ? personOfTabs() : null;
    if (me && !giveBack && other && other !== me.user.id) giveWay();
    return giveBack && stranger();
  });
}

function notice(id) {
  const me = currentPerson();
  if (id === (me?.user.id ?? null)) {
    goOn?.(true);
    giveBack?.();
  } else if (KEEPING.has(location.pathname)) {
    // Who this is can be asked when the page is left.
    forget({ isWorthAsking: id !== null });
  } else if (!me) {
    whenFree().then(() => loadAnew());
  } else if (!(goOn && id === null)) {
    giveWay();
  }
}

// What is on this page belongs to somebody who is not signed in any more: nothing is asked for it from then on, and it goes,
// but not before what is shown once has been stored, and what was typed has been given up.
async function giveWay() {
  if (giveBack) return;
  const isBack = new Promise((resolve) => { giveBack = () => { giveBack = null; resolve(true); }; });
  goOn?.(false);
  await Promise.race([isBack, whenFree()]);
  if (!giveBack) return;
  if (!isGuarded()) {
    loadAnew();
    return;
  }
  const me = currentPerson();
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

// Resolves to whether the same person is signed in again.
async function askAgain() {
  const person = currentPerson();
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

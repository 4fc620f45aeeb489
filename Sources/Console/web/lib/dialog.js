/** Dialogs: a question, a form, and one that cannot be left by accident. The browser keeps focus inside and gives it back. */

import { freshID, h } from "./dom.js";
import { placeNotes } from "./notify.js";
import { guardLeaving, keepHere, leaving, left } from "./visit.js";

/** Dialogs in which something is under way. */
const busy = new WeakSet();
/** Those in which something has been typed that would be lost, with the function that lets go of it. */
const typed = new WeakMap();
/** What a dialog is being prepared for, or null: `{ isLeft, end }`. */
let preparation = null;

/**
 * Shows a dialog until `close` is called. `title` is a text, or nodes; `content(close)` returns what stands in it. Resolves to what `close` was given;
 * to undefined when it was closed with Esc. When its page has been left meanwhile it rejects, so that nothing follows.
 *
 * Where `mustStay`, or while something is under way in it, neither Esc nor a click beside it closes it, however often, and people
 * stay where they are. Where something has been typed Esc asks first.
 */
export function openDialog({ title, content, mustStay = false, wide = false }) {
  const isLeft = leaving();
  const release = mustStay ? keepHere() : () => {};
  preparation?.end();
  return new Promise((resolve, reject) => {
    const id = freshID("dialog");
    let result;
    let isDone = false;
    const close = (value) => {
      result = value;
      isDone = true;
      giveUp(dialog);
      dialog.close();
    };
    const dialog = h(
      "dialog",
      { class: wide ? "dialog wide" : "dialog", "aria-labelledby": id, closedby: closedBy(mustStay), "data-must-stay": mustStay },
      h("h2", { id }, title),
    );
    // As for children of any element: what is null or false is left out.
    dialog.append(...[content(close)].flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
    // Three layers, since browsers differ in which of them several Escs go through.
    const stays = () => mustStay || busy.has(dialog) || typed.has(dialog);
    const refuse = (event) => {
      if (!stays()) return;
      event.preventDefault();
      if (!mustStay && !busy.has(dialog)) askToClose(close);
    };
    dialog.addEventListener("keydown", (event) => { if (event.key === "Escape") refuse(event); });
    dialog.addEventListener("cancel", refuse);
    dialog.addEventListener("close", () => {
      if (stays() && !isDone) {
        dialog.showModal();
        return;
      }
      placeNotes();
      dialog.remove();
      release();
      if (isLeft() && !mustStay) reject(left());
      else resolve(result);
    });
    document.body.append(dialog);
    dialog.showModal();
    placeNotes();
    (dialog.querySelector("[data-focus]") ?? dialog.querySelector("input, select, textarea, button"))?.focus();
  });
}

/**
 * Something is under way in a dialog, whose answer may be a secret that is told once: until the function is called that this
 * returns, the dialog stays, and people where they are.
 */
export function occupy(dialog) {
  const release = keepHere();
  busy.add(dialog);
  dialog.setAttribute("closedby", "none");
  return () => {
    busy.delete(dialog);
    dialog.setAttribute("closedby", closedBy("mustStay" in dialog.dataset));
    // Not before whoever waits for the dialog has gone on: to a secret, which keeps people here by itself.
    if (dialog.isConnected && !dialog.open) dialog.addEventListener("close", () => setTimeout(release), { once: true });
    else setTimeout(release);
  };
}

/** Something has been typed in a dialog that would be lost: whoever closes or leaves it is asked, until the function is called that this returns. */
export function keepTyped(dialog) {
  typed.set(dialog, guardLeaving());
  return () => giveUp(dialog);
}

function giveUp(dialog) {
  typed.get(dialog)?.();
  typed.delete(dialog);
}

/**
 * A dialog is being prepared: the button that was pressed shows it until the dialog opens, or the function is called that this
 * returns. Null where another one is being prepared on this page, since two would stand over each other.
 */
export function prepare(button) {
  if (preparation && !preparation.isLeft()) return null;
  const mine = {
    isLeft: leaving(),
    end() {
      if (preparation === mine) preparation = null;
      button?.removeAttribute("aria-disabled");
      button?.classList.remove("busy");
    },
  };
  preparation = mine;
  button?.setAttribute("aria-disabled", "true");
  button?.classList.add("busy");
  return mine.end;
}

function closedBy(mustStay) {
  return mustStay ? "none" : "closerequest";
}

/** A question with a yes and a no; resolves to whether it was yes. Esc is no. */
export async function ask({ title, body, yes, no = "Cancel", isDangerous = false }) {
  return (await openDialog({
    title,
    content: (close) => [
      h("div", null, body),
      h(
        "div",
        { class: "actions" },
        h("button", { type: "button", "data-focus": isDangerous, onclick: () => close(false) }, no),
        h("button", { type: "button", class: isDangerous ? "danger" : "primary", "data-focus": !isDangerous, onclick: () => close(true) }, yes),
      ),
    ],
  })) ?? false;
}

/** Closes those that may be left: for whoever goes on to another page, where none of this one follows. */
export function closeDialogs() {
  for (const dialog of document.querySelectorAll('dialog[open][closedby="closerequest"]')) {
    giveUp(dialog);
    dialog.close();
  }
}

/** For what was typed and would be lost. */
export function askToLeave() {
  return ask({ title: "Leave this page?", body: loss(), yes: "Leave", no: "Stay", isDangerous: true });
}

async function askToClose(close) {
  const isGivenUp = await ask({ title: "Close without saving?", body: loss(), yes: "Close", no: "Go on here", isDangerous: true });
  if (isGivenUp) close(undefined);
}

function loss() {
  return h("p", null, "What you have typed here would be lost.");
}

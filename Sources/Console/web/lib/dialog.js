/** Dialogs: a question, a form, and one that cannot be left by accident. The browser keeps focus inside and gives it back. */

import { freshID, h } from "./dom.js";
import { placeNotes } from "./notify.js";
import { keepHere, leaving, left } from "./visit.js";

/** Dialogs in which something is under way. */
const busy = new WeakSet();

/**
 * Shows a dialog until `close` is called. `content(close)` returns what stands in it. Resolves to what `close` was given;
 * to undefined when it was closed with Esc. When its page has been left meanwhile it rejects, so that nothing follows.
 *
 * Where `mustStay`, or while something is under way in it, neither Esc nor a click beside it closes it, however often.
 */
export function openDialog({ title, content, mustStay = false, wide = false }) {
  const isLeft = leaving();
  return new Promise((resolve, reject) => {
    const id = freshID("dialog");
    let result;
    let isDone = false;
    const close = (value) => {
      result = value;
      isDone = true;
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
    const stays = () => mustStay || busy.has(dialog);
    dialog.addEventListener("keydown", (event) => { if (event.key === "Escape" && stays()) event.preventDefault(); });
    dialog.addEventListener("cancel", (event) => { if (stays()) event.preventDefault(); });
    // Whoever goes to another page is not followed there by a dialog of this one.
    dialog.addEventListener("click", (event) => {
      if (mustStay || !event.target.closest("a[href]:not([target], [download])")) return;
      if (busy.has(dialog)) event.preventDefault();
      else close(undefined);
    });
    dialog.addEventListener("close", () => {
      if (stays() && !isDone) {
        dialog.showModal();
        return;
      }
      placeNotes();
      dialog.remove();
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

/** Closes those that may be left: for whoever goes back, and so leaves the page that they are of. */
export function closeDialogs() {
  for (const dialog of document.querySelectorAll('dialog[open][closedby="closerequest"]')) dialog.close();
}

/** For what was typed and would be lost. */
export function askToLeave(question) {
  return ask({ title: "Leave this page?", body: h("p", null, question), yes: "Leave", no: "Stay", isDangerous: true });
}

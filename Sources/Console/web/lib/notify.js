/** Short words on what has just been done. They are read aloud, take no focus, and go by themselves. */

import { h } from "./dom.js";

const region = h("div", { class: "notes", role: "status", "aria-live": "polite" });

const SHOWN = 8000;

/** Puts the region where notes appear on the page, or into the dialog that is open: what lies behind one is out of reach. */
export function placeNotes() {
  const open = [...document.querySelectorAll("dialog[open]")].at(-1);
  const home = open ?? document.body;
  if (region.parentElement !== home) home.append(region);
}

/** Says something for eight seconds, or until it is dismissed. */
export function notify(...children) {
  const note = add(children);
  const go = () => { if (note.matches(":hover, :focus-within")) setTimeout(go, SHOWN); else note.remove(); };
  setTimeout(go, SHOWN);
}

/** Says what went wrong, until it is dismissed. */
export function complain(...children) {
  add(children);
}

function add(children) {
  const note = h("div", { class: "note" }, h("div", null, ...children));
  const dismiss = h("button", { type: "button", class: "quiet small", onclick: () => note.remove() }, "Dismiss");
  note.append(dismiss);
  placeNotes();
  region.append(note);
  return note;
}

/** What a receipt proves, in words. */
export function receiptText(receipt) {
  if (!receipt) return "";
  const { verifiers, acknowledged, lapsed, took_ms: took } = receipt;
  const count = `${acknowledged} of ${verifiers} ${verifiers === 1 ? "verifier" : "verifiers"} confirmed it in ${took} ms`;
  return lapsed ? `${count}; ${lapsed} had lost the right to answer from memory.` : `${count}.`;
}

/** Short words on what has just been done. They are read aloud, take no focus, and go by themselves. */

import { h } from "./dom.js";
import { leaving } from "./visit.js";

const region = h("div", { class: "notes", role: "status", "aria-live": "polite", onfocusin: rememberFocus });

const SHOWN = 8000;

/** What had the focus before a note had it. */
let before = null;
/** Complaints that are there, each with whether the page has been left on which it was made. */
const complaints = new Map();

/** Puts the region where notes appear on the page, or into the dialog that is open: what lies behind one is out of reach. */
export function placeNotes() {
  const open = [...document.querySelectorAll("dialog[open]")].at(-1);
  const home = open ?? document.body;
  if (region.parentElement !== home) home.append(region);
}

/** Says something for eight seconds, or until it is dismissed. */
export function notify(...children) {
  const note = add(children);
  const go = () => { if (note.matches(":hover, :focus-within")) setTimeout(go, SHOWN); else remove(note); };
  setTimeout(go, SHOWN);
}

/** Says what went wrong, until it is dismissed or another page is shown. Returns a function that takes it back. */
export function complain(...children) {
  const note = add(children);
  complaints.set(note, leaving());
  return () => remove(note);
}

/** Takes back what was complained of on pages that have been left. */
export function dropComplaints() {
  for (const [note, isLeft] of complaints) if (isLeft()) remove(note);
}

// It takes the place of one with the same words.
function add(children) {
  const note = h("div", { class: "note" }, h("div", null, ...children));
  note.append(h("button", { type: "button", class: "quiet small", onclick: () => remove(note) }, "Dismiss"));
  placeNotes();
  // Not in the same step: what comes along with its region is not read aloud.
  setTimeout(() => {
    for (const other of [...region.children]) if (words(other) === words(note)) remove(other);
    region.append(note);
  });
  return note;
}

// But for the number of the request.
function words(note) {
  return note.textContent.replace(/req_\w+/u, "");
}

// Whoever stands on it goes back to where they were.
function remove(note) {
  const isFocused = note.contains(document.activeElement);
  note.remove();
  complaints.delete(note);
  if (isFocused) (before?.isConnected ? before : document.getElementById("main"))?.focus();
}

function rememberFocus({ relatedTarget }) {
  if (!region.contains(relatedTarget)) before = relatedTarget;
}

/** What a receipt proves, in words. */
export function receiptText(receipt) {
  if (!receipt) return "";
  const { verifiers, acknowledged, lapsed, took_ms: took } = receipt;
  const count = `${acknowledged} of ${verifiers} ${verifiers === 1 ? "verifier" : "verifiers"} confirmed it in ${took} ms`;
  return lapsed ? `${count}; ${lapsed} had lost the right to answer from memory.` : `${count}.`;
}

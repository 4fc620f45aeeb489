/** Short words on what has just been done. They are read aloud, take no focus, and go by themselves. */

import { h } from "./dom.js";

const region = h("div", { class: "notes", role: "status", "aria-live": "polite" });

/** Puts the region where notes appear on the page; once. */
export function installNotes() {
  document.body.append(region);
}

/** Says something for eight seconds, or until it is dismissed. */
export function notify(...children) {
  const note = h("div", { class: "note" }, h("div", null, ...children));
  const dismiss = h("button", { type: "button", class: "quiet small", onclick: () => note.remove() }, "Dismiss");
  note.append(dismiss);
  region.append(note);
  setTimeout(() => { if (!note.matches(":hover, :focus-within")) note.remove(); }, 8000);
}

/** What a receipt proves, in words. */
export function receiptText(receipt) {
  if (!receipt) return "";
  const { verifiers, acknowledged, lapsed, took_ms: took } = receipt;
  const count = `${acknowledged} of ${verifiers} ${verifiers === 1 ? "verifier" : "verifiers"} confirmed it in ${took} ms`;
  return lapsed ? `${count}; ${lapsed} had lost the right to answer from memory.` : `${count}.`;
}

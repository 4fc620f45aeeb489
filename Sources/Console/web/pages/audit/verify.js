/** Whether a trail is what was written: asks the server to follow it, and says in words what it found. */

import { api } from "../../lib/api.js";
import { fill, h } from "../../lib/dom.js";
import { describe } from "../../lib/form.js";
import { badge } from "../../lib/parts.js";
import { when } from "../../lib/time.js";
import { count, plain } from "../../lib/words.js";

/** A trail may have many millions of rows. */
const PATIENCE_MS = 3_600_000;

/** `{ button, element }`: what begins it, and where the verdict stands. `base` is the trail's path in the API. */
export function verification(base, signal) {
  const element = h("div", { class: "verdict-holder", role: "status" });
  const button = h("button", { type: "button", onclick: verify }, "Verify");
  let isBusy = false;

  async function verify() {
    if (isBusy) return;
    setBusy(true);
    const asked = new AbortController();
    const stop = h("button", { type: "button", class: "small", onclick: () => asked.abort() }, "Stop");
    fill(element, h("div", { class: "panel" },
      h("p", null, h("strong", null, "Verifying the whole trail …"), " That takes about a minute for a million rows. You can leave this page meanwhile; it changes nothing."),
      h("div", { class: "actions start" }, stop)));
    try {
      const { body } = await api.get(`${base}/verify`, { signal: AbortSignal.any([signal, asked.signal]), patience: PATIENCE_MS });
      fill(element, verdict(body, base));
    } catch (error) {
      if (error.name === "AbortError") fill(element);
      else fill(element, h("div", { class: "panel error-summary" }, describe(error)));
    } finally {
      setBusy(false);
    }
  }

  // Not `disabled`, which would drop the focus.
  function setBusy(is) {
    isBusy = is;
    button.setAttribute("aria-disabled", String(is));
    button.classList.toggle("busy", is);
  }

  return { button, element };
}

const REASONS = {
  HASH_MISMATCH: "This row, or its hash, does not follow from the rows before it. Its text was changed, or it was put here from elsewhere; or the row before it was changed and hashed anew.",
  MISSING: "There is no such row, but there are later ones: it was deleted.",
  COLUMN_MISMATCH: "A column by which this row is found says something else than the row itself.",
  CUT: "The rows from this one on were deleted; other records still tell of them.",
  UNEXPECTED_ROW: "There is a row where there can be none: behind the last one that was counted, or before what was deleted by the operator.",
  HEAD_MISMATCH: "The tenant’s own record has another head than the last row.",
  CHECKPOINT_MISMATCH: "The trail once had another hash here, which was signed: rows were changed, and all behind them hashed anew.",
  CHECKPOINT_MISSING: "The head that was signed last is gone.",
  SIGNATURE_INVALID: "A signed head was changed, or signed by somebody else.",
  SIGNER_UNKNOWN: "The newest head, or the deletion of the first rows, is signed by nobody whose key is configured. If a pepper was taken away too early, configure it again; otherwise somebody else has signed.",
};

function verdict(found, base) {
  return h("div", { class: found.intact ? "panel" : "panel error-summary verdict" },
    found.intact ? intact(found) : broken(found),
    h("p", { class: "hint" }, "Head: ", h("code", null, found.head)),
    found.unknown_signers > 0 && h("p", { class: "hint" }, `${count(found.unknown_signers, "older head")} signed with a key that is not configured any more, which proves nothing by itself.`),
    h("p", { class: "hint" }, "Heads that are kept elsewhere show even a trail that was written anew: ",
      h("a", { href: `${base}/heads`, target: "_blank" }, "signed heads"), ", ", h("a", { href: "/v1/audit-keys", target: "_blank" }, "public keys"), "."));
}

function intact({ events, checked_from: from, signed }) {
  return [
    h("p", null, badge("good", "Intact"), " ", h("strong", null, `${count(events, "row")} ${events === 1 ? "is" : "are"} what was written.`)),
    from > 1 && h("p", null, `The rows before row ${from.toLocaleString("en")} were deleted by the operator, which is signed.`),
    signature(signed),
  ];
}

function broken({ events, first_bad: row, reason, changed_after: after, signed }) {
  return [
    h("p", null, badge("bad", "Not intact"), " ", h("strong", null, `Row ${row?.toLocaleString("en") ?? "?"} is not what was written.`)),
    h("p", null, REASONS[reason] ?? plain(reason)),
    after !== null && after !== undefined && h("p", null, `What was changed lies behind row ${after.toLocaleString("en")}.`),
    h("p", null, `${count(events, "row")} before it ${events === 1 ? "fits" : "fit"}.`),
    signed && signature(signed),
    h("p", null, "Somebody has changed the database past Latchkey. Keep it as it is, export the trail, and compare it with heads and exports that were kept elsewhere."),
  ];
}

function signature(signed) {
  if (!signed) return h("p", null, "Nothing of it is signed yet, which happens within a minute.");
  return h("p", null, `Signed up to row ${signed.seq.toLocaleString("en")}, `, when(signed.at), ", by the key ", h("code", null, signed.signer), ".");
}

/** What a change would have refused in the last seven days, as far as that is known. */

import { api } from "../../lib/api.js";
import { h } from "../../lib/dom.js";
import { number } from "../../lib/parts.js";
import { when } from "../../lib/time.js";
import { count } from "../../lib/words.js";

/** For how long a dialog waits for it: nobody is kept from revoking a key by what it cannot find out. */
const PATIENCE_MS = 3000;
const SHOWN = 5;

/** Asks at a path of the API; throws only where the page has been left. `{ preview }`, or `{ error }` where it cannot be known. */
export async function askPreview(path, body) {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    return { preview: (await api.post(path, { body, signal, idempotencyKey: null, changesNothing: true })).body };
  } catch (error) {
    if (error.name === "AbortError") throw error;
    return { error };
  }
}

/** Whether nothing would have been refused, and that is certain. */
export function isHarmless({ preview }) {
  return preview?.refused.at_most === 0;
}

/** The answer in words. `told(n)` is the sentence on what would have been refused, for a number in words. */
export function previewPanel({ preview, error }, told) {
  if (error) return h("div", { class: "panel warn" }, h("p", null, `What this would break could not be found out. ${error.message}`));
  if (isHarmless({ preview })) {
    return h("div", { class: "panel quiet" }, h("p", null, preview.requests === 0
      ? ["No request was accepted with this key in the last 7 days. ", lastUse(preview)]
      : `None of the ${count(preview.requests, "request")} of the last 7 days would have been refused.`));
  }
  return h("div", { class: "panel warn" },
    h("p", null, h("strong", null, told(extent(preview.refused))), " ", lastUse(preview)),
    h("div", { class: "blast-lists" },
      breakdown("By scope", preview.scopes.map(({ name, requests }) => [h("code", null, name), requests]), preview.more_scopes, preview.unknown.scopes),
      breakdown("By address", preview.addresses.map(({ address, requests }) => [address ? h("code", null, address) : "No address given", requests]), preview.more_addresses, preview.unknown.addresses)));
}

function lastUse({ last_used_at: at }) {
  return at ? ["Last used ", when(at), "."] : "It was never used.";
}

/** `12 requests`, `at least 12 requests`, `12 to 40 requests` */
function extent({ at_least: least, at_most: most }) {
  if (most === null) return `at least ${count(least, "request")}`;
  return least === most ? count(most, "request") : `${number(least)} to ${count(most, "request")}`;
}

function breakdown(title, rows, more, unknown) {
  if (rows.length === 0 && !unknown) return null;
  const rest = rows.slice(SHOWN);
  const others = rest.length + more.count;
  const othersRequests = rest.reduce((sum, [, requests]) => sum + requests, 0) + more.requests;
  return h("div", null,
    h("h3", { class: "small" }, title),
    h("ul", { class: "tally" },
      rows.slice(0, SHOWN).map(([what, requests]) => line(what, requests)),
      others > 0 && line(h("span", { class: "muted" }, count(others, "other")), othersRequests),
      unknown > 0 && line(h("span", { class: "muted" }, "Not known"), unknown)));
}

function line(what, requests) {
  return h("li", null, h("span", null, what), h("span", { class: "tally-number" }, number(requests)));
}

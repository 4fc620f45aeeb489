/** What requests with keys came to, in words: how many were accepted, how many refused, and why. */

import { h } from "../../lib/dom.js";
import { badge, number } from "../../lib/parts.js";
import { table } from "../../lib/table.js";
import { plain } from "../../lib/words.js";
import { share } from "../keys/error-rate.js";

const VERDICTS = {
  VALID: ["Accepted", "The key may do what was asked."],
  INSUFFICIENT_SCOPE: ["Scope missing", "The key does not have a scope that was asked for."],
  IP_NOT_ALLOWED: ["Address not allowed", "The request came from an address that is not on the key's allowlist, or without any."],
  RATE_LIMITED: ["Too fast", "The key was used more often than its rate limit allows."],
  EXPIRED: ["Key expired", "The key's end had passed."],
  DISABLED: ["Key disabled", "The key was disabled at that time."],
  REVOKED: ["Key revoked", "The key was revoked. Something still uses it."],
  ROTATED: ["Old secret", "The key was rotated, and something still uses the secret from before."],
  WRONG_ENVIRONMENT: ["Wrong environment", "A live key was used for test, or the other way round."],
  SUSPENDED: ["Tenant suspended", "The tenant was suspended, and with it all its keys."],
};

/** How many of `points`, those of a `UsageSeries`, came to which verdict; null where there were none. */
export function verdictTable(points) {
  const sums = new Map();
  for (const { verdicts } of points) {
    for (const [verdict, times] of Object.entries(verdicts)) sums.set(verdict, (sums.get(verdict) ?? 0) + times);
  }
  const all = [...sums.values()].reduce((sum, times) => sum + times, 0);
  if (all === 0) return null;
  const rows = [...sums].filter(([, times]) => times > 0).sort(([, one], [, other]) => other - one);
  return table({
    caption: "Requests by what was answered",
    columns: [
      { label: "Result", isHead: true, cell: ([verdict]) => badge(verdict === "VALID" ? "good" : "bad", VERDICTS[verdict]?.[0] ?? plain(verdict)) },
      { label: "Why", isWide: true, cell: ([verdict]) => h("span", { class: "muted" }, VERDICTS[verdict]?.[1] ?? "") },
      { label: "Requests", isNumber: true, cell: ([, times]) => number(times) },
      { label: "Share", isNumber: true, cell: ([, times]) => share(times, all) },
    ],
    rows,
  });
}

/** How many requests were accepted first, and reported as failed by a gateway later. */
export function reportedFailures(series) {
  const refused = series.data.reduce((sum, { verdicts }) =>
    sum + Object.entries(verdicts).reduce((all, [verdict, times]) => (verdict === "VALID" ? all : all + times), 0), 0);
  return Math.max(series.failed - refused, 0);
}

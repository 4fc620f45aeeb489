/** Which time a page of usage is about, as it stands in the address. */

import { now } from "../../lib/clock.js";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * By their names in the address: what each is called, in which pieces it is told, and when it begins. The server rounds that down
 * to a whole hour or day, and the one that is not over yet counts.
 */
const RANGES = {
  "24h": { text: "Last 24 hours", interval: "HOUR", from: (now) => now - 23 * HOUR },
  "7d": { text: "Last 7 days", interval: "DAY", from: (now) => midnight(now) - 6 * DAY },
  "30d": { text: "Last 30 days", interval: "DAY", from: (now) => midnight(now) - 29 * DAY },
  period: { text: "This billing period", interval: "DAY", from: (now, tenant) => periodStart(now, tenant.billing_day) },
};

/** For a choice: `[value, text]`, of which the first is what is shown at first. */
export const RANGE_CHOICES = Object.entries(RANGES).map(([name, { text }], index) => [index === 0 ? "" : name, text]);

export const INTERVAL_CHOICES = [["", "Automatic"], ["HOUR", "By hour"], ["DAY", "By day"]];

/** `{ text, query }`: what is asked of the API. */
export function rangeOf({ range, interval }, tenant) {
  const chosen = RANGES[range] ?? RANGES["24h"];
  return {
    text: chosen.text,
    query: { interval: ["HOUR", "DAY"].includes(interval) ? interval : chosen.interval, from: new Date(chosen.from(now(), tenant)).toISOString() },
  };
}

function midnight(now) {
  return now - (now % DAY);
}

// When the billing period began in which `now` is: a midnight in UTC.
function periodStart(now, billingDay) {
  const today = new Date(now);
  const monthsBack = today.getUTCDate() < billingDay ? 1 : 0;
  return Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - monthsBack, billingDay);
}

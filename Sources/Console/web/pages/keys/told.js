/** What the list of keys and the page of one say alike. */

import { badge } from "../../lib/parts.js";

const DAY = 86_400_000;

/** A badge for a key that may do everything by itself, or null. What a group may do is told by the group's name. */
export function fullAccess(key, policy) {
  const all = policy?.scopes.length;
  return all > 0 && key.scopes.length === all && !key.authorization_group ? badge("info", "Full access") : null;
}

/** The last day on which a key works that ends at midnight. */
export function lastDayText(end, month = "long") {
  return new Date(Date.parse(end) - 1).toLocaleDateString("en-GB", { day: "numeric", month, year: "numeric", timeZone: "UTC" });
}

/** `last day 18 Sept 2027`: where keys work through the day that was chosen, and this one ends with a day; null otherwise. */
export function lastDay(end, policy) {
  return end && policy?.date_ends === "DAY_END" && Date.parse(end) % DAY === 0 ? `last day ${lastDayText(end, "short")}` : null;
}

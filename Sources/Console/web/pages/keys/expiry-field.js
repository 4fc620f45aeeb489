/** When a key ends: the fields for it, as the policy allows. */

import { now } from "../../lib/clock.js";
import { fill, h } from "../../lib/dom.js";
import { choiceField, textField } from "../../lib/form.js";
import { exact, fromNow } from "../../lib/time.js";
import { period } from "../../lib/words.js";
import { endOfDate, endOfPeriod } from "./expiry.js";
import { lastDayText } from "./told.js";

/** What is offered where the policy leaves it open. */
const SUGGESTED = ["30d", "90d", "1y"];
const NEVER = "never", KEEP = "keep", DATE = "date", INSTANT = "instant";

/**
 * `fields` for a form, and `value()`: the members `expires_…` of the request's body. Where a key that is there already may keep
 * its end, it is given as `keep`.
 */
export function expiryFields(policy, { keep = null } = {}) {
  if (policy.expiry_mode === "NONE") {
    return { fields: keep ? [] : [h("p", { class: "hint" }, "Keys here do not expire.")], value: () => ({}), end: () => null };
  }
  const choices = choicesUnder(policy, keep);
  const how = choiceField({
    name: "expires_in", label: "Expiry", required: true, choices,
    hint: policy.expiry_max ? `Keys here live ${period(policy.expiry_max)} at most, until ${exact(endOfPeriod(policy.expiry_max, now()))}.` : null,
    value: firstChoice(policy, keep, choices),
  });
  how.control.classList.add("in-columns");
  const date = dateField(policy);
  const instant = instantField(policy);
  const words = h("p", { class: "hint", role: "status" });
  // Above what is wrong with it, as every hint.
  date.notes.at(-1).before(words);
  const meant = h("p", { class: "hint", role: "status" });
  instant.notes.at(-1).before(meant);

  function show() {
    date.element.hidden = how.value !== DATE;
    instant.element.hidden = how.value !== INSTANT;
    fill(words, date.value && dateWords(policy, date.value));
    fill(meant, instant.value && instantWords(instant.value));
  }
  for (const item of [how, date, instant]) item.element.addEventListener("input", show);
  show();

  function value() {
    if (how.value === DATE) return { expires_on: date.value };
    if (how.value === INSTANT) return { expires_at: `${instant.value}:00Z` };
    return [NEVER, KEEP].includes(how.value) ? {} : { expires_in: how.value };
  }

  /** The instant, as far as it is chosen; null for never. */
  function end() {
    if (how.value === DATE) return endOfDate(date.value, policy.date_ends);
    if (how.value === INSTANT) return `${instant.value}:00Z`;
    if (how.value === KEEP) return keep.expires_at;
    return how.value === NEVER ? null : endOfPeriod(how.value, now());
  }

  return { fields: [how, onlyShown(date), onlyShown(instant)], value, end, words: () => endWords(policy, value(), end()) };
}

function choicesUnder(policy, keep) {
  const isFree = policy.expiry_presets.length === 0;
  const periods = isFree ? [...new Set([policy.expiry_default, ...SUGGESTED].filter(Boolean))].filter((text) => isWithin(policy, endOfPeriod(text, now()))) : policy.expiry_presets;
  const mayBeNever = !keep && policy.expiry_mode === "OPTIONAL" && !policy.expiry_max;
  return [
    keep && { value: KEEP, label: "Stays as it is", hint: keep.expires_at ? `Ends ${exact(keep.expires_at)}.` : "Never expires." },
    mayBeNever && { value: NEVER, label: "Never expires", hint: "It works until it is disabled or revoked." },
    ...periods.map((text) => ({ value: text, label: period(text), hint: `Until ${exact(endOfPeriod(text, now()))}.` })),
    isFree && { value: DATE, label: "On a date", hint: null },
    isFree && { value: INSTANT, label: "At a point in time", hint: null },
  ].filter(Boolean);
}

function firstChoice(policy, keep, choices) {
  if (keep) return KEEP;
  return choices.some(({ value }) => value === policy.expiry_default) ? policy.expiry_default : choices[0].value;
}

function dateField(policy) {
  return textField({
    name: "expires_on", label: "Date", type: "date", required: true, min: new Date(now()).toISOString().slice(0, 10), max: "9999-12-31",
    check: (text) => outside(policy, endOfDate(text, policy.date_ends)),
  });
}

function instantField(policy) {
  return textField({
    name: "expires_at", label: "Date and time (UTC)", type: "datetime-local", required: true, min: new Date(now()).toISOString().slice(0, 16), max: "9999-12-31T23:59",
    check: (text) => outside(policy, `${text}:00Z`),
  });
}

// Why not, or null. The server has the last word, by its own clock.
function outside(policy, end) {
  if (!end || Number.isNaN(Date.parse(end))) return "That is no date.";
  if (Date.parse(end) <= now()) return "A key ends in the future.";
  return isWithin(policy, end) ? null : `Keys here live ${period(policy.expiry_max)} at most, until ${exact(endOfPeriod(policy.expiry_max, now()))}.`;
}

function isWithin(policy, end) {
  return !policy.expiry_max || Date.parse(end) <= Date.parse(endOfPeriod(policy.expiry_max, now()));
}

// What is not shown is not asked for.
function onlyShown(item) {
  const check = item.complaint;
  return Object.assign(item, { complaint: () => (item.element.hidden ? null : check.call(item)) });
}

function dateWords(policy, date) {
  const end = endOfDate(date, policy.date_ends);
  return end ? `Works through ${lastDayText(end)} (UTC): refused from ${exact(end)} on.` : "That is no date.";
}

function instantWords(text) {
  const date = new Date(`${text}:00Z`);
  if (Number.isNaN(date.getTime())) return "That is no time.";
  return `Where you are, that is ${date.toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" })}.`;
}

function endWords(policy, { expires_on: date }, end) {
  if (!end) return "until it is disabled or revoked: it never expires";
  return date ? `through ${lastDayText(end)} (UTC)` : `until ${exact(end)}, ${fromNow(end)}`;
}

/** Times: relative ones that keep up with the clock, and the exact one at hand for mouse, keyboard and touch. */

import { now } from "./clock.js";
import { h } from "./dom.js";
import { keep, recall } from "./memory.js";

// Numbers throughout: what is cut to whole units would be called “tomorrow” when it is nearly the day after.
const relative = new Intl.RelativeTimeFormat("en", { numeric: "always" });
const DAY = 86_400;
/** The seconds of each unit, and from how many on times are told in it. */
const UNITS = [["year", 365 * DAY, 730 * DAY], ["month", 30 * DAY, 60 * DAY], ["day", DAY, 2 * DAY], ["hour", 3_600, 3_600], ["minute", 60, 60]];
const SHOWS_EXACT = "latchkey.exact-times";
/** Whether people have chosen exact ones; the browser keeps it, where it keeps anything. */
let showsExact = recall("localStorage", SHOWS_EXACT) === "yes";

/** `<time>` for an instant as the API writes it; a dash, or `none`, where there is none. */
export function when(instant, none = "–") {
  if (!instant) return h("span", { class: "muted" }, none);
  return h("time", { datetime: instant, title: exact(instant) }, wording(instant));
}

/** `21 Nov 2026, 23:36 UTC` */
export function exact(instant) {
  const date = new Date(instant);
  const day = date.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  return `${day}, ${date.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "UTC" })} UTC`;
}

/** `2 hours ago`, `in 3 days` */
export function fromNow(instant, from = now()) {
  const seconds = (Date.parse(instant) - from) / 1000;
  for (const [unit, size, least] of UNITS) {
    if (Math.abs(seconds) >= least) return relative.format(Math.trunc(seconds / size), unit);
  }
  return seconds > 0 ? "in less than a minute" : "just now";
}

/** The switch between the two, for the whole console; kept in this browser. */
export function exactTimesButton() {
  const button = h("button", { type: "button", class: "menu-item", onclick: toggle });
  const label = () => { button.textContent = showsExact ? "Show relative times" : "Show exact times"; };
  function toggle() {
    showsExact = !showsExact;
    keep("localStorage", SHOWS_EXACT, showsExact ? "yes" : "");
    label();
    refresh();
  }
  label();
  return button;
}

/** Keeps what is shown in step with the clock; once. */
export function installClock() {
  setInterval(refresh, 30_000);
}

function refresh() {
  for (const element of document.querySelectorAll("time[datetime]")) element.textContent = wording(element.dateTime);
}

function wording(instant) {
  return showsExact ? exact(instant) : fromNow(instant);
}

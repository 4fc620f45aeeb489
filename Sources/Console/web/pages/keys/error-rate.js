/** How much of what was asked has failed. */

import { h } from "../../lib/dom.js";
import { number } from "../../lib/parts.js";

/** What part of the requests of the last 24 hours failed, with both numbers. */
export function errorRate({ succeeded, failed }) {
  const all = succeeded + failed;
  if (all === 0) return h("span", { class: "muted" }, "–", h("span", { class: "unseen" }, " no requests"));
  return [share(failed, all), h("span", { class: "sub" }, `${number(succeeded)} ok,`, " ", h("span", { class: "whole" }, `${number(failed)} failed`))];
}

/** `10%`; what is not nothing does not look like nothing, and what is not all does not look like all. */
export function share(part, all) {
  const percent = (part / all) * 100;
  if (percent > 0 && percent < 0.1) return "<0.1%";
  if (percent > 99.9 && percent < 100) return ">99.9%";
  return `${percent.toLocaleString("en", { maximumFractionDigits: percent < 10 || percent > 99 ? 1 : 0 })}%`;
}

/** How much of a limit is used, as a bar. The words stand beside it. */

import { s } from "../../lib/dom.js";

/** Turns amber near the end, and red at it. */
export function meter({ used, limit, label = "Keys used" }) {
  const part = limit > 0 ? Math.min(used / limit, 1) : 1;
  const state = part >= 1 ? "bad" : part >= 0.8 ? "warn" : "good";
  return s("svg", {
    class: `meter ${state}`, role: "meter", "aria-label": label, "aria-valuemin": 0, "aria-valuemax": Math.max(limit, used), "aria-valuenow": used,
    "aria-valuetext": `${used} of ${limit}`,
  },
    s("rect", { class: "meter-track", width: "100%", height: "100%", rx: 4 }),
    part > 0 && s("rect", { class: "meter-used", width: `${Math.max(part * 100, 2)}%`, height: "100%", rx: 4 }));
}

/** `2 of 10 keys` */
export function usedOf({ used, limit }) {
  return `${used.toLocaleString("en")} of ${limit.toLocaleString("en")} ${limit === 1 ? "key" : "keys"}`;
}

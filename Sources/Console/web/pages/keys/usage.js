/** How a key is used: by hour or by day, which stands in the address. */

import { api } from "../../lib/api.js";
import { usageChart } from "../../lib/chart.js";
import { fill, h } from "../../lib/dom.js";
import { describe } from "../../lib/form.js";
import { section } from "../../lib/parts.js";
import { setQuery } from "../../lib/router.js";
import { count } from "../../lib/words.js";

const RANGES = {
  "24h": { label: "24 hours", title: "Requests by hour, last 24 hours", interval: "HOUR", hours: 24 },
  "7d": { label: "7 days", title: "Requests by hour, last 7 days", interval: "HOUR", hours: 168 },
  "30d": { label: "30 days", title: "Requests by day, last 30 days", interval: "DAY", hours: 720 },
};

export async function usageSection({ path, query, signal }) {
  const holder = h("div", { class: "stack tight" });
  let range = query.get("range") in RANGES ? query.get("range") : "24h";
  const buttons = Object.entries(RANGES).map(([name, { label }]) => h("button", { type: "button", class: "small", onclick: () => choose(name) }, label));

  function choose(name) {
    range = name;
    setQuery({ range: name === "24h" ? null : name });
    return show();
  }

  async function show(asked) {
    const mine = range;
    for (const [index, name] of Object.keys(RANGES).entries()) buttons[index].setAttribute("aria-pressed", String(name === range));
    holder.setAttribute("aria-busy", "true");
    try {
      const { title, interval, hours } = RANGES[range];
      const { body } = await api.get(`${path}/usage`, { query: { interval, ...span(interval, hours) }, signal: asked });
      if (mine !== range) return;
      fill(holder, h("p", { class: "muted" }, total(body)), usageChart({ title, points: body.data, interval }));
    } catch (error) {
      if (error.name === "AbortError") throw error;
      fill(holder, h("div", { class: "panel error-summary", role: "alert" }, describe(error),
        h("div", { class: "actions start" }, h("button", { type: "button", onclick: () => show() }, "Try again"))));
    } finally {
      if (mine === range) holder.removeAttribute("aria-busy");
    }
  }

  await show(signal);
  return section("Usage", h("div", { class: "actions start", role: "group", "aria-label": "Range" }, buttons), holder);
}

// Whole hours or days, this one included.
function span(interval, hours) {
  const unit = interval === "HOUR" ? 3_600_000 : 86_400_000;
  const to = (Math.floor(Date.now() / unit) + 1) * unit;
  return { from: new Date(to - hours * 3_600_000).toISOString(), to: new Date(to).toISOString() };
}

function total({ requests, failed }) {
  return failed > 0 ? `${count(requests, "request")}, of which ${failed.toLocaleString("en")} failed` : count(requests, "request");
}

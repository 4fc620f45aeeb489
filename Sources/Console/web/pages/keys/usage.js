/** How a key is used: by hour or by day, which stands in the address. */

import { api } from "../../lib/api.js";
import { usageChart } from "../../lib/chart.js";
import { fill, h } from "../../lib/dom.js";
import { missed } from "../../lib/form.js";
import { section } from "../../lib/parts.js";
import { setQuery } from "../../lib/router.js";
import { count } from "../../lib/words.js";
import { rangeOf } from "../usage/ranges.js";

/** What can be chosen: what it is called, and in which pieces it is told. */
const RANGES = { "24h": ["24 hours", "HOUR"], "7d": ["7 days", "HOUR"], "30d": ["30 days", "DAY"] };

export async function usageSection({ path, query, signal }) {
  const holder = h("div", { class: "stack tight" });
  // What was asked for last is what is shown, whichever answer comes last.
  let asks = 0;
  let range = Object.hasOwn(RANGES, query.get("range")) ? query.get("range") : "24h";
  const buttons = Object.entries(RANGES).map(([name, [label]]) => h("button", { type: "button", class: "small", onclick: () => choose(name) }, label));

  function choose(name) {
    range = name;
    setQuery({ range: name === "24h" ? null : name });
    return show();
  }

  async function show(asked) {
    asks += 1;
    const mine = asks;
    for (const [index, name] of Object.keys(RANGES).entries()) buttons[index].setAttribute("aria-pressed", String(name === range));
    holder.setAttribute("aria-busy", "true");
    try {
      const [label, interval] = RANGES[range];
      const { body } = await api.get(`${path}/usage`, { query: rangeOf({ range, interval }).query, signal: asked });
      if (mine !== asks) return;
      const title = `Requests by ${interval === "DAY" ? "day" : "hour"}, last ${label}`;
      fill(holder, h("p", { class: "muted" }, total(body)), usageChart({ title, points: body.data, interval }));
    } catch (error) {
      if (error.name === "AbortError") throw error;
      if (mine === asks) fill(holder, missed(error, () => show()));
    } finally {
      if (mine === asks) holder.removeAttribute("aria-busy");
    }
  }

  await show(signal);
  return section("Usage", h("div", { class: "actions start", role: "group", "aria-label": "Range" }, buttons), holder);
}

function total({ requests, failed }) {
  return failed > 0 ? `${count(requests, "request")}, of which ${failed.toLocaleString("en")} failed` : count(requests, "request");
}

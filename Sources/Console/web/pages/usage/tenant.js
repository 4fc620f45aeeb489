/** How a tenant's keys are used, all together: by hour or day, what was refused and why, and which are used most. */

import { api } from "../../lib/api.js";
import { usageChart } from "../../lib/chart.js";
import { h } from "../../lib/dom.js";
import { choiceFilter, list } from "../../lib/list.js";
import { cards, number, pageHead, section, statusBadge } from "../../lib/parts.js";
import { table } from "../../lib/table.js";
import { exact } from "../../lib/time.js";
import { errorRate, share } from "../keys/error-rate.js";
import { INTERVAL_CHOICES, RANGE_CHOICES, rangeOf } from "./ranges.js";
import { reportedFailures, verdictTable } from "./verdicts.js";

/** So many keys are asked for once; of more, the busiest would not be known. */
const FEW = 100;

export default async function usage({ place, query, signal }) {
  await place.require("key.read");
  const [series, busiest] = await Promise.all([seriesList(place, query), busiestKeys(place, signal)]);
  return {
    title: "Usage",
    body: h("div", { class: "stack" },
      pageHead({ title: "Usage", lead: "Requests with all keys, counted within a second. Times are in UTC." }),
      series,
      busiest.length > 0 && section("Used most in this billing period", busiestTable(place, busiest))),
  };
}

// A list of one: its filters stand in the address, and what goes wrong is said in its place.
function seriesList(place, query) {
  return list({
    query,
    filters: [
      { ...choiceFilter({ name: "range", label: "Time", choices: RANGE_CHOICES, query }), isOrder: true },
      { ...choiceFilter({ name: "interval", label: "Detail", choices: INTERVAL_CHOICES, query }), isOrder: true },
    ],
    load: async ({ range, interval }, signal) => {
      const asked = rangeOf({ range, interval }, place.tenant);
      const { body } = await api.get(place.path("usage"), { query: asked.query, signal });
      return { data: [{ text: asked.text, series: body }], next_cursor: null };
    },
    count: ([{ text, series }]) => `${text}: ${number(series.requests)} requests.`,
    show: ([{ text, series }]) => shown(text, series),
  });
}

function shown(text, series) {
  const verdicts = verdictTable(series.data);
  const reported = reportedFailures(series);
  return h("div", { class: "stack" },
    cards([
      ["Requests", number(series.requests), `Since ${exact(series.from)}`],
      ["Succeeded", number(series.succeeded)],
      ["Failed", number(series.failed), reported > 0 ? `${number(reported)} of them reported afterwards` : "Refused, or reported afterwards"],
      ["Error rate", series.requests > 0 ? share(series.failed, series.succeeded + series.failed) : "–"],
    ]),
    h("section", { class: "panel" },
      usageChart({ title: `${text}, by ${series.interval === "DAY" ? "day" : "hour"}`, points: series.data, interval: series.interval, none: "No key was used in this time." })),
    verdicts && section("What was answered", verdicts));
}

async function busiestKeys(place, signal) {
  const { body } = await api.get(place.path("keys"), { query: { limit: FEW }, signal });
  if (body.next_cursor) return [];
  return body.data
    .filter((key) => key.request_count_this_period > 0)
    .sort((one, other) => other.request_count_this_period - one.request_count_this_period)
    .slice(0, 5);
}

function busiestTable(place, keys) {
  return table({
    caption: "Keys that were used most in this billing period",
    columns: [
      { label: "Name", isHead: true, cell: (key) => h("a", { class: "clamp", href: place.href("keys", key.id), title: key.name }, h("bdi", null, key.name)) },
      { label: "Status", cell: (key) => statusBadge(key.status) },
      { label: "This period", isNumber: true, cell: (key) => number(key.request_count_this_period) },
      { label: "Errors, 24\u00a0h", isNumber: true, cell: (key) => errorRate(key.last_24h) },
    ],
    rows: keys,
  });
}

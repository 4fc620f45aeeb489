/**
 * Usage as a chart: a bar for each hour or day, with its numbers in words for screen readers, in a table for everybody, and on
 * hover. Drawn anew when its box changes, so that its letters keep their size.
 */

import { fill, freshID, h, s } from "./dom.js";
import { number } from "./parts.js";
import { table } from "./table.js";

const HEIGHT = 220;
const EDGE = { top: 10, right: 6, bottom: 24, left: 46 };
const LABEL_WIDTH = 58;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * `points` are those of the API's `UsageSeries`, `interval` is `HOUR` or `DAY`. `none` is said where nothing was asked in all
 * that time.
 */
export function usageChart({ title, points, interval, none = "No requests in this time." }) {
  const heading = freshID("chart");
  const caption = h("figcaption", { id: heading, class: "chart-title" }, title);
  if (points.every((point) => total(point) === 0)) {
    return h("figure", { class: "chart" }, caption, h("p", { class: "chart-none muted" }, none));
  }
  return h("figure", { class: "chart", "aria-labelledby": heading },
    h("div", { class: "chart-head" }, caption, legend()), plot(title, points, interval), numbers(points, interval));
}

function legend() {
  return h("div", { class: "legend" },
    h("span", null, h("span", { class: "dot" }), "Succeeded"),
    h("span", null, h("span", { class: "dot bad" }), "Failed"));
}

function plot(title, points, interval) {
  const holder = h("div", { class: "chart-plot" });
  let drawn = 0;
  const draw = (width) => {
    if (width < 1 || width === drawn) return;
    drawn = width;
    fill(holder, drawing(title, points, interval, width));
  };
  draw(720);
  new ResizeObserver(([{ contentRect }]) => draw(Math.floor(contentRect.width))).observe(holder);
  return holder;
}

function drawing(title, points, interval, width) {
  const ticks = roundTicks(Math.max(...points.map(total)));
  const inner = { width: width - EDGE.left - EDGE.right, height: HEIGHT - EDGE.top - EDGE.bottom };
  const y = (value) => EDGE.top + inner.height * (1 - value / ticks.at(-1));
  const step = inner.width / points.length;
  const isLabelled = labels(points, interval, step);
  return s("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, role: "img", "aria-label": inWords(title, points, interval) },
    ticks.map((tick) => [
      s("line", { class: "grid", x1: EDGE.left, x2: width - EDGE.right, y1: y(tick), y2: y(tick) }),
      s("text", { x: EDGE.left - 8, y: y(tick) + 4, "text-anchor": "end" }, compact(tick)),
    ]),
    points.map((point, index) => bar(point, interval, EDGE.left + index * step, step, y)),
    points.map((point, index) => isLabelled(point, index) && s("text", {
      x: Math.min(Math.max(EDGE.left + (index + 0.5) * step, EDGE.left + 14), width - EDGE.right - 18),
      y: HEIGHT - 6,
      "text-anchor": "middle",
    }, tickText(point.start, interval))));
}

// What has failed stands on what has succeeded. The whole column can be hovered, however low its bar is.
function bar(point, interval, x, step, y) {
  const gap = step > 5 ? Math.min(step * 0.25, 8) : 0;
  const piece = (from, to, name) => to > from && s("rect", { class: name, x: x + gap / 2, width: step - gap, y: y(to), height: y(from) - y(to) });
  return s("g", { class: "chart-bar" },
    s("title", null, `${pieceName(point.start, interval)}: ${number(point.succeeded)} succeeded, ${number(point.failed)} failed`),
    s("rect", { class: "chart-column", x, width: step, y: EDGE.top, height: HEIGHT - EDGE.top - EDGE.bottom }),
    piece(0, point.succeeded, "bar-good"),
    piece(point.succeeded, total(point), "bar-bad"));
}

function numbers(points, interval) {
  const word = interval === "DAY" ? "day" : "hour";
  return h("details", null,
    h("summary", null, "Show the numbers"),
    table({
      caption: `Requests by ${word}, in UTC; a ${word} without any is left out`,
      showCaption: true,
      columns: [
        { label: word === "day" ? "Day" : "Hour", isHead: true, cell: (point) => pieceName(point.start, interval) },
        { label: "Requests", isNumber: true, cell: (point) => number(point.requests) },
        { label: "Succeeded", isNumber: true, cell: (point) => number(point.succeeded) },
        { label: "Failed", isNumber: true, cell: (point) => number(point.failed) },
      ],
      rows: points.filter((point) => total(point) > 0),
    }));
}

function inWords(title, points, interval) {
  const sum = (name) => points.reduce((all, point) => all + point[name], 0);
  const most = points.reduce((best, point) => (total(point) > total(best) ? point : best));
  return `${title}: ${number(sum("succeeded"))} succeeded and ${number(sum("failed"))} failed in all. `
    + `Most were asked ${interval === "DAY" ? "on" : "in the hour of"} ${pieceName(most.start, interval)}: ${number(total(most))}. The table below has every number.`;
}

function total(point) {
  return point.succeeded + point.failed;
}

// Zero, and up to five round numbers, of which the last is not below the highest bar.
function roundTicks(highest) {
  const rough = Math.max(highest / 4, 1);
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * size).find((each) => each >= rough);
  return Array.from({ length: Math.ceil(highest / step) + 1 }, (_, index) => index * step);
}

function compact(value) {
  return value < 10_000 ? number(value) : value.toLocaleString("en", { notation: "compact" });
}

// Which points have a name below them: as many as there is room for, at hours and days that people count in.
function labels(points, interval, step) {
  const room = Math.ceil(LABEL_WIDTH / step);
  if (interval === "DAY") return (_, index) => (points.length - 1 - index) % room === 0;
  const every = [1, 2, 3, 6, 12, 24].find((hours) => hours >= room);
  if (every) return ({ start }) => (Date.parse(start) / HOUR) % every === 0;
  const days = Math.ceil(room / 24);
  return ({ start }) => Date.parse(start) % DAY === 0 && (Date.parse(start) / DAY) % days === 0;
}

function tickText(start, interval) {
  const isMidnight = Date.parse(start) % DAY === 0;
  return interval === "DAY" || isMidnight ? inUTC(start, { day: "numeric", month: "short" }) : inUTC(start, { hour: "2-digit", minute: "2-digit" });
}

/** `21 Nov 2026`, or `21 Nov, 14:00–15:00 UTC` */
function pieceName(start, interval) {
  if (interval === "DAY") return inUTC(start, { day: "numeric", month: "short", year: "numeric" });
  const hour = (instant) => inUTC(instant, { hour: "2-digit", minute: "2-digit" });
  return `${inUTC(start, { day: "numeric", month: "short" })}, ${hour(start)}–${hour(Date.parse(start) + HOUR)} UTC`;
}

function inUTC(instant, parts) {
  return new Date(instant).toLocaleString("en-GB", { ...parts, timeZone: "UTC" });
}

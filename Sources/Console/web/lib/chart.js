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
const LEAST_BAR = 2;
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
  const inner = { width: width - EDGE.left - EDGE.right, height: HEIGHT - EDGE.top - EDGE.bottom };
  const { bars, size } = merged(points, interval, inner.width / LEAST_BAR);
  const ticks = roundTicks(Math.max(...bars.map(total)));
  const y = (value) => EDGE.top + inner.height * (1 - value / ticks.at(-1));
  const step = inner.width / bars.length;
  const isLabelled = labels(bars.length, interval, Math.ceil(LABEL_WIDTH / step), size);
  return s("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, role: "img", "aria-label": inWords(title, points, interval) },
    ticks.map((tick) => [
      s("line", { class: "grid", x1: EDGE.left, x2: width - EDGE.right, y1: y(tick), y2: y(tick) }),
      s("text", { x: EDGE.left - 8, y: y(tick) + 4, "text-anchor": "end" }, compact(tick)),
    ]),
    bars.map((point, index) => bar(point, pieceName(point.start, interval, size), EDGE.left + index * step, step, y)),
    bars.map((point, index) => isLabelled(point, index) && s("text", {
      x: Math.min(Math.max(EDGE.left + (index + 0.5) * step, EDGE.left + 14), width - EDGE.right - 18),
      y: HEIGHT - 6,
      "text-anchor": "middle",
    }, tickText(point.start, interval))));
}

// What has failed stands on what has succeeded. The whole column can be hovered, however low its bar is.
function bar(point, name, x, step, y) {
  const gap = step > 5 ? Math.min(step * 0.25, 8) : 0;
  const piece = (from, to, className) => to > from && s("rect", { class: className, x: x + gap / 2, width: step - gap, y: y(to), height: y(from) - y(to) });
  return s("g", { class: "chart-bar" },
    s("title", null, `${name}: ${number(point.succeeded)} succeeded, ${number(point.failed)} failed`),
    s("rect", { class: "chart-column", x, width: step, y: EDGE.top, height: HEIGHT - EDGE.top - EDGE.bottom }),
    piece(0, point.succeeded, "bar-good"),
    piece(point.succeeded, total(point), "bar-bad"));
}

// Where there is no room for a bar of its own for each, some that follow each other share one.
function merged(points, interval, room) {
  const unit = interval === "DAY" ? DAY : HOUR;
  const sizes = interval === "DAY" ? [1, 7, 28] : [1, 2, 3, 6, 12, 24];
  const size = sizes.find((each) => points.length / each <= room) ?? sizes.at(-1);
  const bars = [];
  let last;
  for (const { start, succeeded, failed } of points) {
    const at = Math.floor(Date.parse(start) / unit / size);
    if (at !== last) bars.push({ start, succeeded: 0, failed: 0 });
    last = at;
    bars.at(-1).succeeded += succeeded;
    bars.at(-1).failed += failed;
  }
  return { bars, size };
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

// Zero, and up to six round numbers, of which the last is not below the highest bar.
function roundTicks(highest) {
  const rough = Math.max(highest / 5, 1);
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * size).find((each) => each >= rough);
  return Array.from({ length: Math.ceil(highest / step) + 1 }, (_, index) => index * step);
}

function compact(value) {
  return value < 10_000 ? number(value) : value.toLocaleString("en", { notation: "compact" });
}

// Which points have a name below them: as many as there is room for, at hours and days that people count in.
function labels(length, interval, bars, size) {
  if (interval === "DAY") return (_, index) => (length - 1 - index) % bars === 0;
  const every = [1, 2, 3, 6, 12, 24].find((hours) => hours >= bars * size);
  if (every) return ({ start }) => (Date.parse(start) / HOUR) % every === 0;
  const days = Math.ceil((bars * size) / 24);
  return ({ start }) => Date.parse(start) % DAY === 0 && (Date.parse(start) / DAY) % days === 0;
}

function tickText(start, interval) {
  const isMidnight = Date.parse(start) % DAY === 0;
  return interval === "DAY" || isMidnight ? inUTC(start, { day: "numeric", month: "short" }) : inUTC(start, { hour: "2-digit", minute: "2-digit" });
}

// `21 Nov 2026`, or `21 Nov, 14:00–15:00 UTC`
function pieceName(start, interval, size = 1) {
  const day = inUTC(start, { day: "numeric", month: "short", year: "numeric" });
  if (interval === "DAY") return size > 1 ? `${size} days from ${day}` : day;
  if (size === 24) return day;
  const hour = (instant) => inUTC(instant, { hour: "2-digit", minute: "2-digit" });
  return `${inUTC(start, { day: "numeric", month: "short" })}, ${hour(start)}–${hour(Date.parse(start) + size * HOUR)} UTC`;
}

function inUTC(instant, parts) {
  return new Date(instant).toLocaleString("en-GB", { ...parts, timeZone: "UTC" });
}

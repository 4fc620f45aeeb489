/** Dates and periods as the server counts them: in UTC, and up to the instant from which a key is refused. */

const DAY = 86_400_000;

/** The instant at which a period such as `30d` or `1y` is over. Years are calendar years; 29 February becomes 28. */
export function endOfPeriod(text, start) {
  const number = Number.parseInt(text, 10);
  if (text.endsWith("d")) return new Date(start + number * DAY).toISOString();
  const end = new Date(start);
  const month = end.getUTCMonth();
  end.setUTCFullYear(end.getUTCFullYear() + number);
  if (end.getUTCMonth() !== month) end.setUTCDate(0);
  return end.toISOString();
}

/** The instant at which a key ends that ends on a date: 00:00 UTC on it, or after it. Null for what is no date. */
export function endOfDate(date, dateEnds) {
  const start = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(start)) return null;
  return new Date(dateEnds === "DAY_END" ? start + DAY : start).toISOString();
}

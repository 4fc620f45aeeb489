/** What time it is: by the server, where the browser's clock is wrong. */

/** What answers take on their way, and clocks that are right differ by no more than. */
const LIKELY = 60_000;

/** By how much the server's clock is ahead of the browser's, in milliseconds; 0 where they agree. */
let ahead = 0;

/** Now, as `Date.now()` would have it. */
export function now() {
  return Date.now() + ahead;
}

/** Learns it from the `Date` of an answer, which is in whole seconds. */
export function setClock(date) {
  const difference = Date.parse(date) - Date.now();
  if (!Number.isNaN(difference)) ahead = Math.abs(difference) < LIKELY ? 0 : difference;
}

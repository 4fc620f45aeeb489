/** What this browser keeps from one page to the next. One that keeps nothing forgets, and nothing here depends on it. */

/** What stands under a name in `localStorage` or `sessionStorage`; an empty text for nothing. */
export function recall(storage, name) {
  try { return window[storage].getItem(name) ?? ""; } catch { return ""; }
}

/** Keeps a text under a name; an empty one takes it away. */
export function keep(storage, name, text) {
  try {
    if (text) window[storage].setItem(name, text);
    else window[storage].removeItem(name);
  } catch { /* It is forgotten. */ }
}

/** Keeps when something happened: now, or never. */
export function keepTime(name, hasHappened = true) {
  keep("localStorage", name, hasHappened ? String(Date.now()) : "");
}

/** Whether it happened, and no longer ago than that. */
export function happenedWithin(name, milliseconds) {
  return Date.now() - Number(recall("localStorage", name) || 0) < milliseconds;
}

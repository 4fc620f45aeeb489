/**
 * A visit: from when an address is opened until another one is. What a page has asked for may come when it has been left; what
 * would follow is not done then, so that it happens to no other page.
 */

let visit = 0;
/** What people must not leave before it is over: an answer with a secret that is on its way, or open. */
const holds = new Set();
/** What has been typed and would be lost: a mark for each form. */
const typed = new Set();
let waiting = [];

/** Another address is open from now on. */
export function beginVisit() {
  visit += 1;
}

/** A function that answers whether the page of now has been left by then. */
export function leaving() {
  const mine = visit;
  return () => mine !== visit;
}

/** What is thrown then, and ends what has waited. */
export function left() {
  return new DOMException("This page has been left.", "AbortError");
}

/** Keeps people where they are, whatever they press, until the function is called that it returns. */
export function keepHere() {
  const hold = {};
  holds.add(hold);
  return () => {
    holds.delete(hold);
    if (holds.size > 0) return;
    for (const go of waiting) go();
    waiting = [];
  };
}

export function isKept() {
  return holds.size > 0;
}

/** Resolves when nobody is kept here. */
export function whenFree() {
  return new Promise((resolve) => {
    if (isKept()) waiting.push(resolve);
    else resolve();
  });
}

/** Has people asked before they leave what they have typed, until the function is called that it returns. A new page begins without. */
export function guardLeaving() {
  const mark = {};
  typed.add(mark);
  return () => { typed.delete(mark); };
}

/** Whether something has been typed that would be lost. */
export function isGuarded() {
  return typed.size > 0;
}

/** What was typed has been given up, or is gone. */
export function dropGuards() {
  typed.clear();
}

/** Lets go of everything, for a page that is about to end. */
export function dropHolds() {
  holds.clear();
}

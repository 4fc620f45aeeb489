/**
 * Pages and addresses. Each page has an address of its own that can be kept, reloaded and gone back to.
 *
 * A page is a module whose default export takes `{ params, query, place, signal }` and resolves to `{ title, body }`.
 */

import { askToLeave } from "./dialog.js";
import { beginVisit, dropGuards, dropHolds, isGuarded, isKept } from "./visit.js";

let show = async () => {};
/** How many steps this page is into the history that we made. */
let position = 0;
/** Whether the browser is on its way back to this page, which it has left before anybody was asked. */
let isReturning = false;
/** Whether people are being asked if this page may be left. */
let isAsking = false;
/** Whether the page is there that the address names. */
let isShown = false;

/** Begins to follow links and the browser's buttons. `render(url)` shows what belongs to an address. */
export function installRouter(render) {
  let shown = 0;
  show = async (url, how) => {
    shown += 1;
    const mine = shown;
    dropGuards();
    if (!how.isReload) {
      beginVisit();
      isShown = false;
    }
    await render(url, how);
    if (mine === shown) isShown = true;
  };
  position = history.state?.position ?? 0;
  // The browser would scroll before the page is there that it has kept the place of.
  history.scrollRestoration = "manual";
  const scroll = history.state?.scroll ?? 0;
  document.addEventListener("click", followLink);
  addEventListener("popstate", goAlong);
  addEventListener("scroll", keepScrollSoon, { passive: true });
  addEventListener("beforeunload", (event) => { if (isGuarded() || isKept()) event.preventDefault(); });
  return show(new URL(location.href), { isFirst: true, scroll });
}

/** Shows another page, if the present one may be left. */
export async function navigate(address, { replace = false } = {}) {
  if (!(await isGivenUp())) return;
  keepScroll();
  // As browsers do: whoever presses a link twice, or that of the page they are on, has one way back.
  const stays = replace || new URL(address, location.href).href === location.href;
  if (!stays) position += 1;
  history[stays ? "replaceState" : "pushState"]({ position }, "", address);
  await show(new URL(location.href), {});
}

/** Shows the present page anew, with what is there now; whoever has typed something there is asked. */
export async function reload() {
  if (!(await isGivenUp())) return;
  await show(new URL(location.href), { isReload: true });
}

/** Has the browser load the present page, or another one, whatever would be lost. */
export function loadAnew(address) {
  dropGuards();
  dropHolds();
  if (address) location.assign(address);
  else location.reload();
}

/** Keeps filters in the address, without showing the page anew; what is empty is left out. The next page's is not touched. */
export function setQuery(values) {
  if (!isShown) return;
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(values)) {
    if (value) url.searchParams.set(name, value);
    else url.searchParams.delete(name);
  }
  if (url.href !== location.href) history.replaceState({ position, scroll: scrollY }, "", url);
}

/** Whether people may leave the present page: asks whoever would lose something. */
export async function mayLeave() {
  return !isKept() && (await isGivenUp());
}

// What was typed is let go of by whoever goes on, since that may fail. Nobody is asked twice at once.
async function isGivenUp() {
  if (!isGuarded()) return true;
  if (isAsking) return false;
  isAsking = true;
  try {
    return await askToLeave();
  } finally {
    isAsking = false;
  }
}

let scrollTimer;

// In the history, which a reload survives. Browsers bear no more than a few such changes a second.
function keepScrollSoon() {
  clearTimeout(scrollTimer);
  scrollTimer = setTimeout(keepScroll, 150);
}

function keepScroll() {
  clearTimeout(scrollTimer);
  history.replaceState({ position, scroll: scrollY }, "");
}

function followLink(event) {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
  // The API's own addresses (exports, single sign-on) are for the browser.
  if (link.pathname.startsWith("/v1/") || link.pathname === "/openapi.json") return;
  if (link.hash && link.pathname === location.pathname) return;
  event.preventDefault();
  if (!isKept()) navigate(link.href);
}

// The browser has moved already. Whoever wants to stay is taken back to where they were, however often they have pressed.
async function goAlong(event) {
  // The place that would be kept is not of the address that is open now.
  clearTimeout(scrollTimer);
  const to = event.state?.position ?? 0;
  const steps = to - position;
  if (isReturning) {
    isReturning = steps !== 0;
    if (isReturning) history.go(-steps);
    return;
  }
  if ((isGuarded() || isKept()) && steps) {
    isReturning = true;
    history.go(-steps);
    if (!(await mayLeave())) return;
    dropGuards();
    history.go(steps);
    return;
  }
  position = to;
  await show(new URL(location.href), { isTraversal: true, scroll: event.state?.scroll ?? 0 });
}

/** Starts the console: finds out who this is, and shows the page that the address names. */

import { closeDialogs } from "./lib/dialog.js";
import { failure, notFound } from "./lib/failure.js";
import { describe } from "./lib/form.js";
import { main, showBare, showWaiting } from "./lib/frame.js";
import { load, loadStyle } from "./lib/load.js";
import { complain, dropComplaints, placeNotes } from "./lib/notify.js";
import { installRouter, navigate } from "./lib/router.js";
import { currentPerson, findPerson } from "./lib/session.js";
import { watchSession } from "./lib/session-end.js";
import { takeOnward } from "./lib/single-sign-on.js";
import { findRoute } from "./routes.js";

/** Pages for whoever has not signed in. */
const OPEN = new Set(["/sign-in", "/invite", "/password"]);

/** In which tenant an error happened: its ways on stay on the page. */
const places = new WeakMap();

let visit = new AbortController();

// What stands around the pages of whoever is signed in: on its way while it is found out who that is.
const mayBeSignedIn = document.querySelector('meta[name="session"]')?.content !== "no";
if (mayBeSignedIn) Promise.all([loadShell(), loadPlace()]).catch(() => {});

// What has waited for something of a page that has been left ends with it; whatever else nobody has dealt with is said.
addEventListener("unhandledrejection", (event) => {
  if (event.reason?.name === "AbortError") event.preventDefault();
  else if (event.reason instanceof Error) complain(describe(event.reason));
});

// From an identity provider people come back to the start page, wherever they wanted to go.
const onward = location.pathname === "/" ? takeOnward() : null;
if (onward) history.replaceState(history.state, "", onward);

watchSession();
placeNotes();
installRouter(render);

async function render(url, { isFirst = false, isReload = false, isTraversal = false, scroll = 0 }) {
  visit.abort();
  const mine = new AbortController();
  visit = mine;
  const isOpen = OPEN.has(url.pathname);
  showWaiting();
  if (!isReload) closeDialogs();
  try {
    const page = await prepare(url, isOpen, mine.signal);
    if (mine.signal.aborted || !page) return;
    display(page);
  } catch (error) {
    if (mine.signal.aborted) return;
    const place = places.get(error) ?? null;
    const shell = await loadShell().catch(() => null);
    if (mine.signal.aborted) return;
    const me = currentPerson();
    display({ ...failure(error, { me, place }), me, place, shell });
  }
  settle({ isFirst, isReload, isTraversal, scroll });
}

function display(page) {
  main.inert = false;
  if (page.shell) page.shell.showInShell(page);
  else showBare(page);
  document.title = page.title === "Latchkey" ? page.title : `${page.title} · Latchkey`;
  dropComplaints();
}

// What is shown for an address: a page, or null where another one is shown instead.
async function prepare(url, isOpen, signal) {
  const me = currentPerson() ?? (isOpen && url.pathname !== "/sign-in" ? null : await findPerson());
  if (!me && !isOpen) {
    const from = url.pathname + url.search;
    navigate(from === "/" ? "/sign-in" : `/sign-in?${new URLSearchParams({ return: from })}`, { replace: true });
    return null;
  }
  const route = findRoute(url.pathname);
  if (!route) return { ...notFound(), me, place: null, shell: await loadShell() };
  const { tenant } = route.params;
  const [module, place, shell] = await Promise.all([
    load(route.load),
    tenant ? loadPlace().then(({ findPlace }) => findPlace(tenant, me, signal)) : null,
    isOpen ? null : loadShell(),
  ]);
  // What is suspended answers nothing but that it is.
  const { default: show } = place?.isClosed ? await import("./pages/tenants/tenant.js") : module;
  const page = await opened(place, () => show({ params: route.params, query: url.searchParams, url, me, place, signal }));
  return page && { ...page, me, place, shell };
}

async function opened(place, open) {
  try {
    return await open();
  } catch (error) {
    if (place) places.set(error, place);
    throw error;
  }
}

function loadShell() {
  return load(async () => (await Promise.all([import("./lib/shell.js"), loadStyle("./style/pages.css")]))[0]);
}

function loadPlace() {
  return load(() => import("./lib/place.js"));
}

// Whoever cannot see is told of the new page by its heading; whoever goes back finds the place where they were.
function settle({ isFirst, isReload, isTraversal, scroll }) {
  const field = document.querySelector("main [data-focus]");
  if (field) field.focus({ preventScroll: scroll > 0 });
  if (isFirst && scroll) scrollTo(0, scroll);
  // What had the focus may be gone with what the page was before; then one goes on at the top, and not before everything.
  if (isFirst || (isReload && document.activeElement !== document.body)) return;
  const heading = document.querySelector("main h1");
  if (heading && !field) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
  if (!isReload) scrollTo(0, isTraversal ? scroll : 0);
}

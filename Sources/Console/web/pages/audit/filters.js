/** The filters of a trail that lists elsewhere do not have: several actions at once, whoever has been seen, changes or everything. */

import { now } from "../../lib/clock.js";
import { fill, h } from "../../lib/dom.js";
import { choiceFilter, textFilter } from "../../lib/list.js";
import { menu } from "../../lib/menu.js";
import { actionName, GROUPS, isRefusal } from "./actions.js";

/** As many as the API takes. */
const MOST = 20;
/** What is no change: somebody looked at something, or began or ended a session, or events were counted. */
const NO_CHANGES = ["staff.read", "session.begin", "session.end", "session.refused", "directory.refused", "events.overflow"];
/** How many rows are asked for at a time, how often, and how many are enough, where changes that were refused are to be left out. */
const PAGE = 100;
const PAGES = 5;
const ENOUGH = 25;

/** What the address says where nothing is to be left out. */
export const EVERYTHING = "everything";
const LATELY = [["24 hours", 1], ["7 days", 7], ["30 days", 30]];
const DAY_MS = 86_400_000;

/** What the address calls them, as filters of `list`. */
export function trailFilters(query, people, peopleNote) {
  const shown = shownFilter(query);
  return [
    actorFilter(query, people, peopleNote),
    actionFilter(query, shown.giveWay),
    shown,
    textFilter({ name: "object", label: "Key or object", query, placeholder: "key_…", maxlength: 100 }),
    ...timeFilters(query),
  ];
}

// It leaves nothing out, so that there is nothing to clear.
function shownFilter(query) {
  const filter = choiceFilter({ name: "show", label: "Show", choices: [["", "Changes only"], [EVERYTHING, "Everything"]], query });
  const { control } = filter;
  const instead = h("option", null, "Chosen actions");
  /** Where actions are chosen, they alone say what is shown; what was chosen here is kept, and is the value all the while. */
  const giveWay = (isToActions) => {
    const { value } = control;
    instead.remove();
    if (isToActions) {
      instead.value = value;
      control.append(instead);
      instead.selected = true;
    } else control.value = value;
    control.disabled = isToActions;
  };
  return { ...filter, giveWay, isOrder: true };
}

// Two that are seen as one, with some times that are often asked for.
function timeFilters(query) {
  const from = textFilter({ name: "from", label: "From (UTC)", query, type: "datetime-local" });
  const to = textFilter({ name: "to", label: "Before (UTC)", query, type: "datetime-local" });
  const lately = LATELY.map(([text, days]) => h("button", { type: "button", class: "small", onclick: () => {
    from.control.value = new Date(now() - days * DAY_MS).toISOString().slice(0, 16);
    to.control.value = "";
    from.control.dispatchEvent(new Event("change"));
  } }, `Last ${text}`));
  const element = h("div", { class: "time-filter", role: "group", "aria-label": "Time" },
    h("div", { class: "time-span" }, from.element, to.element), h("div", { class: "actions start" }, lately));
  return [{ ...from, element }, { ...to, element: null }];
}

/** Whether changes are all that is asked for: not where actions are chosen, which may be others. */
export function isOfChanges({ show, action }) {
  return show !== EVERYTHING && !action;
}

/** Whether a row is of a change that was made. */
export function isChange(event) {
  return !NO_CHANGES.includes(event.action) && !isRefusal(event);
}

/** What a page asks the API, of the filters' values. */
export function trailQuery({ from, to, show, ...rest }) {
  return { ...rest, exclude_action: isOfChanges({ show, action: rest.action }) ? NO_CHANGES.join(",") : null, from: instant(from), to: instant(to) };
}

/**
 * A page of nothing but changes that were made. One that was refused is a row of the same action, which the API does not leave
 * out, so it is gone on with until there are enough: `ask({ cursor, limit })` resolves to a page.
 */
export async function changesOnly(ask, cursor) {
  let page = { next_cursor: cursor };
  const data = [];
  for (let asked = 0; asked < PAGES && data.length < ENOUGH && (asked === 0 || page.next_cursor); asked += 1) {
    page = await ask({ cursor: page.next_cursor, limit: PAGE });
    data.push(...page.data.filter(isChange));
  }
  return { ...page, data };
}

function instant(text) {
  const time = text ? new Date(`${text}Z`) : null;
  return time && !Number.isNaN(time.getTime()) ? time.toISOString() : null;
}

function actorFilter(query, people, note) {
  const filter = choiceFilter({ name: "actor", label: "Who", choices: [["", "Anybody"], ...people], query });
  const { control } = filter;
  // Where whoever looks for somebody begins, and nobody who could be chosen.
  if (note) control.options[0].after(h("option", { value: "", disabled: true }, note));
  const has = (id) => [...control.options].find((option) => option.value === id);
  /** Somebody who is no member, and whom a row has named. */
  filter.add = (id, name) => {
    const option = has(id);
    if (!option) control.append(h("option", { value: id }, name));
    else if (option.textContent === id) option.textContent = name;
  };
  const asked = query.get("actor");
  if (asked && !has(asked)) {
    filter.add(asked, asked);
    control.value = asked;
  }
  return filter;
}

// Several of many: too many for a list that shows them all, so they open from a button. `tell` is told whether there are any.
function actionFilter(query, tell) {
  let chosen = new Set((query.get("action") ?? "").split(",").filter(Boolean));
  const label = h("span", { class: "ellipsis" });
  const note = h("p", { class: "hint action-note", role: "status" });
  const control = h("div", { class: "action-filter" });
  const element = menu({ label: [h("span", { class: "unseen" }, "Actions: "), label], className: "filter-button", content: choices });
  control.append(element);
  // As the others are read and written by `list`.
  Object.defineProperty(control, "value", {
    get: () => [...chosen].join(","),
    set: (text) => {
      chosen = new Set(text.split(",").filter(Boolean));
      show();
    },
  });

  function show() {
    const [first, ...others] = chosen;
    label.textContent = first ? `${actionName(first)}${others.length > 0 ? ` and ${others.length} more` : ""}` : "Any";
    tell(chosen.size > 0);
  }

  function choices() {
    // One that the table does not know is still there to be taken off.
    const known = new Set(GROUPS.flatMap(([, actions]) => Object.keys(actions)));
    const strange = [...chosen].filter((action) => !known.has(action));
    const groups = [...GROUPS.map(([title, actions]) => [title, Object.keys(actions)]), ...(strange.length > 0 ? [["Others", strange]] : [])];
    fill(note);
    return h("div", null,
      h("div", { class: "action-choices" }, groups.map(([title, actions]) =>
        h("fieldset", { class: "choices" }, h("legend", { class: "small" }, title), actions.map(choice)))),
      note);
  }

  function choice(action) {
    const box = h("input", { type: "checkbox", value: action, onchange: () => toggle(box, action) });
    box.checked = chosen.has(action);
    return h("label", { class: "choice" }, box, h("span", null, actionName(action)));
  }

  function toggle(box, action) {
    const isTooMany = box.checked && chosen.size >= MOST;
    if (isTooMany) box.checked = false;
    fill(note, isTooMany && `${MOST} actions at most can be chosen.`);
    if (box.checked) chosen.add(action);
    else chosen.delete(action);
    show();
  }

  show();
  return { name: "action", control, element: h("div", { class: "filter", role: "group", "aria-label": "Actions" }, h("span", { class: "filter-label" }, "Actions"), control) };
}

/**
 * Forms: fields with their label, hint and error beside them. What the server refuses is shown at the field that its pointer
 * names, and what has no field above them all, so that no error is swallowed.
 *
 *     const name = textField({ name: "name", label: "Name", required: true })
 *     form({ fields: [name], submit: "Save", onSubmit: () => api.patch(path, { body: { name: name.value } }) })
 *
 * A field is `{ name, element, value, error, focus() }`; setting `error` to a text shows it, to null takes it away. `name` is
 * that of the member in the request's body.
 */

import { isLost, Problem } from "./api.js";
import { keepTyped, occupy } from "./dialog.js";
import { fill, freshID, h } from "./dom.js";
import { complain } from "./notify.js";
import { guardLeaving, keepHere, leaving } from "./visit.js";
import { waiting, whoCan } from "./words.js";

/** What is half typed of these reads as nothing, which would be taken for "no date" where none is needed. */
const HALF_TYPED = { date: "This is no day of the calendar.", "datetime-local": "This is no day of the calendar with a time." };

/** One line. `type` is that of `<input>`; what else is given becomes an attribute (`autocomplete`, `maxlength`, …). */
export function textField({ name, label, hint, value = "", type = "text", required = false, check, ...attributes }) {
  const control = h("input", { type, value, "aria-required": required || null, spellcheck: "false", ...attributes });
  return field({ name, label, hint, control, required, check, read: () => control.value, write: (text) => { control.value = text; } });
}

/** Several lines. */
export function textArea({ name, label, hint, value = "", rows = 3, required = false, check, ...attributes }) {
  const control = h("textarea", { rows, "aria-required": required || null, ...attributes });
  control.value = value;
  return field({ name, label, hint, control, required, check, read: () => control.value, write: (text) => { control.value = text; } });
}

/** One of some. `options`: `[value, text]` pairs, or elements. */
export function selectField({ name, label, hint, value = "", options, required = false, check, ...attributes }) {
  const control = h("select", { "aria-required": required || null, ...attributes });
  for (const option of options) {
    control.append(option instanceof Element ? option : h("option", { value: option[0] }, option[1]));
  }
  control.value = value;
  return field({ name, label, hint, control, required, check, read: () => control.value, write: (text) => { control.value = text; } });
}

/** Yes or no. */
export function checkBox({ name, label, hint, value = false }) {
  const control = h("input", { type: "checkbox" });
  control.checked = value;
  const made = field({ name, hint, control, read: () => control.checked, write: (isOn) => { control.checked = isOn; } });
  fill(made.element, h("label", { class: "choice" }, control, h("span", null, label)), ...made.notes);
  return made;
}

/**
 * One of a few, or several of some, each with a word on what it is. `choices`: `{ value, label, hint, disabled }`. With
 * `multiple` the value is an array.
 */
export function choiceField({ name, label, hint, choices, value = [], multiple = false, required = false, check }) {
  const group = freshID(name);
  const chosen = new Set([value].flat());
  const inputs = choices.map((choice) => {
    const input = h("input", { type: multiple ? "checkbox" : "radio", name: group, value: choice.value, disabled: choice.disabled });
    input.checked = chosen.has(choice.value);
    return input;
  });
  const boxes = choices.map((choice, index) => h(
    "label",
    { class: "choice" },
    inputs[index],
    h("span", null, choice.label, choice.hint && h("span", { class: "hint" }, choice.hint)),
  ));
  const read = () => {
    const values = inputs.filter((input) => input.checked).map((input) => input.value);
    return multiple ? values : (values[0] ?? "");
  };
  const write = (next) => { for (const input of inputs) input.checked = [next].flat().includes(input.value); };
  const control = h("fieldset", { class: "choices" });
  const made = field({ name, hint, control, required, check, read, write, focus: () => inputs.find((input) => !input.disabled)?.focus() });
  control.append(h("legend", null, label, !required && h("span", { class: "muted" }, " (optional)")), ...made.notes.filter(Boolean), ...boxes);
  fill(made.element, control);
  return Object.assign(made, { inputs, label });
}

/** Why platform staff do something: asked of them wherever they change a tenant's data, and kept in its audit trail. */
export function reasonField(place, hint = "Kept in the audit trail of the tenant, who can read it.") {
  if (!place.needsReason) return null;
  return textField({
    name: "headers/Latchkey-Reason",
    label: "Reason",
    hint,
    required: true,
    maxlength: 1000,
  });
}

/**
 * A form. `fields` may have nulls (for fields that this person does not need) and elements (to be shown between fields).
 * `onSubmit` does it, and may throw what `api` throws; false is for what was thought better of. `onCancel` is a function or an address. Where `guards`, whoever has
 * typed something is asked before they leave. While it is under way a dialog stays open, and where `keeps`, since the answer is a
 * secret, nobody leaves the page either. Returns an element with `showError(error)`.
 *
 * Where `isDangerous` there is no submit button that Enter could press.
 */
export function form({ fields, submit, onSubmit, onCancel, cancel = "Cancel", isDangerous = false, guards = false, keeps = false, onStale }) {
  const all = fields.filter((item) => item && !(item instanceof Element));
  const summary = h("div", { class: "error-summary", role: "alert" });
  const press = h("button", { type: isDangerous ? "button" : "submit", class: isDangerous ? "danger" : "primary" }, submit);
  const leave = cancelControl(onCancel, cancel);
  // A form with one field is sent by Enter even where it has no submit button.
  const element = h("form", { class: "form", novalidate: true, onsubmit: isDangerous ? (event) => event.preventDefault() : send },
    summary,
    fields.filter(Boolean).map((item) => (item instanceof Element ? item : item.element)),
    h("div", { class: "actions" }, leave, press));
  if (isDangerous) press.addEventListener("click", send);
  let release = () => {};
  const isLeft = leaving();
  // Whether an answer was lost, and with it whether it was done.
  let wasLost = false;
  if (guards) element.addEventListener("input", guard, { once: true });

  function guard() {
    const dialog = element.closest("dialog");
    release = dialog ? keepTyped(dialog) : guardLeaving();
  }

  async function send(event) {
    event?.preventDefault();
    if (isBusy(press) || isLeft() || !check()) return;
    const end = begin();
    try {
      if ((await onSubmit(() => release())) !== false) release();
    } catch (error) {
      wasLost ||= isLost(error);
      error.mayBeOwn = wasLost;
      if (error.name === "AbortError") return;
      if (isLeft()) complain(describe(error));
      else showError(error);
    } finally {
      end();
    }
  }

  function check() {
    fill(summary);
    for (const item of all) item.error = item.complaint();
    return focusFirst();
  }

  // Whether there was none.
  function focusFirst() {
    const first = all.find((item) => item.error);
    first?.focus();
    return !first;
  }

  function showError(error) {
    const rest = error instanceof Problem ? error.errors.filter((each) => !place(each)) : [];
    const isPlaced = error instanceof Problem && error.errors.length > 0 && rest.length === 0;
    if (isPlaced && !focusFirst()) return;
    fill(summary, describe(error, rest, onStale && (() => { release(); onStale(); })));
    summary.scrollIntoView({ block: "nearest" });
  }

  // Whether there is a field for it. `/ip_allowlist/3` is the fourth line of `ip_allowlist`.
  function place({ pointer, detail }) {
    const path = pointer.replace(/^\//, "");
    const item = all.find((each) => each.name && (path === each.name || path.startsWith(`${each.name}/`)));
    if (!item) return false;
    // A field of several parts finds the part by itself.
    if (item.refuse) {
      item.refuse(path.slice(item.name.length + 1), detail);
      return true;
    }
    const index = Number.parseInt(path.slice(item.name.length + 1), 10);
    const text = item.entries && !Number.isNaN(index) ? `Line ${index + 1}: ${detail}` : detail;
    item.error = item.error ? `${item.error} ${text}` : text;
    return true;
  }

  // Returns what ends it. Not `disabled`, which would drop the focus.
  function begin() {
    const dialog = element.closest("dialog");
    const free = dialog ? occupy(dialog) : keeps ? keepHere() : () => {};
    const buttons = leave instanceof HTMLButtonElement ? [press, leave] : [press];
    for (const button of buttons) button.setAttribute("aria-disabled", "true");
    press.classList.add("busy");
    return () => {
      for (const button of buttons) button.removeAttribute("aria-disabled");
      press.classList.remove("busy");
      free();
    };
  }

  return Object.assign(element, { showError, submit: send, press });
}

/**
 * An error for the top of a form or a page: what happened, what to do, and by which number it can be found. `rest` is what is
 * wrong with what was sent, unless it is said elsewhere; `where` is the name of the tenant in which somebody else can help.
 */
export function describe(error, rest = error.errors ?? [], onStale, where) {
  const isStale = error instanceof Problem && error.status === 412;
  return h("div", null,
    error.leftAt && h("p", null, h("strong", null, isLost(error)
      ? `What you last did on “${error.leftAt}” may be done or not.`
      : `What you last did on “${error.leftAt}” did not work.`)),
    h("p", null, isStale ? staleness(error) : wording(error, where)),
    rest.length > 0 && h("ul", null, rest.map((each) => h("li", null, `${each.pointer}: ${each.detail}`))),
    error.retryAfter ? h("p", null, `Try again in ${waiting(error.retryAfter)}.`) : null,
    isStale && onStale && h("button", { type: "button", onclick: onStale }, "Reload"),
    error.requestID && h("p", { class: "hint" }, "Request ", h("code", null, error.requestID)));
}

function staleness({ mayBeOwn }) {
  return mayBeOwn
    ? "It may be your own change, whose answer was lost. Reload to see what is there now; what you typed here would be lost."
    : "Somebody else has changed this meanwhile. Reload it to see what it is now; what you typed here would be lost.";
}

/** The same where something has not come, with a button that asks for it `again`, unless that would be refused again. */
export function missed(error, again) {
  const panel = h("div", { class: "panel error-summary", role: "alert" }, describe(error),
    again && error.status !== 403 && h("div", { class: "actions start" }, h("button", { type: "button", onclick: retry }, "Try again")));
  // The button goes; whoever has used the keyboard goes on with what has come in its place.
  async function retry() {
    const place = panel.parentElement;
    await again();
    if (document.activeElement !== document.body) return;
    place.tabIndex = -1;
    (place.querySelector(".error-summary button") ?? place).focus();
  }
  return panel;
}

// In the words of people: keys of requests are not theirs, and roles have other names here.
function wording(error, where) {
  if (error.code === "IDEMPOTENCY_IN_FLIGHT") return "What you asked for is still being done. Try again for its answer: nothing is done twice.";
  const roles = error.code === "ROLE_FORBIDDEN" ? error.document?.roles : null;
  return roles?.length ? `Your role does not allow this. ${whoCan(roles, where)}` : error.message;
}

/** Lines of a text, without those that are empty. */
export function lines(text) {
  return text.split("\n").map((line) => line.trim()).filter(Boolean);
}

function cancelControl(onCancel, text) {
  if (!onCancel) return null;
  if (typeof onCancel === "string") return h("a", { class: "button", href: onCancel }, text);
  const button = h("button", { type: "button", onclick: () => { if (!isBusy(button)) onCancel(); } }, text);
  return button;
}

function isBusy(button) {
  return button.getAttribute("aria-disabled") === "true";
}

function field({ name, label, hint, control, required = false, check, read, write, focus }) {
  const id = freshID("field");
  const note = h("p", { class: "hint", id: `${id}-hint` }, hint);
  const complaint = h("p", { class: "error", id: `${id}-error` });
  control.id = id;
  control.setAttribute("aria-describedby", `${hint ? note.id : ""} ${complaint.id}`.trim());
  const notes = [hint ? note : null, complaint];
  const optional = !required && h("span", { class: "muted" }, " (optional)");
  const element = h("div", { class: "field" }, label && h("label", { for: id }, label, optional), control, notes);
  let error = null;
  return {
    name, element, control, notes,
    focus: focus ?? (() => control.focus()),
    get value() { return read(); },
    set value(next) { write(next); },
    get error() { return error; },
    set error(text) {
      error = text || null;
      fill(complaint, error);
      control.setAttribute("aria-invalid", String(Boolean(error)));
    },
    complaint() {
      const value = read();
      const isEmpty = Array.isArray(value) ? value.length === 0 : typeof value === "string" && value.trim() === "";
      if (control.validity?.badInput && HALF_TYPED[control.type]) return HALF_TYPED[control.type];
      if (required && isEmpty) return "This is needed.";
      return (!isEmpty && check?.(value)) || null;
    },
  };
}

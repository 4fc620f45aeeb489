/** The fields that generating and editing a key have in common. */

import { h } from "../../lib/dom.js";
import { choiceField, lines, selectField, textArea, textField } from "../../lib/form.js";
import { isWhole } from "../../lib/numbers.js";
import { count, ENVIRONMENTS } from "../../lib/words.js";
import { addressComplaint } from "./addresses.js";

const MOST_ADDRESSES = 100;
const WINDOWS = { 1: "second", 60: "minute", 3600: "hour", 86_400: "day" };

export function nameField(value = "") {
  return textField({
    name: "name", label: "Name", value, required: true, autocomplete: "off", "data-focus": true,
    hint: "What it is for, such as “ERP integration”. 2 to 200 characters; it can be changed later.",
    check: (text) => {
      const { length } = [...text.trim().normalize("NFC")];
      return length < 2 || length > 200 ? `2 to 200 characters are possible; these are ${length}.` : null;
    },
  });
}

export function descriptionField(value = "") {
  return textArea({ name: "description", label: "Description", value, rows: 2, maxlength: 1000 });
}

/** Null where there is no choice. */
export function environmentField(policy) {
  if (policy.environments.length < 2) return null;
  return choiceField({
    name: "environment", label: "Environment", required: true, value: policy.environments[0],
    choices: policy.environments.map((name) => ({ value: name, label: ENVIRONMENTS[name], hint: `Its secret begins with ${policy.secret_prefix}_${name.toLowerCase()}_.` })),
  });
}

/** Its value is an array of what stands on the lines. */
export function allowlistField(value = []) {
  const made = textArea({
    name: "ip_allowlist", label: "IP allowlist", value: value.join("\n"), rows: 4, class: "mono-input", spellcheck: "false", autocomplete: "off",
    hint: "From where it may be used: an IPv4 or IPv6 address or a CIDR range a line, such as 192.0.2.7 or 198.51.100.0/24. Empty: from any address.",
  });
  const read = () => lines(made.control.value);
  return {
    ...made,
    entries: true,
    get value() { return read(); },
    get error() { return made.error; },
    set error(text) { made.error = text; },
    // Without the empty lines, so that the numbers in what is wrong are those that people see.
    complaint() {
      made.control.value = read().join("\n");
      const entries = read();
      if (entries.length > MOST_ADDRESSES) return `At most ${MOST_ADDRESSES} lines are possible; these are ${entries.length}.`;
      const wrong = entries.map((entry, index) => [index + 1, addressComplaint(entry)]).filter(([, text]) => text);
      return wrong.map(([number, text]) => `Line ${number}: ${text}`).join(" ") || null;
    },
  };
}

/** `fields`, and `value()`: `{ requests, window_seconds, burst }` or null for none of its own. */
export function rateLimitFields(policy, value = null) {
  const number = (name, label, given) => textField({
    name: `rate_limit/${name}`, label, value: given === undefined ? "" : String(given), inputmode: "numeric", autocomplete: "off",
    check: (text) => (isWhole(text, 1, 1_000_000) ? null : "1 to 1,000,000 is possible."),
  });
  const requests = number("requests", "Requests", value?.requests);
  const burst = number("burst", "Burst", value?.burst);
  const own = value && !(value.window_seconds in WINDOWS) ? [[String(value.window_seconds), count(value.window_seconds, "second")]] : [];
  const options = [...Object.entries(WINDOWS), ...own];
  const window = selectField({ name: "rate_limit/window_seconds", label: "In a", value: String(value?.window_seconds ?? 60), options, required: true });
  const check = requests.complaint;
  Object.assign(requests, { complaint: () => (burst.value.trim() && !requests.value.trim() ? "Say how many requests." : check.call(requests)) });

  const usual = policy.rate_limit ? rateText(policy.rate_limit) : "no limit";
  const row = h("fieldset", { class: "choices" },
    h("legend", null, "Rate limit", h("span", { class: "muted" }, " (optional)")),
    h("p", { class: "hint" }, `Leave empty for ${usual}. Burst: the most at one moment.`),
    h("div", { class: "rate-row" }, requests.element, window.element, burst.element));
  return {
    fields: [Object.assign(requests, { element: row }), Object.assign(window, { element: null }), Object.assign(burst, { element: null })],
    value: () => (requests.value.trim()
      ? { requests: Number(requests.value), window_seconds: Number(window.value), ...(burst.value.trim() ? { burst: Number(burst.value) } : {}) }
      : null),
  };
}

/** `100 requests in a minute, 20 at once` */
export function rateText({ requests, window_seconds: seconds, burst }) {
  const time = WINDOWS[seconds] ? `a ${WINDOWS[seconds]}`.replace("a hour", "an hour") : count(seconds, "second");
  const most = burst && burst !== requests ? `, ${burst.toLocaleString("en")} at once` : "";
  return `${count(requests, "request")} in ${time}${most}`;
}

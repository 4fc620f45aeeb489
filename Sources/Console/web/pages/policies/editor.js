/** The editor of a policy: a field for each of its columns. Those that would mean nothing beside another's choice are not there. */

import { h } from "../../lib/dom.js";
import { checkBox, choiceField, textField } from "../../lib/form.js";
import { isWhole } from "../../lib/numbers.js";
import { ROLES } from "../../lib/words.js";
import { catalogueField } from "./scopes.js";

const PERIOD = /^[1-9]\d{0,3}[dy]$/;
const A_PERIOD = "A number of days or years is needed, such as 30d or 1y.";

/**
 * Fields for `form`, filled from a policy, and `value()`: the policy as they say it. `prefix` is where the policy stands in the
 * request's body (`policy/`), and `hasLimit` whether the key limit belongs to it.
 */
export function policyEditor(policy, { prefix = "", hasLimit = false } = {}) {
  const column = (name) => `${prefix}${name}`;
  const parts = [
    ["Permissions", permissionFields(policy, column)],
    ["Secrets", secretFields(policy, column)],
    ["Expiry", expiryFields(policy, column)],
    ["Rotating, disabling and revoking", changeFields(policy, column)],
    ["Who, and how much", useFields(policy, column, hasLimit)],
  ];
  const fields = Object.assign({}, ...parts.map(([, those]) => those));
  const conditions = conditionsOf(fields);
  arrange(fields, conditions);
  return {
    items: parts.flatMap(([title, those]) => [h("h2", { class: "form-part" }, title), ...Object.values(those)]),
    value: () => policyOf(fields, conditions),
  };
}

function permissionFields(policy, column) {
  return {
    permission_model: choiceField({
      name: column("permission_model"), label: "From where a key has its scopes", required: true, value: policy.permission_model,
      choices: [
        { value: "SCOPES", label: "Scopes of its own", hint: "Chosen for each key." },
        { value: "GROUP", label: "An authorization group", hint: "What the group may, the key may, as it is at the time." },
      ],
    }),
    permission_editing: choiceField({
      name: column("permission_editing"), label: "Can scopes be changed later?", required: true, value: policy.permission_editing,
      choices: [
        { value: "IMMUTABLE", label: "No", hint: "They are chosen when the key is generated, and stay as they are." },
        { value: "NARROW_ONLY", label: "Only removed", hint: "They may be narrowed later, and never widened." },
        { value: "EDITABLE", label: "Yes", hint: "They may be changed later." },
      ],
    }),
    full_access: checkBox({ name: column("full_access"), label: "Offer full access", hint: "One choice for all scopes that there are when the key is generated.", value: policy.full_access }),
    scopes: catalogueField({ name: column("scopes"), value: policy.scopes }),
  };
}

function secretFields(policy, column) {
  return {
    environments: choiceField({
      name: column("environments"), label: "Environments", required: true, multiple: true, value: policy.environments,
      choices: [{ value: "LIVE", label: "Live" }, { value: "TEST", label: "Test" }],
    }),
    secret_prefix: textField({
      name: column("secret_prefix"), label: "Secrets begin with", hint: "2 to 12 lower-case letters and digits, a letter first. The environment follows: mch becomes mch_live_.",
      required: true, value: policy.secret_prefix, class: "mono-input", autocomplete: "off",
      check: (text) => (/^[a-z][a-z0-9]{1,11}$/.test(text.trim()) ? null : "2 to 12 lower-case letters and digits are needed, a letter first."),
    }),
  };
}

function expiryFields(policy, column) {
  return {
    expiry_mode: choiceField({
      name: column("expiry_mode"), label: "Whether keys expire", required: true, value: policy.expiry_mode,
      choices: [
        { value: "NONE", label: "Never" },
        { value: "OPTIONAL", label: "If an end is chosen" },
        { value: "REQUIRED", label: "Always" },
      ],
    }),
    expiry_presets: periods({ name: column("expiry_presets"), value: policy.expiry_presets }),
    expiry_default: textField({ name: column("expiry_default"), label: "Unless chosen otherwise, after", hint: "Such as 1y.", required: true, value: policy.expiry_default ?? "", class: "mono-input", check: aPeriod }),
    expiry_max: textField({ name: column("expiry_max"), label: "At the latest after", hint: "Such as 2y; empty for no bound. Where an end is optional, a bound makes it needed.", value: policy.expiry_max ?? "", class: "mono-input", check: aPeriod }),
    date_ends: choiceField({
      name: column("date_ends"), label: "A key that ends on a date", required: true, value: policy.date_ends,
      choices: [
        { value: "DAY_START", label: "Ends at 00:00 UTC on that date" },
        { value: "DAY_END", label: "Works through that date", hint: "It ends at the next 00:00 UTC." },
      ],
    }),
  };
}

function changeFields(policy, column) {
  return {
    rotation_grace_max: numberField({ name: column("rotation_grace_max"), label: "A rotated secret may go on working for, in seconds", hint: "0 for not at all, 3600 for an hour, 86400 for a day at most.", value: policy.rotation_grace_max, max: 86_400 }),
    rotation_sets_expiry: checkBox({ name: column("rotation_sets_expiry"), label: "A rotation may give the key a new end", value: policy.rotation_sets_expiry }),
    disable_before_revoke: checkBox({ name: column("disable_before_revoke"), label: "A key must be disabled before it is revoked", hint: "Unless it is compromised.", value: policy.disable_before_revoke }),
    leaked_keys: choiceField({
      name: column("leaked_keys"), label: "A key whose secret is found in public", required: true, value: policy.leaked_keys,
      choices: [{ value: "DISABLE", label: "Is disabled", hint: "Until somebody enables it." }, { value: "REVOKE", label: "Is revoked", hint: "For good." }],
    }),
  };
}

function useFields(policy, column, hasLimit) {
  return {
    key_roles: choiceField({
      name: column("key_roles"), label: "Who works with keys", multiple: true, value: policy.key_roles, hint: "As far as they reach. None of them: only the platform's staff.",
      choices: ["PARTNER_ADMIN", "BUSINESS_ADMIN", "ADVISOR"].map((role) => ({ value: role, label: `${ROLES[role]}s` })),
    }),
    key_limit: hasLimit ? numberField({ name: column("key_limit"), label: "Keys of a new tenant", hint: "How many it may have that are neither revoked nor expired.", value: policy.key_limit, max: 1_000_000 }) : null,
    limits_rate: checkBox({ name: "", label: "Limit the rate of keys that have no limit of their own", value: policy.rate_limit !== null }),
    rate_requests: numberField({ name: column("rate_limit/requests"), label: "Requests", value: policy.rate_limit?.requests ?? 100, min: 1, max: 1_000_000 }),
    rate_window: numberField({ name: column("rate_limit/window_seconds"), label: "In so many seconds", value: policy.rate_limit?.window_seconds ?? 60, min: 1, max: 86_400 }),
    rate_burst: numberField({ name: column("rate_limit/burst"), label: "At the same moment", value: policy.rate_limit?.burst ?? 20, min: 1, max: 1_000_000 }),
  };
}

// Under which each of them means something; the others always do.
function conditionsOf(fields) {
  const is = (name, value) => fields[name].value === value;
  const mayExpire = () => !is("expiry_mode", "NONE");
  const limitsRate = () => fields.limits_rate.value;
  return {
    full_access: () => is("permission_model", "SCOPES"),
    expiry_presets: mayExpire,
    expiry_default: () => is("expiry_mode", "REQUIRED"),
    expiry_max: mayExpire,
    date_ends: () => mayExpire() && fields.expiry_presets.value.length === 0,
    rotation_sets_expiry: mayExpire,
    rate_requests: limitsRate,
    rate_window: limitsRate,
    rate_burst: limitsRate,
  };
}

// What means nothing is not there, and not wrong.
function arrange(fields, conditions) {
  const show = () => { for (const [name, holds] of Object.entries(conditions)) fields[name].element.hidden = !holds(); };
  for (const [name, holds] of Object.entries(conditions)) {
    const { complaint } = fields[name];
    fields[name].complaint = () => (holds() ? complaint.call(fields[name]) : null);
  }
  for (const field of Object.values(fields)) field?.element.addEventListener("input", show);
  show();
}

function policyOf(fields, conditions) {
  const chosen = (name, otherwise) => (conditions[name]() ? fields[name].value : otherwise);
  return {
    permission_model: fields.permission_model.value,
    permission_editing: fields.permission_editing.value,
    full_access: chosen("full_access", false),
    scopes: fields.scopes.value,
    environments: fields.environments.value,
    secret_prefix: fields.secret_prefix.value.trim(),
    expiry_mode: fields.expiry_mode.value,
    expiry_presets: chosen("expiry_presets", []),
    expiry_default: chosen("expiry_default", "").trim() || null,
    expiry_max: chosen("expiry_max", "").trim() || null,
    date_ends: fields.date_ends.value,
    disable_before_revoke: fields.disable_before_revoke.value,
    rotation_grace_max: Number(fields.rotation_grace_max.value),
    rotation_sets_expiry: chosen("rotation_sets_expiry", false),
    key_roles: fields.key_roles.value,
    rate_limit: fields.limits_rate.value
      ? { requests: Number(fields.rate_requests.value), window_seconds: Number(fields.rate_window.value), burst: Number(fields.rate_burst.value) }
      : null,
    leaked_keys: fields.leaked_keys.value,
    ...(fields.key_limit ? { key_limit: Number(fields.key_limit.value) } : {}),
  };
}

/** Those columns of a policy that are not as they were. */
export function changedColumns(before, after) {
  const told = (policy, name) => JSON.stringify(canonical(policy[name], name));
  return Object.fromEntries(Object.entries(after).filter(([name]) => told(before, name) !== told(after, name)));
}

// Of roles and environments the order says nothing, nor that of an object's members.
function canonical(value, name) {
  if (name === "environments" || name === "key_roles") return [...value].sort();
  if (Array.isArray(value)) return value.map((each) => canonical(each));
  if (value === null || typeof value !== "object") return value;
  return Object.entries(value).sort().map(([key, each]) => [key, canonical(each)]);
}

function aPeriod(text) {
  return PERIOD.test(text.trim()) ? null : A_PERIOD;
}

function numberField({ min = 0, max, value, ...rest }) {
  return textField({
    required: true, inputmode: "numeric", value: String(value), ...rest,
    check: (text) => (isWhole(text, min, max) ? null : `A whole number from ${min} to ${max.toLocaleString("en")} is needed.`),
  });
}

// Several periods in one line.
function periods({ name, value }) {
  const split = (text) => text.split(/[\s,;]+/u).filter(Boolean);
  const field = textField({
    name, label: "Choices of an end", hint: "Such as 30d, 90d, 1y: days or years. Empty for any date or moment.", value: value.join(", "), class: "mono-input", autocomplete: "off",
    check: (text) => (split(text).every((each) => PERIOD.test(each)) ? null : A_PERIOD),
  });
  const { control, element } = field;
  return {
    ...field, element, name,
    get value() { return split(control.value); },
    get error() { return field.error; },
    set error(text) { field.error = text; },
    complaint: () => field.complaint(),
    focus: () => field.focus(),
    refuse(path, detail) {
      const which = split(control.value)[Number.parseInt(path, 10)];
      field.error = [field.error, which ? `${which}: ${detail}` : detail].filter(Boolean).join(" ");
    },
  };
}

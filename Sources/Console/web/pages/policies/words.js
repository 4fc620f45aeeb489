/** The rules of keys in words: every column of a policy, as somebody would say it who has to live with it. */

import { h } from "../../lib/dom.js";
import { table } from "../../lib/table.js";
import { count, either, ENVIRONMENTS, period, plain, ROLES } from "../../lib/words.js";

/** A policy to be read. `isPreset`: with the limit that a new tenant gets. */
export function policyInWords(policy, { isPreset = false } = {}) {
  return h("div", { class: "stack" },
    h("dl", { class: "rules" }, rules(policy, isPreset).map(([term, text]) => h("div", null, h("dt", null, term), h("dd", null, text)))),
    table({
      caption: "Scopes that a key can have", showCaption: true, rows: policy.scopes,
      columns: [
        { label: "Scope", isHead: true, cell: (scope) => h("code", null, scope.name) },
        { label: "Label", cell: (scope) => scope.label },
        { label: "What it allows", isWide: true, cell: (scope) => scope.description || "–" },
      ],
    }));
}

/** What a preset is called where people choose one: `merchant-portal` is "Merchant portal". */
export function presetName(name) {
  return plain(name.replaceAll("-", "_"));
}

/** The rules as `[term, sentence]` pairs. */
export function rules(policy, isPreset = false) {
  return [
    ["Permissions", permissions(policy)],
    ["Changing them", changing(policy)],
    ["Environments", either(policy.environments.map((each) => ENVIRONMENTS[each]), "and")],
    ["Secrets begin with", either(policy.environments.map((each) => `${policy.secret_prefix}_${each.toLowerCase()}_`), "or")],
    ["Expiry", expiry(policy)],
    policy.expiry_max && ["Longest life", `No key lives longer than ${period(policy.expiry_max)}${policy.expiry_mode === "OPTIONAL" ? ", so each new one needs an end" : ""}.`],
    hasDates(policy) && ["Last day", lastDay(policy)],
    ["Revoking", policy.disable_before_revoke
      ? "Only a disabled key can be revoked, unless it is compromised."
      : "A key can be revoked at any time."],
    ["Rotating", rotating(policy)],
    ["Leaked keys", policy.leaked_keys === "REVOKE"
      ? "A key whose secret is found in public is revoked at once."
      : "A key whose secret is found in public is disabled until somebody enables it."],
    ["Who works with keys", who(policy)],
    ["Rate", rate(policy)],
    isPreset && ["Keys", `A new tenant may have ${count(policy.key_limit, "key")} that are neither revoked nor expired.`],
  ].filter(Boolean);
}

function permissions({ permission_model: model, full_access: hasFullAccess }) {
  if (model === "GROUP") return "Each key has the scopes of one authorization group, as they are at the time.";
  return `Each key has scopes of its own, at least one${hasFullAccess ? ", or full access: all scopes that there are when it is generated" : ""}.`;
}

function changing({ permission_model: model, permission_editing: editing }) {
  const what = model === "GROUP" ? "The group of a key" : "The scopes of a key";
  if (editing === "IMMUTABLE") return `${what} ${model === "GROUP" ? "is" : "are"} chosen when it is generated, and never changed.`;
  if (editing === "NARROW_ONLY") return `${what} may be narrowed later, and never widened.`;
  return `${what} may be changed later.`;
}

/** "Keys end after 1 year unless another of 30 days, 90 days, 1 year and 2 years is chosen." */
function expiry({ expiry_mode: mode, expiry_presets: presets, expiry_default: usual }) {
  const choices = presets.map(period);
  if (mode === "NONE") return "Keys do not expire.";
  if (mode === "OPTIONAL") return choices.length > 0 ? `Keys do not expire unless one of ${either(choices)} is chosen.` : "Keys do not expire unless an end is chosen.";
  if (choices.length > 0) return `Keys end after ${period(usual)} unless another of ${either(choices, "and")} is chosen.`;
  return `Keys end after ${period(usual)} unless another end is chosen.`;
}

function hasDates({ expiry_mode: mode, expiry_presets: presets }) {
  return mode !== "NONE" && presets.length === 0;
}

function lastDay({ date_ends: ends }) {
  return ends === "DAY_END"
    ? "A key that ends on a date works through that date, and ends at the next 00:00 UTC."
    : "A key that ends on a date ends at 00:00 UTC on that date.";
}

function rotating({ rotation_grace_max: grace, rotation_sets_expiry: setsExpiry }) {
  const old = grace > 0 ? `The old secret may go on working for up to ${duration(grace)}.` : "The old secret stops working at once.";
  return `${old} ${setsExpiry ? "The key may be given a new end." : "The key's end stays as it is."}`;
}

function who({ key_roles: roles }) {
  if (roles.length === 0) return "Nobody but the platform's staff.";
  return `${either(roles.map((role) => `${ROLES[role].toLowerCase()}s`), "and")}, as far as they reach.`.replace(/^./, (letter) => letter.toUpperCase());
}

function rate({ rate_limit: limit }) {
  if (!limit) return "Without a limit, unless a key has one of its own.";
  return `${count(limit.requests, "request")} in ${duration(limit.window_seconds)}, ${limit.burst.toLocaleString("en")} at the same moment, unless a key has a limit of its own.`;
}

/** `1 hour`, `90 seconds` */
export function duration(seconds) {
  for (const [unit, size] of [["hour", 3600], ["minute", 60]]) {
    if (seconds >= size && seconds % size === 0) return count(seconds / size, unit);
  }
  return count(seconds, "second");
}

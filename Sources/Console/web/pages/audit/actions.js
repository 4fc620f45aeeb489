/** What can stand in a trail, each with what it is called in a list of choices and how it is told. */

import { h } from "../../lib/dom.js";
import { count, plain, ROLES } from "../../lib/words.js";

/**
 * `action: [what it is called, how it is told]`, in groups. The latter is given the event and the page's `names`, and answers
 * what follows on who did it; `names.of(event)` is what it was done to, `names.person(id)` a person.
 */
export const GROUPS = [
  ["Keys", {
    "key.create": ["Key generated", (event, names) => ["generated the key ", names.of(event)]],
    "key.update": ["Key changed", (event, names) => ["changed the key ", names.of(event)]],
    "key.disable": ["Key disabled", (event, names) => ["disabled the key ", names.of(event)]],
    "key.enable": ["Key enabled", (event, names) => ["enabled the key ", names.of(event)]],
    "key.rotate": ["Key rotated", (event, names) => ["rotated the secret of the key ", names.of(event)]],
    "key.duplicate": ["Key duplicated", (event, names) => ["duplicated a key as ", names.of(event)]],
    "key.revoke": ["Key revoked", (event, names) => ["revoked the key ", names.of(event), event.after?.revocation?.compromised && " as compromised"]],
    "key.expiring": ["Key about to expire", (event, names) => ["told that the key ", names.of(event), " is about to expire"]],
    "key.expire": ["Key expired", (event, names) => ["noted that the key ", names.of(event), " has expired"]],
    "key.leak": ["Key found elsewhere", (event, names) => ["was told that the secret of the key ", names.of(event), " was found where it should not be"]],
  }],
  ["Members", {
    "member.add": ["Member added", (event, names) => ["added ", names.who(event), asRole(event)]],
    "member.invite": ["Member invited", (event) => ["invited ", strong(event.after?.email), asRole(event)]],
    "member.uninvite": ["Invitation withdrawn", (event) => ["withdrew the invitation of ", strong(event.before?.email)]],
    "member.accept": ["Invitation accepted", (event) => ["accepted an invitation", asRole(event)]],
    "member.update": ["Member changed", (event, names) => ["changed the access of ", names.who(event)]],
    "member.remove": ["Member removed", (event, names) => ["removed ", names.who(event)]],
    "member.leave": ["Member left", () => ["left"]],
    "member.manage": ["Enrolment, directory credential or role mapping", manage],
    "member.issue_password_link": ["Password link made", (event, names) => ["made a password link for ", names.who(event)]],
    "member.set_password": ["Password set by a link", () => ["set a password by a link"]],
    "member.remove_second_factor": ["Second factor removed", (event, names) => ["removed the second factor of ", names.who(event)]],
  }],
  ["Groups and rules", {
    "group.manage": ["Group created, edited or deleted", (event, names) => [`${made(event)} the group `, names.of(event)]],
    "policy.manage": ["Rules of keys or preset edited", (event, names) => (String(event.object).startsWith("ten_") ? ["edited the rules of keys"] : [`${made(event)} the preset `, names.of(event)])],
  }],
  ["Limit", {
    "limit.request": ["More keys asked for", (event) => ["asked for ", strong(count(event.after?.requested_limit ?? 0, "key"))]],
    "limit.raise": ["Limit set", (event) => ["set the limit from ", strong(event.before?.key_limit), " to ", strong(count(event.after?.key_limit ?? 0, "key"))]],
    "limit.decide": ["Request decided", (event) => (event.after?.status === "APPROVED"
      ? ["approved a request: the limit is ", strong(count(event.after.granted_limit ?? event.after.key_limit ?? 0, "key"))]
      : ["denied a request for more keys"])],
  }],
  ["Webhooks", {
    "webhook.create": ["Endpoint added", (event, names) => ["added the webhook endpoint ", names.of(event)]],
    "webhook.update": ["Endpoint changed", (event, names) => [webhookChange(event), " the webhook endpoint ", names.of(event)]],
    "webhook.delete": ["Endpoint deleted", (event, names) => ["deleted the webhook endpoint ", names.of(event)]],
    "webhook.rotate_secret": ["Signing secret rotated", (event, names) => ["rotated the signing secret of the webhook endpoint ", names.of(event)]],
    "webhook.test": ["Test event sent", (event, names) => ["sent a test event to the webhook endpoint ", names.of(event)]],
    "webhook.redeliver": ["Event sent once more", (event, names) => ["had an event sent once more to the webhook endpoint ", names.of(event)]],
    "webhook.disable": ["Endpoint disabled for failing", (event, names) => ["disabled the webhook endpoint ", names.of(event), ", since it ", event.after?.disabled_because === "GONE" ? "answered 410 Gone" : "kept failing"]],
  }],
  ["Single sign-on and directory", {
    "single_sign_on.set": ["Identity provider set", (event) => [event.before ? "changed" : "connected", " the identity provider ", strong(event.after?.issuer)]],
    "single_sign_on.remove": ["Identity provider removed", (event) => ["removed the identity provider ", strong(event.before?.issuer)]],
    "single_sign_on.admit": ["Let in by the identity provider", (event) => [event.after?.is_new ? "was let in for the first time by the identity provider" : "was given other roles by the identity provider"]],
    "directory.user.create": ["Person told by the directory", (event, names) => ["told of ", names.who(event)]],
    "directory.user.update": ["Person changed by the directory", (event, names) => ["changed ", names.who(event)]],
    "directory.user.delete": ["Person deleted by the directory", (event, names) => ["deleted ", names.who(event)]],
    "directory.group.create": ["Group told by the directory", (event, names) => ["told of the group ", names.of(event)]],
    "directory.group.update": ["Group changed by the directory", (event, names) => ["changed the group ", names.of(event)]],
    "directory.group.delete": ["Group deleted by the directory", (event, names) => ["deleted the group ", names.of(event)]],
    "directory.refused": ["Directory refused", (event) => ["was refused as a directory: its credential was not good", times(event)]],
  }],
  ["Tenant", {
    "tenant.create": ["Tenant created", (event, names) => ["created the tenant ", names.of(event)]],
    "tenant.update": ["Tenant changed", (event) => (event.before?.name !== event.after?.name ? ["renamed the tenant from ", strong(event.before?.name), " to ", strong(event.after?.name)] : ["changed the tenant"])],
    "tenant.suspend": ["Tenant suspended", () => ["suspended the tenant"]],
    "tenant.resume": ["Tenant resumed", () => ["resumed the tenant"]],
  }],
  ["Sessions and accounts", {
    "session.begin": ["Signed in", (event) => ["signed in", times(event)]],
    "session.end": ["Session ended", (event, names) => endOfSession(event, names)],
    "session.refused": ["Sign-in refused", (event) => [`was refused at a sign-in: ${REFUSALS[event.after?.code] ?? plain(event.after?.code ?? "unknown").toLowerCase()}`, times(event)]],
    "password.change": ["Password changed", () => ["changed their password"]],
    "second_factor.begin": ["Second factor begun", () => ["began to set up a second factor"]],
    "second_factor.confirm": ["Second factor set up", () => ["set up a second factor"]],
    "second_factor.remove": ["Second factor taken off", () => ["took their second factor off"]],
    "second_factor.replace_recovery_codes": ["Recovery codes replaced", () => ["replaced their recovery codes"]],
  }],
  ["Platform staff", {
    "staff.read": ["Staff looked", (event) => [`looked at ${LOOKED[event.after?.action] ?? plain(event.after?.action ?? "data").toLowerCase()}`]],
    "staff.create": ["Staff made", (event) => ["made ", strong(event.after?.email), " platform staff"]],
    "staff.set_role": ["Staff’s role set", (event, names) => ["set the platform role of ", names.who(event)]],
    "staff.disable": ["Person disabled", (event, names) => ["disabled ", names.who(event)]],
    "staff.enable": ["Person enabled", (event, names) => ["enabled ", names.who(event)]],
    "staff.reset_password": ["Password reset", (event, names) => ["reset the password of ", names.who(event)]],
    "staff.reset_second_factor": ["Second factor reset", (event, names) => ["reset the second factor of ", names.who(event)]],
  }],
  ["The trail itself", {
    "audit.prune": ["Trail’s beginning deleted", () => ["deleted the beginning of the trail"]],
    "events.overflow": ["More than can be told apart", (event) => ["counted events that are too many to be told apart", times(event)]],
  }],
];

/** How each action is told, by its name. */
export const ACTIONS = new Map(GROUPS.flatMap(([, actions]) => Object.entries(actions)));

/** What an action is called. */
export function actionName(action) {
  return ACTIONS.get(action)?.[0] ?? plain(action);
}

/** Whether it is a count of refusals of that action, and not the action. */
export function isRefusal({ action, after }) {
  return typeof after?.count === "number" && Boolean(after.code) && !["session.refused", "directory.refused", "events.overflow"].includes(action);
}

const REFUSALS = {
  WRONG_PASSWORD: "a wrong password",
  WRONG_CODE: "a wrong code of the second factor",
  INVALID_TOKEN: "a link or a token that is not good",
  SECOND_FACTOR_REQUIRED: "no code of the second factor came with the right password",
  TOO_MANY_REQUESTS: "too many attempts",
  NOT_BEGUN: "this browser had not begun it",
  PROVIDER_REFUSED: "the identity provider said no",
  PROVIDER_UNREACHABLE: "the identity provider could not be asked",
  EMAIL_NOT_VERIFIED: "no verified e-mail address",
  NO_ROLE: "no role mapping applied",
  DISABLED: "the person is disabled",
};

/** What a permission of the access table is about, and what was looked at under it. */
export const LOOKED = {
  "tenant.read": "the tenant", "policy.read": "the rules of keys", "limit.read": "the limit of keys", "member.read": "the members",
  "group.read": "the groups", "key.read": "the keys", "webhook.read": "the webhooks", "audit.read": "the audit trail",
};

function strong(text) {
  return h("strong", null, String(text ?? "?"));
}

function asRole({ after, before }) {
  const role = after?.role ?? before?.role;
  return role ? ` as ${(ROLES[role] ?? role).toLowerCase()}` : "";
}

function made({ before, after }) {
  return before ? (after ? "edited" : "deleted") : "created";
}

function times({ after }) {
  return after?.count > 1 ? `, ${count(after.count, "time")}` : "";
}

function manage(event, names) {
  const what = event.after ?? event.before ?? {};
  const isAdded = !event.before;
  if (String(event.object).startsWith("dcr_")) return [isAdded ? "created" : "deleted", " the directory credential ", strong(`“${what.name}”`)];
  if (what.directory_group || String(event.object).startsWith("rmp_")) {
    const mapping = event.before?.directory_group ? event.before : what;
    return [isAdded ? "added" : "deleted", " the role mapping of ", strong(mapping.directory_group), mapping.role && ` to ${(ROLES[mapping.role] ?? mapping.role).toLowerCase()}`];
  }
  return ["enrolled ", names.who(event), asRole(event)];
}

function webhookChange({ before, after }) {
  if (before?.status === after?.status) return "changed";
  return after?.status === "ENABLED" ? "enabled" : "disabled";
}

function endOfSession(event, names) {
  const because = event.after?.because ?? event.before?.because;
  if (because === "session.sign_out") return ["signed out"];
  const whose = event.before?.user_id ?? event.after?.user_id;
  const of = whose && whose !== event.actor?.user_id ? [" of ", names.person(whose)] : "";
  // A browser has one session at a time.
  if (because === "session.begin") return ["ended a session", of, " by signing in anew in its browser"];
  return ["ended a session", of, because ? ` (${actionName(because).toLowerCase()})` : ""];
}

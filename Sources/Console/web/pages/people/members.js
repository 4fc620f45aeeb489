/** The people of a tenant: who they are, what they may do, until when; by role in the address, advisors and invitations among them. */

import { attempt } from "../../lib/act.js";
import { api } from "../../lib/api.js";
import { now } from "../../lib/clock.js";
import { h } from "../../lib/dom.js";
import { list } from "../../lib/list.js";
import { badge, empty, pageHead, tabs } from "../../lib/parts.js";
import { table } from "../../lib/table.js";
import { when } from "../../lib/time.js";
import { count, ROLES } from "../../lib/words.js";
import { ceilingCell, rolesOf } from "./grant-fields.js";
import { invitationList } from "./invitations.js";
import { letIn } from "./let-in.js";
import { editMember, helpToSignIn, removeMember } from "./member-dialogs.js";

const ORIGINS = { SINGLE_SIGN_ON: "by single sign-on", SCIM: "by the directory" };

export default async function members({ place, query }) {
  await place.require("member.read");
  const roles = rolesOf(place);
  const role = roles.includes(query.get("role")) ? query.get("role") : null;
  const isOfInvitations = query.get("view") === "invitations";
  const content = isOfInvitations ? await invitationList(place, query) : await memberList(place, query, role);
  return {
    title: isOfInvitations ? "Open invitations" : role ? `${ROLES[role]}s` : "Members",
    body: h("div", { class: "stack" },
      pageHead({ title: "Members", lead: lead(place, role, isOfInvitations), actions: actions(place) }),
      views(place, roles, role, isOfInvitations),
      content),
  };
}

function lead(place, role, isOfInvitations) {
  if (isOfInvitations) return "Whom somebody has invited, and who has not accepted yet.";
  if (role === "ADVISOR") return `People from outside who act for ${place.name}. Each should have an end, and a ceiling on what they can grant.`;
  return `Who may act in ${place.name}, and as what.`;
}

function actions(place) {
  if (!place.can("member.manage")) return [];
  return [
    rolesOf(place).includes("ADVISOR") && h("button", { type: "button", onclick: () => letIn(place, "ADVISOR") }, "Let an advisor in"),
    h("button", { type: "button", class: "primary", onclick: () => letIn(place) }, "Invite"),
  ];
}

function views(place, roles, role, isOfInvitations) {
  const at = place.href("members");
  return tabs("Which members", [
    ["Everybody", at, !role && !isOfInvitations],
    ...roles.map((each) => [`${ROLES[each]}s`, `${at}?role=${each}`, each === role]),
    ["Open invitations", `${at}?view=invitations`, isOfInvitations],
  ]);
}

function memberList(place, query, role) {
  return list({
    query,
    load: async ({ cursor }, signal) => (await api.get(place.path("members"), { query: { role, cursor }, signal })).body,
    count: (rows) => count(rows.length, "member"),
    show: (rows) => (rows.length > 0 ? memberTable(rows, place, role) : nobody(place, role)),
  });
}

function nobody(place, role) {
  if (!role) return empty("Nobody yet", `${place.name} has no members: invite the first admin.`);
  const back = h("a", { class: "button", href: place.href("members") }, "Show everybody");
  return role === "ADVISOR"
    ? empty("No advisors", `Nobody from outside acts for ${place.name}. An advisor works with its keys until a day that you set, and within a ceiling that you give.`, back)
    : empty(`No ${ROLES[role].toLowerCase()}s`, `Nobody in ${place.name} has this role.`, back);
}

function memberTable(rows, place, role) {
  const isMe = ({ user }) => user.id === place.me.user.id;
  return table({
    caption: role ? `${ROLES[role]}s` : "Members",
    needsRoom: true,
    rows,
    rowClass: (member) => (member.role === "ADVISOR" ? "of-advisor" : null),
    columns: [
      { label: "Name", isHead: true, cell: (member) => [member.user.name, isMe(member) && [" ", badge("good", "You")], h("span", { class: "sub" }, member.user.email)] },
      { label: "Role", cell: ({ role: held }) => badge(held === "ADVISOR" ? "info" : "grey", ROLES[held]) },
      { label: "Ceiling", cell: ceilingCell(place) },
      { label: "Ends", cell: ends },
      { label: "Since", cell: (member) => [when(member.created_at), ORIGINS[member.origin] && h("span", { class: "sub" }, ORIGINS[member.origin])] },
      ...(place.can("member.manage") ? [{ label: "", cell: (member) => rowActions(member, place, isMe(member)) }] : []),
    ],
  });
}

function ends({ expires_at: end, role }) {
  if (!end) return role === "ADVISOR" ? badge("warn", "No end") : h("span", { class: "muted" }, "Never");
  return Date.parse(end) <= now() ? [badge("grey", "Ended"), " ", when(end)] : when(end);
}

function rowActions(member, place, isMe) {
  const button = (text, onclick) => h("button", { type: "button", class: "small", onclick: attempt(onclick) }, text, h("span", { class: "unseen" }, ` ${member.user.name}`));
  return [
    button("Edit", () => editMember(place, member)),
    !isMe && button("Sign-in help", () => helpToSignIn(place, member)),
    isMe ? h("a", { class: "button small", href: "/account" }, "Leave") : button("Remove", () => removeMember(place, member)),
  ];
}

/** A part of a tenant's settings: the directory that says who its people are (SCIM 2.0), and what its groups are worth here. */

import { actDialog, idempotency } from "../../lib/act.js";
import { api } from "../../lib/api.js";
import { copyRow } from "../../lib/copy.js";
import { now } from "../../lib/clock.js";
import { h, isolated } from "../../lib/dom.js";
import { reasonField, selectField, textField } from "../../lib/form.js";
import { notify } from "../../lib/notify.js";
import { badge, section } from "../../lib/parts.js";
import { reload } from "../../lib/router.js";
import { showSecret } from "../../lib/secret.js";
import { table } from "../../lib/table.js";
import { when } from "../../lib/time.js";
import { ROLES } from "../../lib/words.js";
import { directoryGroup } from "../groups/words.js";
import { ceilings } from "../people/grant-fields.js";

/** The section, or null for whoever may not read it. */
export async function directorySection(place, signal) {
  if (!place.can("member.read")) return null;
  const [{ body: { data: credentials } }, { body: { data: mappings } }, groups] = await Promise.all([
    api.get(place.path("directory-credentials"), { signal }),
    api.get(place.path("role-mappings"), { signal }),
    place.can("group.read") ? ceilings(place, signal) : [],
  ]);
  const mayChange = place.can("member.manage") && !place.ceiling;
  return section("Directory sync",
    h("p", { class: "muted" }, "A directory such as Entra ID or Okta says by SCIM 2.0 who this tenant’s people are, and takes them away again. It presents a credential at this address:"),
    copyRow("SCIM base URL", `${location.origin}/scim/v2/${place.id}`),
    credentialList(place, credentials, mayChange),
    mappingList(place, mappings, groups, mayChange));
}

function credentialList(place, credentials, mayChange) {
  return h("div", { class: "stack tight" },
    h("div", { class: "part-head" }, h("h3", null, "Credentials"),
      mayChange && h("button", { type: "button", class: "small", onclick: () => addCredential(place) }, "New credential")),
    credentials.length === 0 ? h("p", { class: "muted" }, "None: no directory can tell of this tenant’s people.") : table({
      caption: "Directory credentials",
      rows: credentials,
      columns: [
        { label: "Name", isHead: true, cell: (each) => each.name },
        { label: "Created", cell: (each) => when(each.created_at) },
        { label: "Ends", cell: (each) => ending(each.expires_at) },
        mayChange && { label: "", cell: (each) => deleteButton(each.name, () => deleteCredential(place, each)) },
      ].filter(Boolean),
    }));
}

function ending(instant) {
  if (!instant) return h("span", { class: "muted" }, "Never");
  return Date.parse(instant) <= now() ? badge("grey", "Ended") : when(instant);
}

function deleteButton(what, onclick) {
  return h("button", { type: "button", class: "small", onclick }, "Delete", h("span", { class: "unseen" }, ` ${what}`));
}

async function addCredential(place) {
  const name = textField({ name: "name", label: "Name", required: true, maxlength: 200, autocomplete: "off", hint: "Which directory it is for, such as “Entra ID”." });
  const end = textField({ name: "expires_at", label: "Works until", type: "date", hint: "It ends at 00:00 UTC on that day. Without one it works until it is deleted." });
  const reason = reasonField(place);
  const keyFor = idempotency();
  const made = await actDialog({
    title: "New directory credential",
    fields: [name, end, reason],
    submit: "Create",
    act: async () => {
      const body = { name: name.value, expires_at: end.value ? `${end.value}T00:00:00.000Z` : null };
      return (await api.post(place.path("directory-credentials"), { body, idempotencyKey: keyFor(body), reason: reason?.value })).body;
    },
  });
  if (!made) return;
  await showSecret({
    title: "Copy the token now",
    text: `Put it into the directory as its bearer token. It is good at the SCIM base URL of ${place.name}, and nowhere else.`,
    secret: made.token,
    name: "SCIM_TOKEN",
    what: "the token",
  });
  notify(`The credential “${made.credential.name}” was created.`);
  await reload();
}

async function deleteCredential(place, credential) {
  const reason = reasonField(place);
  const done = await actDialog({
    title: isolated`Delete “${credential.name}”?`,
    body: h("p", null, "A directory that presents it is refused from then on. What was told with it stays. It cannot be brought back."),
    fields: [reason],
    submit: "Delete",
    isDangerous: true,
    act: () => api.delete(place.path("directory-credentials", credential.id), { reason: reason?.value }),
  });
  if (!done) return;
  notify(`The credential “${credential.name}” is deleted.`);
  await reload();
}

function mappingList(place, mappings, groups, mayChange) {
  const names = new Map(groups.map((group) => [group.id, group.name]));
  return h("div", { class: "stack tight" },
    h("div", { class: "part-head" }, h("h3", null, "Role mappings"),
      mayChange && h("button", { type: "button", class: "small", onclick: () => addMapping(place, groups) }, "New role mapping")),
    h("p", { class: "muted" }, "What groups of the directory, or of the identity provider, make of people. Whoever is in no mapped group, and no member otherwise, is not let in."),
    mappings.length === 0 ? h("p", { class: "muted" }, "None: no group is worth anything here yet.") : table({
      caption: "Role mappings",
      rows: mappings,
      columns: [
        { label: "Group of the directory", isHead: true, cell: (each) => directoryGroup(each.directory_group) },
        { label: "Role", cell: (each) => ROLES[each.role] ?? each.role },
        { label: "Ceiling", cell: ({ authorization_group_id: id }) => (id ? names.get(id) ?? h("code", null, id) : h("span", { class: "muted" }, "None")) },
        mayChange && { label: "", cell: (each) => deleteButton(`the mapping of ${each.directory_group}`, () => deleteMapping(place, each)) },
      ].filter(Boolean),
    }));
}

async function addMapping(place, groups) {
  const group = textField({
    name: "directory_group", label: "Group of the directory", required: true, maxlength: 256, autocomplete: "off",
    hint: ["Exactly as the directory calls it; ", h("code", null, "*"), " is everybody whom it lets in."],
  });
  const roles = place.tenant.kind === "PARTNER" ? ["MEMBER", "PARTNER_ADMIN"] : ["MEMBER", "ADVISOR", "BUSINESS_ADMIN"];
  const role = selectField({ name: "role", label: "Role", required: true, value: "MEMBER", options: roles.map((each) => [each, ROLES[each]]) });
  const ceiling = selectField({
    name: "authorization_group_id", label: "Ceiling", hint: "A group of scopes beyond which they cannot grant.",
    options: [["", "None"], ...groups.map((each) => [each.id, each.name])],
  });
  const reason = reasonField(place);
  const keyFor = idempotency();
  const made = await actDialog({
    title: "New role mapping",
    body: h("p", { class: "muted" }, "People of whom the directory has told already have the role at once."),
    fields: [group, role, groups.length > 0 ? ceiling : null, reason],
    submit: "Create",
    act: () => {
      const body = { directory_group: group.value, role: role.value, authorization_group_id: ceiling.value || null };
      return api.post(place.path("role-mappings"), { body, idempotencyKey: keyFor(body), reason: reason?.value });
    },
  });
  if (!made) return;
  notify("The role mapping was created.");
  await reload();
}

async function deleteMapping(place, mapping) {
  const reason = reasonField(place);
  const done = await actDialog({
    title: "Delete this role mapping?",
    body: h("p", null, "People in ", h("strong", null, mapping.directory_group), ` lose the role ${ROLES[mapping.role] ?? mapping.role} that it gave them: those of the directory at their next request, those of single sign-on when they sign in next. The last admin is kept.`),
    fields: [reason],
    submit: "Delete",
    isDangerous: true,
    act: () => api.delete(place.path("role-mappings", mapping.id), { reason: reason?.value }),
  });
  if (!done) return;
  notify("The role mapping is deleted.");
  await reload();
}

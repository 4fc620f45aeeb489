/** A part of a tenant's settings: the identity provider through which its people, and its programs, come. */

import { actDialog } from "../../lib/act.js";
import { api } from "../../lib/api.js";
import { copyRow } from "../../lib/copy.js";
import { h } from "../../lib/dom.js";
import { checkBox, reasonField, textField } from "../../lib/form.js";
import { notify } from "../../lib/notify.js";
import { badge, section } from "../../lib/parts.js";
import { reload } from "../../lib/router.js";
import { facts } from "../../lib/table.js";
import { when } from "../../lib/time.js";

/** The section, or null for whoever may not read it. */
export async function singleSignOnSection(place, signal) {
  if (!place.can("member.read")) return null;
  const { connection, etag } = await read(place, signal);
  // Whoever names the provider can let anybody in, so it takes access without a ceiling.
  const mayChange = place.can("member.manage") && !place.ceiling;
  return section("Single sign-on",
    connection ? present(place, connection) : absent(place, mayChange),
    mayChange && h("div", { class: "actions start" },
      h("button", { type: "button", onclick: () => change(place, connection, etag) }, connection ? "Change the provider" : "Connect a provider"),
      connection && h("button", { type: "button", class: "danger", onclick: () => remove(place, connection, etag) }, "Remove the provider")));
}

// Null where there is none.
async function read(place, signal) {
  const { body, etag } = await api.get(place.path("single-sign-on"), { signal });
  return { connection: body, etag };
}

function absent(place, mayChange) {
  return h("div", { class: "stack tight" },
    h("p", null, "No identity provider is connected: people sign in with the passwords that they have here. With one, they sign in as everywhere else in the company, by OpenID Connect."),
    mayChange && h("p", { class: "muted" }, "At the provider, register a web client with the authorization code flow and this redirect URI, and let it put a person's groups into the ID token."),
    mayChange && copyRow("Redirect URI", `${location.origin}/v1/single-sign-on/${place.id}/callback`));
}

function present(place, connection) {
  return h("div", { class: "stack" },
    facts([
      ["Issuer", h("code", null, connection.issuer)],
      ["Client", h("code", null, connection.client_id)],
      ["Client secret", connection.has_client_secret ? "Set; it is never shown" : "None: a public client, which PKCE alone protects"],
      ["E-mail address", claim(connection.email_claim), connection.trusts_email && [" ", badge("warn", "Trusted unverified")]],
      ["Groups", claim(connection.groups_claim)],
      ["Programs", connection.audience ? ["With tokens for ", h("code", null, connection.audience)] : "None may come with its tokens"],
      ["Connected", when(connection.created_at)],
      ["Changed", when(connection.updated_at)],
    ]),
    copyRow("Where people begin", connection.start_url, "A bookmark, or an address to type. Links on another site’s page, a webmail’s among them, are refused."),
    copyRow("Redirect URI", connection.redirect_uri, "For the provider’s own settings; no other one."));
}

function claim(name) {
  return ["The claim ", h("code", null, name)];
}

async function change(place, connection, etag) {
  const fields = providerFields(place, connection);
  const reason = reasonField(place);
  const done = await actDialog({
    title: connection ? "Change the identity provider" : "Connect an identity provider",
    wide: true,
    body: connection && h("p", { class: "muted" }, "Another issuer or client has a secret of its own. Sessions and memberships that have begun stay as they are."),
    fields: [...Object.values(fields), reason],
    submit: connection ? "Save" : "Connect",
    again: reload,
    act: () => api.put(place.path("single-sign-on"), { body: setting(fields), ifMatch: etag, reason: reason?.value }),
  });
  if (!done) return;
  notify(connection ? "The identity provider is changed." : "The identity provider is connected. Role mappings say what its groups are worth.");
  await reload();
}

function providerFields(place, connection) {
  const known = connection?.has_client_secret;
  return {
    issuer: textField({
      name: "issuer", label: "Issuer", value: connection?.issuer, required: true, inputmode: "url", autocomplete: "off", maxlength: 255, "data-focus": true,
      hint: "As the provider writes it in its tokens, to the letter, such as https://login.example.com. It is asked about itself at once.",
    }),
    client: textField({ name: "client_id", label: "Client ID", value: connection?.client_id, required: true, autocomplete: "off", maxlength: 255 }),
    secret: textField({
      name: "client_secret", label: "Client secret", type: "password", autocomplete: "new-password", maxlength: 1024,
      hint: known ? "Never shown. Leave it empty to keep the present one." : "Never shown again. Without one it is a public client, which PKCE alone protects.",
    }),
    noSecret: known ? checkBox({ name: "no_secret", label: "Take the secret away: it is a public client now" }) : null,
    audience: textField({
      name: "audience", label: "Audience of programs’ tokens", value: connection?.audience ?? "", autocomplete: "off", maxlength: 255,
      hint: ["For programs that come with access tokens of this issuer. It contains this tenant’s ID, such as ", h("code", null, `${location.origin}/${place.id}`), "."],
    }),
    email: textField({ name: "email_claim", label: "Claim with the e-mail address", value: connection?.email_claim ?? "email", autocomplete: "off", maxlength: 100 }),
    groups: textField({ name: "groups_claim", label: "Claim with the groups", value: connection?.groups_claim ?? "groups", autocomplete: "off", maxlength: 100 }),
    trusts: checkBox({
      name: "trusts_email", label: "Take addresses that the provider does not call verified", value: connection?.trusts_email ?? false,
      hint: "Only where the directory, and not its people, sets addresses: whoever can give themselves an address there can otherwise come as the person who has it here.",
    }),
  };
}

function setting({ issuer, client, secret, noSecret, audience, email, groups, trusts }) {
  return {
    issuer: issuer.value.trim(),
    client_id: client.value.trim(),
    // What is not sent stays.
    ...(secret.value ? { client_secret: secret.value } : noSecret?.value ? { client_secret: null } : {}),
    audience: audience.value.trim() || null,
    email_claim: email.value.trim() || null,
    groups_claim: groups.value.trim() || null,
    trusts_email: trusts.value,
  };
}

async function remove(place, connection, etag) {
  const reason = reasonField(place);
  const done = await actDialog({
    title: "Remove the identity provider?",
    body: [
      h("p", null, "Nobody comes through ", h("code", null, connection.issuer), " any more, neither people nor programs. The client’s secret is gone from here."),
      h("p", null, "Sessions that began there go on for twelve hours at most, and memberships stay until they are taken. To end somebody at once, remove their membership."),
    ],
    fields: [reason],
    submit: "Remove",
    isDangerous: true,
    again: reload,
    act: () => api.delete(place.path("single-sign-on"), { ifMatch: etag, reason: reason?.value }),
  });
  if (!done) return;
  notify("The identity provider is removed.");
  await reload();
}

/** One's second factor: set up with an authenticator app, given new recovery codes, taken off again. */

import { actDialog, idempotency } from "../../lib/act.js";
import { api } from "../../lib/api.js";
import { copyButton } from "../../lib/copy.js";
import { codeField } from "../../lib/credentials.js";
import { h } from "../../lib/dom.js";
import { showWaiting } from "../../lib/frame.js";
import { notify } from "../../lib/notify.js";
import { badge, section } from "../../lib/parts.js";
import { drawQR } from "../../lib/qr.js";
import { reload } from "../../lib/router.js";
import { findPerson } from "../../lib/session.js";
import { facts } from "../../lib/table.js";
import { when } from "../../lib/time.js";
import { personFor, presentPasswordField } from "./own-password.js";
import { showRecoveryCodes } from "./recovery-codes.js";

const PATH = "/v1/me/second-factor";

export function secondFactorSection(factor, me) {
  return factor.enabled ? present(factor, me) : missing(me);
}

function missing(me) {
  const isRequired = me.second_factor.required;
  return section("Second factor",
    isRequired && h("div", { class: "panel warn" }, h("p", null,
      h("strong", null, "Your role on the platform takes a second factor."), " Until you have set one up, you see nothing of it.")),
    h("p", null, badge(isRequired ? "bad" : "grey", "Off"), " Your password alone lets anybody in who knows it. With an authenticator app, signing in takes a code of your device besides."),
    h("div", { class: "actions start" }, h("button", { type: "button", class: "primary", onclick: () => setUp(me) }, "Set up a second factor")));
}

function present(factor, me) {
  const left = factor.recovery_codes_left;
  return section("Second factor",
    facts([
      ["State", badge("good", "On")],
      ["Since", when(factor.created_at)],
      ["Recovery codes left", [String(left), left < 3 && [" ", badge("warn", left === 0 ? "None" : "Few")]]],
    ]),
    h("div", { class: "actions start" },
      h("button", { type: "button", onclick: () => replaceCodes(me) }, "New recovery codes"),
      h("button", { type: "button", class: "danger", onclick: () => remove(me) }, "Remove")));
}

async function setUp(me) {
  const factor = await begin(me);
  if (!factor) return;
  const codes = await confirm(factor);
  if (!codes) return;
  await showRecoveryCodes(codes, me.user.email);
  await refresh("Your second factor is on. You are signed out everywhere else.");
}

function begin(me) {
  const password = presentPasswordField("password", "Your password");
  return actDialog({
    title: "Set up a second factor",
    body: h("p", null, "You need an authenticator app on your phone or in your password manager. First show that it is you."),
    fields: [personFor(me), password],
    submit: "Go on",
    // Not sent again under the same key: the secret of the first time is not told again once it counts.
    act: async () => (await api.post(PATH, { body: { password: password.value } })).body,
  });
}

function confirm({ secret, otpauth_url: address }) {
  const code = digitsField("Code that the app shows");
  const keyFor = idempotency();
  const drawing = drawQR(address, "QR code for your authenticator app");
  return actDialog({
    title: "Add it to your authenticator app",
    // Its key is shown here only.
    mustStay: true,
    body: [
      drawing ? h("p", null, "Scan this with the app:") : h("p", null, "Your address is too long for a QR code. Type the key into the app:"),
      drawing,
      drawing && h("p", null, "Or type this key into it:"),
      h("div", { class: "secret-row" }, h("code", { class: "secret" }, secret.match(/.{4}/g).join(" "))),
      h("div", { class: "actions start" }, copyButton(() => secret, "the key")),
      h("p", { class: "hint" }, "Six digits, every thirty seconds (TOTP, SHA-1). Nothing changes until you confirm it below; then other sessions of yours end."),
    ],
    fields: [code],
    submit: "Turn it on",
    act: () => codesFor(`${PATH}/confirm`, code, keyFor),
  });
}

async function replaceCodes(me) {
  const code = digitsField("Code of your authenticator app");
  const keyFor = idempotency();
  const codes = await actDialog({
    title: "Make new recovery codes?",
    body: h("p", null, "You get ten new ones. Those from before are good no longer."),
    fields: [code],
    submit: "Make new codes",
    act: () => codesFor(`${PATH}/recovery-codes`, code, keyFor),
  });
  if (!codes) return;
  await showRecoveryCodes(codes, me.user.email);
  await refresh("You have new recovery codes.");
}

// Asked for again with the same key, since codes that were made and not read would be lost.
async function codesFor(path, code, keyFor) {
  const body = { code: code.value.trim() };
  return (await api.post(path, { body, idempotencyKey: keyFor(body) })).body.recovery_codes;
}

async function remove(me) {
  const password = presentPasswordField("password", "Your password");
  const code = codeField({ label: "Code", hint: "Of your authenticator app, or one of your recovery codes." });
  const keyFor = idempotency();
  const isDone = await actDialog({
    title: "Remove your second factor?",
    body: [
      h("p", null, "From then on your password alone lets you in. Your recovery codes go with it, and you are signed out everywhere else."),
      me.second_factor.required && h("p", null, h("strong", null, "Your role on the platform takes a second factor: you lose it in the same moment.")),
    ],
    fields: [personFor(me), password, code],
    submit: "Remove",
    isDangerous: true,
    act: async () => {
      const body = { password: password.value, code: code.value.trim() };
      return api.post(`${PATH}/remove`, { body, idempotencyKey: keyFor(body) });
    },
  });
  if (isDone) await refresh("Your second factor is removed.");
}

function digitsField(label) {
  return codeField({ label, inputmode: "numeric", maxlength: 12, "data-focus": true });
}

// What one may do can hang on it, so the page comes anew: nothing is begun in the present one meanwhile.
async function refresh(note) {
  showWaiting();
  try {
    await findPerson();
  } finally {
    await reload();
  }
  notify(note);
}

/** Generating a key: a form, a look at what it comes to, and the secret, once. */

import { idempotency } from "../../lib/act.js";
import { api, Problem, Unreachable } from "../../lib/api.js";
import { fill, h, isolated } from "../../lib/dom.js";
import { form, reasonField } from "../../lib/form.js";
import { notify } from "../../lib/notify.js";
import { pageHead } from "../../lib/parts.js";
import { navigate, reload } from "../../lib/router.js";
import { guardLeaving } from "../../lib/visit.js";
import { isReached } from "./change.js";
import { expiryFields } from "./expiry-field.js";
import { allowlistField, descriptionField, environmentField, nameField, rateLimitFields } from "./fields.js";
import { showKeySecret } from "./key-secret.js";
import { limitReached, readLimit } from "./limit.js";
import { keyGroups, permissionFields } from "./permissions.js";
import { review } from "./review.js";
import { keyFacts } from "./summary.js";

export default async function newKey({ place, query, signal }) {
  const policy = place.can("policy.read") ? await place.policy() : null;
  await place.require("key.create", policy && [...policy.key_roles, "SUPER_USER"]);
  const [groups, limit] = await Promise.all([keyGroups(place, policy, signal), readLimit(place, signal)]);
  const head = pageHead({
    title: "Generate a key", back: [place.href("keys"), "API keys"],
    lead: "Say what it is for and what it may do. Its secret is shown once, when it is generated.",
  });
  if (limit?.remaining === 0) {
    const { banner } = await keyFacts(place, signal);
    // There may be room by now.
    if (banner) return { title: "Generate a key", body: h("div", { class: "stack" }, head, banner(() => reload())) };
  }
  const mayHaveOne = policy.permission_model !== "GROUP" || groups.length > 0;
  return {
    title: "Generate a key",
    body: h("div", { class: "stack medium" }, head,
      mayHaveOne ? steps(place, policy, groups, limit, query.get("group")) : permissionFields({ place, policy, groups }).fields),
  };
}

// The form and the review take turns, so that what was typed is there when somebody goes back.
function steps(place, policy, groups, limit, chosen) {
  const draft = draftFields(place, policy, groups, chosen);
  const holder = h("div", { class: "stack" });
  const keyFor = idempotency();
  let release = () => {};

  const first = form({
    fields: draft.fields,
    submit: "Review",
    onCancel: place.href("keys"),
    onSubmit: showReview,
  });
  const formPanel = h("div", { class: "panel" }, first);
  first.addEventListener("input", () => { release = guardLeaving(); }, { once: true });
  fill(holder, formPanel);

  async function showReview() {
    const now = (await readLimit(place)) ?? limit;
    const reason = reasonField(place);
    const room = h("div", { class: "stack" });
    const title = h("h2", { tabindex: "-1" }, "Is this right?");
    const second = form({
      fields: [reason, room],
      submit: "Generate key",
      cancel: "Change something",
      onCancel: showForm,
      keeps: true,
      onSubmit: () => generate(reason, room),
    });
    formPanel.hidden = true;
    fill(holder, formPanel, h("section", { class: "panel" }, title, review({ policy, draft, limit: now }), second));
    // Not on the button: whoever pressed Enter twice has not generated a key.
    title.focus();
    title.scrollIntoView({ block: "nearest" });
  }

  function showForm() {
    formPanel.hidden = false;
    fill(holder, formPanel);
    draft.name.focus();
  }

  async function generate(reason, room) {
    fill(room);
    const body = draft.body();
    let answer;
    try {
      answer = await api.post(place.path("keys"), { body, reason: reason?.value, idempotencyKey: keyFor(body) });
    } catch (error) {
      refused(error, room);
      return;
    }
    const { key, secret } = answer.body;
    release();
    const stored = showKeySecret({ key, secret, title: isolated`“${key.name}” is generated`, text: "This is the secret of your new key." });
    answer = null;
    await stored;
    notify(`“${key.name}” is ready to be used.`);
    await navigate(place.href("keys", key.id), { replace: true });
  }

  function refused(error, room) {
    if (error instanceof Unreachable) throw new Error("The answer was lost, so the key may have been generated or not. Generate it again: no second key is made, and the same secret is shown.");
    if (isReached(error)) {
      fill(room, limitReached(place, error));
      return;
    }
    const isInForm = error instanceof Problem && error.errors.some(({ pointer }) => !pointer.startsWith("/headers/"));
    if (!isInForm) throw error;
    showForm();
    first.showError(error);
  }

  return holder;
}

function draftFields(place, policy, groups, chosen) {
  const name = nameField();
  const description = descriptionField();
  const environment = environmentField(policy);
  const permissions = permissionFields({ place, policy, groups, chosen });
  const expiry = expiryFields(policy);
  const allowlist = allowlistField();
  const rate = rateLimitFields(policy);
  return {
    name, description, environment, permissions, expiry, allowlist, rate,
    fields: [
      part("What it is for"), name, description, environment,
      part("What it may do"), ...permissions.fields,
      part("Until when"), ...expiry.fields,
      part("From where, and how often"), allowlist, ...rate.fields,
    ],
    body() {
      const limit = rate.value();
      return {
        name: name.value.trim(),
        description: description.value.trim() || null,
        ...(environment ? { environment: environment.value } : { environment: policy.environments[0] }),
        ...permissions.value(),
        ...expiry.value(),
        ip_allowlist: allowlist.value,
        ...(limit ? { rate_limit: limit } : {}),
      };
    },
  };
}

function part(title) {
  return h("h2", { class: "form-part" }, title);
}

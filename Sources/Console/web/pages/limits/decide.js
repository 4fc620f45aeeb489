/** Answering a tenant that asks for more keys. */

import { idempotency } from "../../lib/act.js";
import { api, inTenant } from "../../lib/api.js";
import { openDialog } from "../../lib/dialog.js";
import { fill, h, isolated } from "../../lib/dom.js";
import { form, textArea, textField } from "../../lib/form.js";
import { notify } from "../../lib/notify.js";
import { isWhole } from "../../lib/numbers.js";
import { facts } from "../../lib/table.js";
import { when } from "../../lib/time.js";
import { count } from "../../lib/words.js";
import { usedOf } from "./meter.js";

/** Approves a request, with its number or another. Resolves to whether it is decided now, by whomever. */
export function approve(request) {
  const limit = textField({
    name: "limit", label: "Keys it may have from now on", required: true, inputmode: "numeric", autocomplete: "off", value: String(request.requested_limit), "data-focus": true,
    check: (text) => (isWhole(text, request.current_limit + 1, Infinity) ? null : `A whole number above ${request.current_limit} is needed.`),
  });
  return decide(request, {
    title: isolated`Approve more keys for ${request.tenant.name}`,
    verb: "approve",
    submit: "Approve",
    limit,
    done: ({ granted_limit: granted }) => `${request.tenant.name} may have ${count(granted, "key")} now.`,
  });
}

/** Denies a request; resolves likewise. */
export function deny(request) {
  return decide(request, {
    title: isolated`Deny more keys to ${request.tenant.name}`,
    verb: "deny",
    submit: "Deny",
    isDangerous: true,
    done: () => `Denied the request of ${request.tenant.name}.`,
  });
}

function decide(request, { title, verb, submit, limit, isDangerous = false, done }) {
  const path = inTenant(request.tenant_id, "limit-requests", request.id);
  const reason = textArea({ name: "reason", label: "Reason", hint: "The tenant reads it.", required: true, rows: 2, maxlength: 1000 });
  const keyFor = idempotency();
  return openDialog({
    title,
    content: (close) => {
      const box = h("div", { class: "stack" });
      const send = async () => {
        const body = { reason: reason.value.trim(), ...(limit ? { limit: Number(limit.value) } : {}) };
        try {
          const { body: decided } = await api.post(`${path}/${verb}`, { body, idempotencyKey: keyFor(body) });
          notify(done(decided));
          close(true);
        } catch (error) {
          if (error.code !== "LIMIT_REQUEST_DECIDED") throw error;
          fill(box, meanwhile((await api.get(path)).body, () => close(true)));
          box.querySelector("button").focus();
        }
      };
      return fill(box,
        facts([
          ["Has", usedOf({ used: request.used, limit: request.current_limit })],
          ["Asks for", count(request.requested_limit, "key")],
        ]),
        facts([["Why", h("span", { class: "said" }, request.reason)]]),
        form({ fields: [limit, reason], submit, isDangerous, guards: true, onCancel: () => close(false), onSubmit: send }));
    },
  });
}

// Somebody else was quicker.
function meanwhile(request, close) {
  const what = request.status === "APPROVED" ? `approved ${count(request.granted_limit, "key")}` : "denied it";
  return [
    h("p", { role: "alert" }, h("strong", null, request.decided_by?.name ?? "Somebody"), ` has ${what} meanwhile, `, when(request.decided_at), ". Nothing that you typed was sent to the tenant."),
    h("p", { class: "said" }, request.decision_reason),
    h("div", { class: "actions" }, h("button", { type: "button", class: "primary", onclick: close }, "Go on")),
  ];
}

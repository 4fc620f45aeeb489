/** Asking the platform's staff for more keys: the form, alone or in a dialog. */

import { idempotency } from "../../lib/act.js";
import { api } from "../../lib/api.js";
import { openDialog } from "../../lib/dialog.js";
import { h } from "../../lib/dom.js";
import { form, textArea, textField } from "../../lib/form.js";
import { notify } from "../../lib/notify.js";
import { isWhole } from "../../lib/numbers.js";
import { count, plain } from "../../lib/words.js";

/** A form that asks for more than `limit`. `onDone(request)` is called when it has been sent. */
export function askForm({ place, limit, onDone, onCancel }) {
  const requested = numberField({
    name: "requested_limit",
    label: "Keys needed",
    value: String(limit + Math.max(5, Math.ceil(limit / 2))),
    hint: `How many in all, not how many more. Now it is ${count(limit, "key")}.`,
    check: (text) => (Number(text) > limit ? null : `Ask for more than the ${limit} that there are now.`),
  });
  const reason = textArea({ name: "reason", label: "Reason", hint: "What the keys are for. Whoever decides reads it.", required: true, maxlength: 1000 });
  const keyFor = idempotency();
  return form({
    fields: [requested, reason],
    submit: "Ask for more",
    onCancel,
    guards: true,
    onSubmit: async (release) => {
      const body = { requested_limit: Number(requested.value), reason: reason.value.trim() };
      const answer = await api.post(place.path("limit-requests"), { body, idempotencyKey: keyFor(body) });
      release();
      notify(`Asked for ${count(body.requested_limit, "key")}. The platform's staff will decide.`);
      onDone(answer.body);
    },
  });
}

/** The same over another page; resolves to the request, or to undefined where nobody has asked. */
export function askForMore({ place, limit, used }) {
  return openDialog({
    title: "Ask for more keys",
    content: (close) => [
      h("p", null, `${place.name} uses ${used.toLocaleString("en")} of ${count(limit, "key")}.`),
      askForm({ place, limit, onDone: close, onCancel: () => close() }),
    ],
  });
}

/** A whole number of keys. */
export function numberField({ check, ...field }) {
  return textField({
    ...field,
    required: true,
    inputmode: "numeric",
    autocomplete: "off",
    check: (text) => {
      if (!isWhole(text, 0, 1_000_000)) return "A whole number is needed, a million at most.";
      return check?.(text.trim()) ?? null;
    },
  });
}

const STATES = { PENDING: "warn", APPROVED: "good", DENIED: "bad" };

/** A request's state: its colour and its word. */
export function requestState(request) {
  return [STATES[request.status] ?? "grey", plain(request.status)];
}

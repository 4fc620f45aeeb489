/** A change of a key in a dialog: what it does, what is asked for it, and what happened. */

import { isLost, Problem } from "../../lib/api.js";
import { fill, h } from "../../lib/dom.js";
import { openDialog } from "../../lib/dialog.js";
import { form } from "../../lib/form.js";
import { limitReached } from "./limit.js";

/**
 * `body` is what stands above the fields, or a function of `close` that answers it. `send()` asks for it and resolves to the
 * API's answer, of which `done(answer)` says what happened; `lost` is what is said when there was no answer. `refresh()` shows how things are now, after a change of unknown outcome or somebody else's.
 */
export async function changeDialog({ place, title, body, fields = [], submit, isDangerous = false, wide = false, send, lost, done, refresh }) {
  const room = h("div", { class: "stack" });
  let mayHaveHappened = false;
  let finished;

  await openDialog({
    title,
    wide,
    content: (close) => {
      const element = form({
        fields: [...fields, room],
        submit,
        isDangerous,
        guards: true,
        onCancel: () => close(),
        onStale: () => { mayHaveHappened = true; close(); },
        onSubmit: async () => {
          fill(room);
          try {
            const answer = await send();
            close();
            finished = done(answer);
            await finished;
          } catch (error) {
            if (isReached(error)) fill(room, limitReached(place, error));
            else throw explained(error, element.press);
          }
        },
      });
      if (isDangerous && !fields.some(Boolean)) element.querySelector(".actions button").setAttribute("data-focus", "");
      return [body && h("div", { class: "stack tight" }, typeof body === "function" ? body(close) : body), element];
    },
  });
  if (finished) await finished;
  else if (mayHaveHappened) await refresh();

  function explained(error, press) {
    const isReceiptMissing = error.code === "RECEIPT_UNKNOWN";
    mayHaveHappened ||= isLost(error) || isReceiptMissing;
    if (isLost(error)) error.message = lost ?? "The answer was lost, so this may have been done or not. Try again: nothing is done twice.";
    if (isReceiptMissing) {
      press.textContent = "Try again for the receipt";
      error.message = "This is done and stands, but not every verifier could be heard of yet: some instance may not know. Try again to get the receipt.";
    }
    return error;
  }
}

/** Says why something cannot be done, or not by this person. */
export function refuse(title, ...why) {
  return openDialog({
    title,
    content: (close) => [h("div", null, ...why), h("div", { class: "actions" }, h("button", { type: "button", onclick: () => close() }, "Close"))],
  });
}

/** Whether it is the tenant's key limit that is in the way. */
export function isReached(error) {
  return error instanceof Problem && error.code === "KEY_LIMIT_REACHED";
}

/** A key's permissions beyond what this person may grant: where there are any, they are not handed its secret. */
export function beyondCeiling(place, key) {
  return place.ceiling === null ? [] : key.scopes.filter((scope) => !place.ceiling.includes(scope));
}

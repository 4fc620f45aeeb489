/** Dialogs that do something: what will happen, what has to be said for it, and whatever the server refuses stays in sight. */

import { freshIdempotencyKey } from "./api.js";
import { openDialog } from "./dialog.js";
import { h } from "./dom.js";
import { describe, form, textField } from "./form.js";
import { complain } from "./notify.js";

/**
 * A dialog with a form. `act()` does it; what it answers is what this resolves to, and undefined is for "cancelled". `fields` as
 * those of `form`. `again()` is called when it is stale and somebody wants to see it as it is now.
 */
export function actDialog({ title, body, fields = [], submit, act, again, isDangerous = false, wide = false }) {
  return openDialog({
    title,
    wide,
    content: (close) => {
      const element = form({
        fields, submit, isDangerous,
        onCancel: () => close(undefined),
        onStale: again && (() => { close(undefined); again(); }),
        onSubmit: async () => close((await act()) ?? true),
      });
      return [body && h("div", { class: "stack tight" }, body), element];
    },
  });
}

/** For what cannot be taken back: its name has to be typed, which stands apart so that it is clear where it begins and ends. */
export function nameToType(name, what = "its name") {
  const plain = (text) => text.normalize("NFC").trim().replace(/\s+/gu, " ");
  return textField({
    name: "", label: ["Type ", h("code", { class: "name" }, name), " to confirm"], required: true, autocomplete: "off",
    check: (text) => (plain(text) === plain(name) ? null : `That is not ${what}.`),
  });
}

/**
 * One idempotency key for as long as the same is asked for: after an answer that was lost, nothing is made twice. Something else
 * gets another one: `const keyFor = idempotency()`, then `api.post(path, { body, idempotencyKey: keyFor(body) })`.
 */
export function idempotency() {
  let last;
  let key;
  return (body) => {
    const text = JSON.stringify(body);
    if (text !== last) key = freshIdempotencyKey();
    last = text;
    return key;
  };
}

/** Does what a button is for, once at a time, and says what went wrong. */
export function attempt(action) {
  let isBusy = false;
  let takeBack = () => {};
  return async (event) => {
    if (isBusy) return;
    isBusy = true;
    takeBack();
    try {
      await action(event);
    } catch (error) {
      if (error.name !== "AbortError") takeBack = complain(describe(error));
    } finally {
      isBusy = false;
    }
  };
}

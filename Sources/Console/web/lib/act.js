/** Dialogs that do something: what will happen, what has to be said for it, and whatever the server refuses stays in sight. */

import { freshIdempotencyKey } from "./api.js";
import { openDialog, prepare } from "./dialog.js";
import { h } from "./dom.js";
import { describe, form, textField } from "./form.js";
import { complain } from "./notify.js";

/**
 * A dialog with a form. `act()` does it; what it answers is what this resolves to, and undefined is for "cancelled". `fields` as
 * those of `form`. `again()` is called when it is stale and somebody wants to see it as it is now. `mustStay` as of `openDialog`.
 */
export function actDialog({ title, body, fields = [], submit, act, again, isDangerous = false, wide = false, mustStay = false }) {
  return openDialog({
    title,
    wide,
    mustStay,
    content: (close) => {
      const element = form({
        fields, submit, isDangerous,
        guards: !mustStay,
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
  // What is not seen cannot be typed.
  const plain = (text) => text.normalize("NFC").replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, "").trim().replace(/\s+/gu, " ");
  return textField({
    name: "", label: ["Type ", h("code", { class: "name", dir: "auto" }, name), " to confirm"], required: true, autocomplete: "off",
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

/** Does what a button is for, once at a time, and says what went wrong. Only one on a page is on its way to a dialog. */
export function attempt(action) {
  let isBusy = false;
  let takeBack = () => {};
  return async (event) => {
    const end = isBusy ? null : prepare(event?.currentTarget);
    if (!end) return;
    isBusy = true;
    takeBack();
    try {
      await action(event);
    } catch (error) {
      if (error.name !== "AbortError") takeBack = complain(describe(error));
    } finally {
      end();
      isBusy = false;
    }
  };
}

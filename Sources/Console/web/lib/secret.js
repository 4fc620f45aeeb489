/**
 * What is shown once: a secret in a dialog that neither Esc, Enter, Back nor a stray click closes. It stands nowhere but in the
 * one element here, which is emptied when the dialog closes or the page is left.
 */

import { copyButton } from "./copy.js";
import { h } from "./dom.js";
import { openDialog } from "./dialog.js";
import { keepHere } from "./visit.js";

/**
 * Shows a secret until it is said to be stored; resolves then. `name` is that of the variable in the `.env` file (null: no
 * file), and `tryIt` what to type in a shell, in which `$NAME` stands for the secret (null: nothing). The secret itself is not
 * in these lines: what is typed in a shell stays in its history. `more` is what else helps at that moment, and `because` why it
 * cannot be shown again, where that is not that nobody has it.
 */
export async function showSecret({
  title, text, secret, name = null, tryIt = null, tryItHint, more = null, fileName = "secret.env", what = "the secret",
  because,
}) {
  let kept = secret;
  const shown = h("code", { class: "secret", tabindex: "0", role: "group", "aria-label": what }, kept);
  const release = keepHere();
  const wipe = () => {
    kept = "";
    shown.textContent = "";
  };
  addEventListener("pagehide", wipe, { once: true });
  await openDialog({
    title,
    mustStay: true,
    wide: true,
    content: (close) => [
      h("p", null, text),
      h("div", { class: "secret-row" }, shown),
      h("div", { class: "actions start" },
        // Enter, pressed once too often, copies.
        focused(copyButton(() => kept, what, "Copy")),
        name && h("button", { type: "button", class: "small", onclick: () => download(fileName, `${name}=${kept}\n`) }, "Download as .env")),
      tryIt && h("div", { class: "stack tight" },
        h("p", { class: "hint" }, tryItHint ?? `Try it: with the secret in $${name}, for which the .env file is one way.`),
        h("pre", { class: "code", tabindex: "0", role: "group", "aria-label": "Lines to try it" }, tryIt),
        h("div", null, copyButton(() => tryIt, "the lines to try it", "Copy the lines"))),
      more,
      ...ending(close, undefined, because),
    ],
  });
  wipe();
  release();
  removeEventListener("pagehide", wipe);
}

/** The end of such a dialog: it closes once this is said. */
export function ending(close, said = "I have stored it.", why = "It cannot be shown again: nobody, the platform included, has it.") {
  const done = h("button", { type: "button", class: "primary", disabled: true, onclick: () => close(true) }, "Close");
  const stored = h("input", { type: "checkbox", onchange: () => { done.disabled = !stored.checked; } });
  return [
    h("label", { class: "choice" }, stored, h("span", null, h("strong", null, said), " ", why)),
    h("div", { class: "actions" }, done),
  ];
}

function focused(button) {
  button.setAttribute("data-focus", "");
  return button;
}

/** Gives the browser a text as a file. */
export function download(fileName, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = h("a", { href: address, download: fileName });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/**
 * What is shown once: a secret in a dialog that neither Esc, Enter, Back nor a stray click closes. It stands nowhere but in the
 * one element here, which is emptied when the dialog closes or the page is left.
 */

import { copyButton } from "./copy.js";
import { h } from "./dom.js";
import { openDialog } from "./dialog.js";

/**
 * Shows a secret until it is said to be stored; resolves then. `name` is that of the variable in the `.env` file, which links have none of. `more` is what
 * else helps at that moment; `said` and `because` are as in `tellOnce`.
 */
export function showSecret({ title, text, secret, name, more = null, fileName = "secret.env", what = "the secret", said, because }) {
  let kept = secret;
  const shown = h("code", { class: "secret", tabindex: "0", role: "group", "aria-label": what }, kept);
  return tellOnce({
    title,
    wide: true,
    content: [
      h("p", null, text),
      h("div", { class: "secret-row" }, shown, copyOfSecret(() => kept, what)),
      name && h("div", { class: "actions start" },
        h("button", { type: "button", class: "small", onclick: () => download(fileName, `${name}=${kept}\n`) }, "Download as .env")),
      more,
    ],
    wipe: () => {
      kept = "";
      shown.textContent = "";
    },
    said,
    because,
  });
}

/**
 * A dialog of what is told once; it closes when the box beside `said` is ticked. `wipe` takes the secret out of the page, and
 * out of what its buttons hold. `because` says why it cannot be shown again.
 */
export async function tellOnce({
  title, wide = false, content, wipe, said = "I have stored it.",
  because = "It cannot be shown again: nobody, the platform included, has it.",
}) {
  addEventListener("pagehide", wipe, { once: true });
  await openDialog({
    title,
    wide,
    mustStay: true,
    // Wiped before it closes: a dialog that is closed stays in the page for a moment.
    content: (close) => [content, ending(() => { wipe(); close(); }, said, because)],
  });
  removeEventListener("pagehide", wipe);
}

function ending(close, said, because) {
  const done = h("button", { type: "button", class: "primary", disabled: true, onclick: close }, "Close");
  const stored = h("input", { type: "checkbox", onchange: () => { done.disabled = !stored.checked; } });
  return [
    h("label", { class: "choice" }, stored, h("span", null, h("strong", null, said), " ", because)),
    h("div", { class: "actions" }, done),
  ];
}

/** Where such a dialog begins: Enter, pressed once too often, copies. */
export function copyOfSecret(secret, what) {
  const button = copyButton(secret, what, "Copy");
  button.className = "primary";
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

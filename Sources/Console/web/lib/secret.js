/**
 * What is shown once: a secret in a dialog that neither Esc nor a stray click closes. It stands nowhere but in the one element
 * here, which is emptied when the dialog closes or the page is left.
 */

import { copyButton } from "./copy.js";
import { h } from "./dom.js";
import { openDialog } from "./dialog.js";
import { guardLeaving } from "./router.js";

/**
 * Shows a secret until it is said to be stored. `name` is that of the variable in the `.env` file; `tryIt` a line for a shell,
 * in which `$NAME` stands for the secret, or null. Without a `name` there is no file. `more` is what else helps at that moment.
 * `stored` is what has to be said before it closes.
 */
export async function showSecret({
  title, text, secret, name, tryIt, more, fileName = ".env", what = "the secret", stored: said = "I have stored it. It cannot be shown again.",
}) {
  let kept = secret;
  const shown = h("code", { class: "secret", tabindex: "0", "aria-label": what }, kept);
  const release = guardLeaving(() => false);
  const wipe = () => {
    kept = "";
    shown.textContent = "";
  };
  addEventListener("pagehide", wipe, { once: true });
  await openDialog({
    title,
    mustStay: true,
    wide: true,
    content: (close) => {
      const done = h("button", { type: "button", class: "primary", disabled: true, onclick: () => close(true) }, "Close");
      const stored = h("input", { type: "checkbox", onchange: () => { done.disabled = !stored.checked; } });
      return [
        h("p", null, text),
        h("div", { class: "secret-row" }, shown),
        h("div", { class: "actions start" },
          copyButton(() => kept, what, "Copy"),
          name && h("button", { type: "button", class: "small", onclick: () => download(fileName, `${name}=${kept}\n`) }, "Download as .env")),
        tryIt && h("div", { class: "stack tight" },
          h("p", { class: "hint" }, "Try it, from where your gateway runs:"),
          h("pre", { class: "code", tabindex: "0" }, tryIt),
          h("div", null, copyButton(() => tryIt.replaceAll(`$${name}`, kept), "the line with the secret", "Copy with the secret"))),
        more,
        h("label", { class: "choice" }, stored, h("span", null, said)),
        h("div", { class: "actions" }, done),
      ];
    },
  });
  wipe();
  release();
  removeEventListener("pagehide", wipe);
}

function download(fileName, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = h("a", { href: address, download: fileName });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Recovery codes, told once: neither Esc nor a stray click takes them away before they are said to be stored. */

import { copyButton } from "../../lib/copy.js";
import { openDialog } from "../../lib/dialog.js";
import { h } from "../../lib/dom.js";
import { download, ending } from "../../lib/secret.js";
import { keepHere } from "../../lib/visit.js";

export async function showRecoveryCodes(codes, email) {
  let kept = codes;
  const shown = h("ol", { class: "recovery-codes mono", "aria-label": "Recovery codes" }, codes.map((code) => h("li", null, code)));
  const release = keepHere();
  const wipe = () => {
    kept = [];
    shown.replaceChildren();
  };
  const file = () => `Latchkey recovery codes of ${email}\nEach is good once, in place of a code of your authenticator app.\n\n${kept.join("\n")}\n`;
  const copy = copyButton(() => kept.join("\n"), "the recovery codes", "Copy");
  // Enter, pressed once too often, copies.
  copy.setAttribute("data-focus", "");
  addEventListener("pagehide", wipe, { once: true });
  await openDialog({
    title: "Your recovery codes",
    mustStay: true,
    content: (close) => [
      h("p", null, "When your device is lost, one of these does for its code. Each is good once. Keep them where the device is not."),
      shown,
      h("div", { class: "actions start" }, copy,
        h("button", { type: "button", class: "small", onclick: () => download("latchkey-recovery-codes.txt", file()) }, "Download")),
      ...ending(close, "I have stored them.", "They cannot be shown again: nobody, the platform included, has them."),
    ],
  });
  wipe();
  release();
  removeEventListener("pagehide", wipe);
}

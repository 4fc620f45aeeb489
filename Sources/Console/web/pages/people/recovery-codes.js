/** Recovery codes, told once: neither Esc nor a stray click takes them away before they are said to be stored. */

import { h } from "../../lib/dom.js";
import { copyOfSecret, download, tellOnce } from "../../lib/secret.js";

export function showRecoveryCodes(codes, email) {
  let kept = codes;
  const shown = h("ol", { class: "recovery-codes mono", "aria-label": "Recovery codes" }, codes.map((code) => h("li", null, code)));
  const file = () => `Latchkey recovery codes of ${email}\nEach is good once, in place of a code of your authenticator app.\n\n${kept.join("\n")}\n`;
  return tellOnce({
    title: "Your recovery codes",
    content: [
      h("p", null, "When your device is lost, one of these does for its code. Each is good once. Keep them where the device is not."),
      shown,
      h("div", { class: "actions start" },
        copyOfSecret(() => kept.join("\n"), "the recovery codes"),
        h("button", { type: "button", class: "small", onclick: () => download("latchkey-recovery-codes.txt", file()) }, "Download")),
    ],
    wipe: () => {
      kept = [];
      shown.replaceChildren();
    },
    said: "I have stored them.",
    because: "They cannot be shown again: nobody, the platform included, has them.",
  });
}

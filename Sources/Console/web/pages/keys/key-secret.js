/** The secret of a key, shown once. */

import { copyButton } from "../../lib/copy.js";
import { h } from "../../lib/dom.js";
import { showSecret } from "../../lib/secret.js";

/** What stands for the address of somebody's API, which is not known here. Nothing answers there, so no secret goes anywhere. */
const ADDRESS = "https://your-api.example/";

/** `text` says how it came about. Resolves when it is stored. */
export function showKeySecret({ key, secret, title, text }) {
  const name = variableName(key.name);
  const fileName = `${slug(key.name) || "api-key"}.env`;
  return showSecret({
    title,
    text: `${text} Store it now, in a vault or your integration's secret store: it will not be shown again.`,
    secret,
    name,
    fileName,
    more: linesToTry(name, fileName),
  });
}

// The secret itself is not in these lines: what is typed in a shell stays in its history.
function linesToTry(name, fileName) {
  const lines = h("pre", { class: "code", tabindex: "0", role: "group", "aria-label": "Lines to try it" },
    `. ./${fileName}\ncurl -i -H "X-API-Key: $${name}" `, h("mark", null, ADDRESS));
  return h("div", { class: "stack tight" },
    h("p", { class: "hint" }, "Try it where the downloaded file is, with the address of the API that the key is for in place of ", h("mark", null, ADDRESS),
      ". An answer of 401 says that the key is not accepted, 403 that it may not do this. Authorization: Bearer works as well."),
    lines,
    h("div", null, copyButton(() => lines.textContent, "the lines to try it", "Copy the lines")));
}

// `ERP Integration` → `ERP_INTEGRATION_API_KEY`
function variableName(name) {
  const words = slug(name).replaceAll("-", "_").toUpperCase();
  const stem = words.replace(/_?API_KEY$/u, "").replace(/^(?=\d)/u, "KEY_");
  return stem ? `${stem}_API_KEY` : "API_KEY";
}

function slug(name) {
  return name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/gu, "-").replace(/^-+|-+$/gu, "").slice(0, 40).replace(/-+$/u, "");
}

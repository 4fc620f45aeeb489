/** The secret of a key, shown once. */

import { showSecret } from "../../lib/secret.js";

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
    what: "the secret",
    tryIt: [`. ./${fileName}`, `curl -H "X-API-Key: $${name}" https://your-api.example/`].join("\n"),
    tryItHint: "Try it with the downloaded file and the address of the API that the key is for (Authorization: Bearer works as well):",
  });
}

/** `ERP Integration` → `ERP_INTEGRATION_API_KEY` */
export function variableName(name) {
  const words = slug(name).replaceAll("-", "_").toUpperCase();
  const stem = words.replace(/_?API_KEY$/u, "").replace(/^(?=\d)/u, "KEY_");
  return stem ? `${stem}_API_KEY` : "API_KEY";
}

function slug(name) {
  return name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/gu, "-").replace(/^-+|-+$/gu, "").slice(0, 40).replace(/-+$/u, "");
}

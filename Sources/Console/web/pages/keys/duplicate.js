/** Duplicating a key: another one that may do the same, with a secret and an end of its own. */

import { api } from "../../lib/api.js";
import { idempotency } from "../../lib/act.js";
import { h, isolated } from "../../lib/dom.js";
import { reasonField } from "../../lib/form.js";
import { notify } from "../../lib/notify.js";
import { navigate } from "../../lib/router.js";
import { beyondCeiling, changeDialog, refuse } from "./change.js";
import { expiryFields } from "./expiry-field.js";
import { showKeySecret } from "./key-secret.js";
import { noRoom } from "./limit.js";

const SUFFIX = " (copy)";
const LONGEST = 200;

export async function duplicate({ place, key, etag, policy, after }) {
  const beyond = beyondCeiling(place, key);
  if (beyond.length > 0) {
    await refuse(`“${key.name}” cannot be duplicated by you`, "The copy could do what is beyond your own access: ", beyond.join(", "), ".");
    return;
  }
  const full = await noRoom(place);
  if (full) {
    await refuse(`There is no room for a copy of “${key.name}”`, full);
    return;
  }
  const expiry = expiryFields(policy);
  const reason = reasonField(place);
  const keyFor = idempotency();
  await changeDialog({
    place,
    title: isolated`Duplicate “${key.name}”?`,
    body: [
      h("p", null, "The copy has the same permissions, environment, allowlist and rate limit, and a secret of its own. It counts towards the key limit."),
      h("p", null, "It will be called ", h("strong", null, h("bdi", null, `“${copyName(key.name)}”`)), "; you can rename it afterwards."),
    ],
    fields: [...expiry.fields, reason],
    submit: "Duplicate",
    send: () => {
      const body = expiry.value();
      return api.post(place.path("keys", key.id, "duplicate"), { body, ifMatch: etag, reason: reason?.value, idempotencyKey: keyFor(body) });
    },
    lost: "The answer was lost: the copy may have been made or not. Try again for its secret; nothing is made twice.",
    done: async ({ body }) => {
      await showKeySecret({ key: body.key, secret: body.secret, title: isolated`“${body.key.name}” is generated`, text: "This is its secret." });
      notify(`“${body.key.name}” is ready to be used.`);
      return navigate(place.href("keys", body.key.id));
    },
    refresh: () => after(key),
  });
}

// As the server cuts it: in whole characters, until there is room for the suffix.
function copyName(name) {
  const characters = [...new Intl.Segmenter().segment(name)].map(({ segment }) => segment);
  while ([...characters.join(""), ...SUFFIX].length > LONGEST) characters.pop();
  return characters.join("") + SUFFIX;
}

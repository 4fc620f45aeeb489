/** Renaming a tenant. */

import { actDialog } from "../../lib/act.js";
import { api } from "../../lib/api.js";
import { isolated } from "../../lib/dom.js";
import { reasonField, textField } from "../../lib/form.js";
import { notify } from "../../lib/notify.js";
import { reload } from "../../lib/router.js";

/** A dialog for another name. */
export async function rename(place) {
  const name = textField({ name: "name", label: "Name", required: true, value: place.name, maxlength: 200, autocomplete: "off", "data-focus": true });
  const reason = reasonField(place);
  const answer = await actDialog({
    title: isolated`Rename ${place.name}`,
    fields: [name, reason],
    submit: "Rename",
    act: () => api.patch(place.path(), { body: { name: name.value.trim() }, ifMatch: place.etag, reason: reason?.value }),
    again: reload,
  });
  if (!answer) return;
  notify(`It is called ${answer.body.name} now.`);
  await reload();
}

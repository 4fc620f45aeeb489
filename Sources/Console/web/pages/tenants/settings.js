/** What a tenant is, the rules of its keys, and what can be done about it as a whole. */

import { copyButton } from "../../lib/copy.js";
import { h } from "../../lib/dom.js";
import { pageHead, section } from "../../lib/parts.js";
import { reload } from "../../lib/router.js";
import { facts } from "../../lib/table.js";
import { when } from "../../lib/time.js";
import { KINDS } from "../../lib/words.js";
import { presetName } from "../policies/words.js";
import { directorySection } from "./directory.js";
import { rename } from "./name.js";
import { fillNames, namedLink } from "./parts.js";
import { rulesEditor, rulesSection } from "./rules.js";
import { singleSignOnSection } from "./single-sign-on.js";
import { suspensionSection } from "./suspension.js";

export default async function settings({ place, query, signal }) {
  if (query.get("edit") === "rules") return rulesEditor(place, signal);
  const [rules, singleSignOn, directory] = await Promise.all([
    rulesSection(place), singleSignOnSection(place, signal), directorySection(place, signal),
  ]);
  return {
    title: `Settings · ${place.name}`,
    body: h("div", { class: "stack" },
      pageHead({ title: "Settings" }), identity(place, signal), rules, suspensionSection(place, reload), singleSignOn, directory),
  };
}

function identity(place, signal) {
  const { tenant } = place;
  return section(place.name,
    h("div", { class: "actions start" }, h("code", null, place.id), copyButton(() => place.id, "the tenant's ID")),
    facts([
      ["Kind", KINDS[tenant.kind]],
      tenant.parent_id && ["Partner above it", partner(place, signal)],
      tenant.policy && ["Rules copied from", place.needsReason ? h("a", { href: `/presets/${tenant.policy}` }, tenant.policy) : presetName(tenant.policy)],
      ["Billing period begins", `On day ${tenant.billing_day} of the month`],
      ["Since", when(tenant.created_at)],
    ]),
    place.can("tenant.update") && h("div", { class: "actions start" }, h("button", { type: "button", onclick: () => rename(place) }, "Rename …")));
}

// Who sees the business only is not told what its partner is called.
function partner(place, signal) {
  const { parent_id: parent } = place.tenant;
  const isSeen = place.needsReason || place.me.memberships.some((membership) => membership.tenant_id === parent);
  if (!isSeen) return h("code", null, parent);
  const { element, field } = namedLink(parent);
  fillNames([field], signal);
  return element;
}

/** The presets: the named policies from which new tenants copy theirs. */

import { api } from "../../lib/api.js";
import { h } from "../../lib/dom.js";
import { list } from "../../lib/list.js";
import { empty, pageHead } from "../../lib/parts.js";
import { platformCan } from "../../lib/place.js";
import { table } from "../../lib/table.js";
import { count } from "../../lib/words.js";
import { rules } from "./words.js";

export default async function presets({ me, query }) {
  const columns = [
    { label: "Preset", isHead: true, cell: (preset) => h("a", { class: "nowrap", href: `/presets/${preset.name}` }, preset.name) },
    { label: "For", cell: forWhom },
    { label: "Permissions", isWide: true, cell: (preset) => rule(preset, "Permissions") },
    { label: "Expiry", isWide: true, cell: (preset) => rule(preset, "Expiry") },
    { label: "Partners may choose it", cell: (preset) => (preset.offered_to_partners ? "Yes" : "No") },
    { label: "Keys", isNumber: true, cell: (preset) => preset.policy.key_limit.toLocaleString("en") },
  ];
  const body = await list({
    query,
    load: async ({ cursor }, signal) => (await api.get("/v1/policy-presets", { query: { cursor }, signal })).body,
    count: (rows) => count(rows.length, "preset"),
    show: (rows) => (rows.length === 0
      ? empty("No presets", "A preset is what a new tenant's rules are copied from.")
      : table({ caption: "Presets", needsRoom: true, columns, rows })),
  });
  const add = platformCan(me, "policy.manage") && h("a", { class: "button primary", href: "/presets/new" }, "New preset");
  return {
    title: "Presets",
    body: h("div", { class: "stack" },
      pageHead({ title: "Presets", lead: "Each is a kind of portal: the rules that a new tenant's keys begin with. A tenant copies them, so changing a preset changes no tenant that is there.", actions: [add] }),
      body),
  };
}

/** For which tenants a preset is. */
export function forWhom({ tenant_kind: kind, requires_parent: requiresParent }) {
  if (kind === "PARTNER") return "Partners";
  return requiresParent ? "Businesses under a partner" : "Businesses";
}

function rule({ policy }, term) {
  return rules(policy).find(([name]) => name === term)[1];
}

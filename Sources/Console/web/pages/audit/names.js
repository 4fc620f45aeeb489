/** What ids of a page of a trail stand for, as far as the trail and the tenant's members tell. */

import { h } from "../../lib/dom.js";
import { gently } from "../../lib/gently.js";

/** Rows that say the name of the key that they are about. */
const NAMING = ["key.create", "key.duplicate", "key.update", "key.disable", "key.enable", "key.rotate", "key.revoke"];

/**
 * Names of the keys that no row of a page calls by name, such as one that has leaked, as a map by their ids. `ask(query)` resolves
 * to rows of the same trail. A name that cannot be had is missed, and the id stands for it.
 */
export async function missingNames(events, ask) {
  const named = new Set(events.filter(nameIn).map(({ object }) => object));
  const keys = new Set(events.map(({ object }) => object).filter((object) => object?.startsWith("key_") && !named.has(object)));
  const found = new Map();
  await gently(keys, async (object) => {
    const [row] = await ask({ object, action: NAMING.join(","), limit: 1 });
    if (row) found.set(object, nameIn(row));
  });
  return found;
}

/**
 * `people` and `keys` are maps from ids to names. Answers `{ of(event), who(event), person(id), tenant(id) }`, each of
 * which is what stands on the page: for what was changed, for whom it was done to, for somebody, and for a tenant.
 */
export function namesIn(events, people, keys, place) {
  const known = new Map(people);
  const things = new Map(keys);
  const tenants = new Map(events.map((event) => [event.tenant_id, event.tenant_name]).filter(([, name]) => name));
  for (const event of events) {
    if (event.actor?.user_id && event.actor_name) known.set(event.actor.user_id, event.actor_name);
    const name = nameIn(event);
    if (event.object && name && !things.has(event.object)) things.set(event.object, name);
  }

  const person = (id) => (known.has(id) ? h("strong", null, known.get(id)) : h("code", null, id ?? "somebody"));

  function of(event) {
    const name = nameIn(event) ?? things.get(event.object);
    const text = name ? h("strong", null, `“${name}”`) : h("code", null, event.object ?? "?");
    const address = addressOf(event, place);
    return address ? h("a", { href: address }, text) : text;
  }

  function who(event) {
    const facts = [event.after, event.before].filter(Boolean);
    const id = facts.map((each) => each.user_id).find(Boolean) ?? (String(event.object).startsWith("usr_") ? event.object : null);
    const email = facts.map((each) => each.email ?? each.attributes?.userName).find(Boolean);
    if (id && known.has(id)) return person(id);
    return email ? h("strong", null, email) : person(id ?? event.object);
  }

  // As far as a row of the page is of it.
  const tenant = (id) => (tenants.has(id) ? h("a", { href: `/tenants/${id}/audit` }, tenants.get(id)) : h("code", null, id));

  return { of, who, person, tenant };
}

function nameIn({ before, after, object }) {
  const what = { ...before, ...after };
  if (typeof what.name === "string") return what.name;
  if (typeof what.displayName === "string") return what.displayName;
  if (typeof what.attributes?.displayName === "string") return what.attributes.displayName;
  // Of a webhook's URL a trail has what is no secret. That of a leak is where it was found.
  if (object?.startsWith("whe_") && typeof what.url === "string" && URL.canParse(what.url)) return new URL(what.url).host;
  // A preset is known by its name.
  return object && !/^[a-z]{3}_[0-9a-z]{26}$/.test(object) ? object : null;
}

const PAGES = { key_: ["keys", "key.read"], grp_: ["groups", "group.read"], whe_: ["webhooks", "webhook.read"] };

// Where it is, as long as it is there.
function addressOf({ object, after, action }, place) {
  const [part, permission] = PAGES[String(object).slice(0, 4)] ?? [];
  const isGone = after === null || action.endsWith(".delete");
  return place && part && !isGone && place.can(permission) ? place.href(part, object) : null;
}

/** A tenant's audit trail: who did what, when, from where and why, and whether it is what was written. */

import { api } from "../../lib/api.js";
import { number } from "../../lib/parts.js";
import { exportName, trail } from "./trail.js";

/** How many members are asked for at a time, and how often: whoever is not among them is added where a row or the address names them. */
const PAGE = 100;
const MOST_PAGES = 10;

export default async function tenantAuditPage({ place, query, signal }) {
  await place.require("audit.read");
  const { people, isMore } = await members(place, signal);
  return {
    title: "Audit",
    body: await trail({
      title: "Audit",
      lead: `Whatever changes something in ${place.name} is a row here. Rows are never changed, and each is sealed together with those before it.`,
      base: place.path("audit-events"),
      address: place.href("audit"),
      people,
      peopleNote: isMore ? `Only the first ${number(PAGE * MOST_PAGES)} members are here` : null,
      fileName: exportName(place.name),
      place, query, signal,
    }),
  };
}

async function members(place, signal) {
  const people = [];
  let cursor = null;
  for (let page = 0; page < MOST_PAGES && place.can("member.read"); page += 1) {
    const { body } = await api.get(place.path("members"), { query: { limit: PAGE, cursor }, signal });
    people.push(...body.data.map(({ user }) => [user.id, user.name ?? user.email]));
    cursor = body.next_cursor;
    if (!cursor) break;
  }
  return { people, isMore: Boolean(cursor) };
}

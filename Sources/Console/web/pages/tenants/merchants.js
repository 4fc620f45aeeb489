/** A partner's businesses, as a grid. */

import { api, inTenant } from "../../lib/api.js";
import { fill, h } from "../../lib/dom.js";
import { gently } from "../../lib/gently.js";
import { choiceFilter, list, textFilter } from "../../lib/list.js";
import { empty, pageHead } from "../../lib/parts.js";
import { Place } from "../../lib/place.js";
import { when } from "../../lib/time.js";
import { count } from "../../lib/words.js";
import { meter, usedOf } from "../limits/meter.js";
import { tenantStatus } from "./parts.js";
import { suspensionButton } from "./suspension.js";

/** So many fill a row of three as well as one of four. */
const PAGE = 24;

export default async function merchants({ place, query, signal }) {
  await place.require("policy.read");
  const filters = [
    textFilter({ name: "q", label: "Name or ID", maxlength: 200, query }),
    choiceFilter({ name: "status", label: "Status", query, choices: [["", "Any"], ["ACTIVE", "Active"], ["SUSPENDED", "Suspended"]] }),
  ];
  const add = place.can("tenant.create") && h("a", { class: "button primary", href: place.href("merchants", "new") }, "New merchant");
  const grid = await list({
    query,
    filters,
    load: async ({ q, status, cursor }, aborted) =>
      (await api.get("/v1/tenants", { query: { parent_id: place.id, q, status, cursor, limit: PAGE }, signal: aborted })).body,
    count: (rows) => count(rows.length, "merchant"),
    show: (rows, { isFiltered, page }) => {
      // By status a page may be without any, and not the last.
      if (rows.length === 0 && page.next_cursor) return empty("None on this page", "There are more merchants to look through: go on to the next page.");
      if (rows.length === 0 && isFiltered) return empty("No merchant is like that", "Clear the filters to see all of them.");
      if (rows.length === 0) return nothing(place);
      const tiles = rows.map((merchant) => tile(merchant, place, () => grid.refresh()));
      if (!place.needsReason) fillUse(tiles, signal);
      return h("ul", { class: "tiles", "aria-label": "Merchants" }, tiles.map(({ element }) => element));
    },
  });
  return {
    title: `Merchants · ${place.name}`,
    body: h("div", { class: "stack" },
      pageHead({ title: "Merchants", lead: `The businesses under ${place.name}. Open one to work in it.`, actions: [add] }), grid),
  };
}

function nothing(place) {
  const add = place.can("tenant.create") && h("a", { class: "button primary", href: place.href("merchants", "new") }, "New merchant");
  return empty("No merchants yet", "A merchant is a business under a partner: it has keys and people of its own, and the partner's admins work there as well.", ...[add].filter(Boolean));
}

function tile(merchant, place, changed) {
  const isRefused = merchant.suspended_at || merchant.suspended_through_partner;
  const use = h("p", { class: "muted small" }, isRefused ? "Its keys are refused" : place.needsReason ? `${count(merchant.key_limit, "key")} at most` : "…");
  const share = h("div", { class: "tile-meter" });
  const element = h("li", { class: "tile" },
    h("div", { class: "stack tight" },
      h("div", { class: "tile-head" }, h("h2", null, h("a", { href: `/tenants/${merchant.id}` }, merchant.name)), tenantStatus(merchant)),
      use, share),
    h("div", { class: "tile-foot" },
      h("span", { class: "muted small" }, "Added ", when(merchant.created_at)),
      h("div", { class: "actions" }, suspensionButton(merchant, standing(place, merchant), changed, true)),
      // What a click on the tile does, which the link of its name covers.
      h("span", { class: "tile-open", "aria-hidden": "true" }, "Open")));
  return { merchant, element, use, share };
}

// The partner's own page says what may be done there; of those below it, an admin of a live partner decides, as do staff.
function standing(place, merchant) {
  const isDeciding = place.can("tenant.create") && !(merchant.suspended_through_partner && !place.needsReason);
  return new Place({ ...merchant, needs_reason: place.needsReason, allowed_actions: isDeciding ? ["tenant.suspend", "tenant.resume"] : [] }, place.me);
}

// How many keys each has, once the page is there. Of a suspended one a partner is told nothing. Staff do not ask: it would stand
// in the trail of each that they have read it.
function fillUse(tiles, signal) {
  const open = tiles.filter(({ merchant }) => !merchant.suspended_at && !merchant.suspended_through_partner);
  return gently(open, async ({ merchant, use, share }) => {
    const { body } = await api.get(inTenant(merchant.id, "key-limit"), { signal });
    use.textContent = `${usedOf(body)} used`;
    fill(share, meter({ ...body, label: `Keys used by ${merchant.name}` }));
  }, signal);
}

/** What narrowing a group would have refused in the last seven days, and whether to do it all the same. */

import { ask } from "../../lib/dialog.js";
import { h, isolated } from "../../lib/dom.js";
import { names, number } from "../../lib/parts.js";
import { table } from "../../lib/table.js";
import { count } from "../../lib/words.js";
import { askPreview } from "../keys/preview.js";

/** Resolves to whether it is to be saved. `removed` are the scopes that its keys would lose. */
export async function confirmNarrowing({ group, scopes, removed, place }) {
  const { preview, error } = await askPreview(place.path("authorization-groups", group.id, "preview"), { scopes });
  return ask({
    title: isolated`Take ${count(removed.length, "scope")} from ${group.name}?`,
    isDangerous: true,
    yes: "Take away and save",
    body: h("div", { class: "stack" },
      h("p", null, "Every key that has this group loses at once: ", names(removed, 8)),
      error
        ? h("p", null, h("strong", null, "What that would have refused cannot be told now. "), error.message)
        : [h("p", null, h("strong", null, verdict(preview))), ...details(preview, place)]),
  });
}

function verdict({ refused, requests, key_count: keys }) {
  const { at_least: least, at_most: most } = refused;
  const of = `of ${number(requests)} in the last seven days`;
  if (least === 0 && most === 0) return `No request ${of} would have been refused.`;
  const whose = keys > 0 ? `, from ${count(keys, "key")}` : "";
  if (most === null) return `At least ${count(least, "request")} ${of} would have been refused${whose}; there were too many to look at them all.`;
  if (least === most) return `${count(least, "request")} ${of} would have been refused${whose}.`;
  return `${number(least)} to ${count(most, "request")} ${of} would have been refused${whose}.`;
}

function details({ scopes, more_scopes: moreScopes, keys, key_count: keyCount, unknown, complete }, place) {
  const moreKeys = keyCount - keys.length;
  return [
    scopes.length > 0 && table({
      caption: "For want of which scope", showCaption: true, rows: scopes,
      columns: [
        { label: "Scope", isHead: true, cell: ({ name }) => h("code", null, name) },
        { label: "Requests", isNumber: true, cell: ({ requests }) => number(requests) },
      ],
    }),
    moreScopes.count > 0 && h("p", { class: "hint" }, `And ${count(moreScopes.requests, "request")} for want of ${count(moreScopes.count, "other scope")}.`),
    keys.length > 0 && table({
      caption: "Which keys", showCaption: true, rows: keys,
      columns: [
        { label: "Key", isHead: true, cell: ({ id, name }) => h("a", { href: place.href("keys", id), target: "_blank" }, name) },
        { label: "Requests, at least", isNumber: true, cell: ({ refused }) => number(refused) },
      ],
    }),
    keys.length > 0 && moreKeys > 0 && h("p", { class: "hint" }, `And ${count(moreKeys, "more key")}.`),
    !complete && h("p", { class: "hint" }, `Of ${count(unknown.scopes, "request")} it is not known which scopes they asked for.`),
  ].filter(Boolean);
}

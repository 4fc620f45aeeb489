/** Tables, which on a narrow screen become a card for each row. */

import { h } from "./dom.js";

/**
 * `columns`: `{ label, cell(row), isHead, isNumber, isWide }`; a column without a label is one of actions. `caption` is read
 * aloud, and seen where `showCaption`. A table that `needsRoom` has many columns, and becomes cards as soon as they are cramped.
 */
export function table({ caption, showCaption = false, needsRoom = false, columns, rows, rowClass }) {
  // The roles stand here because a style that makes cards of rows takes the browser's own away.
  return h("div", { class: needsRoom ? "table-holder roomy" : "table-holder" },
    h("table", { class: "table", role: "table" },
      h("caption", { class: showCaption ? null : "unseen" }, caption),
      h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, columns.map((column) =>
        h("th", { scope: "col", role: "columnheader", class: column.isNumber ? "number" : null }, column.label || h("span", { class: "unseen" }, "Actions"))))),
      h("tbody", { role: "rowgroup" }, rows.map((row) =>
        h("tr", { role: "row", class: rowClass?.(row) }, columns.map((column) => cell(column, row)))))));
}

function cell(column, row) {
  const classes = [column.isNumber && "number", column.isWide && "wide-cell", !column.label && "row-actions"].filter(Boolean).join(" ");
  const properties = { class: classes || null, "data-label": column.label || null };
  return column.isHead
    ? h("th", { scope: "row", role: "rowheader", ...properties }, column.cell(row))
    : h("td", { role: "cell", ...properties }, column.cell(row));
}

/** Facts: pairs of a word and what it stands for; pairs that are null are left out. */
export function facts(pairs) {
  return h("dl", { class: "facts" }, pairs.filter(Boolean).map(([term, ...what]) => h("div", null, h("dt", null, term), h("dd", null, ...what))));
}

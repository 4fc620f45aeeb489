/** A key's page: what it is, what it may do, how it is used, what was done to it, and what can be done with it. */

import { api } from "../../lib/api.js";
import { h } from "../../lib/dom.js";
import { pageHead, section, statusBadge } from "../../lib/parts.js";
import { reload } from "../../lib/router.js";
import { keyActions } from "./actions.js";
import { editSection, mayEdit } from "./edit.js";
import { about, restrictions } from "./facts.js";
import { historySection } from "./history.js";
import { keyGroups } from "./permissions.js";
import { permissionSection } from "./scope-use.js";
import { usageSection } from "./usage.js";

export default async function keyPage({ place, params, query, signal }) {
  await place.require("key.read");
  const path = place.path("keys", params.key);
  const [{ body: key, etag }, policy, use, usage, history] = await Promise.all([
    api.get(path, { signal }),
    place.can("policy.read") ? place.policy() : null,
    api.get(`${path}/scopes`, { signal }),
    usageSection({ path, query, signal }),
    historySection({ path, signal }),
  ]);
  const isEditing = query.get("edit") === "yes" && mayEdit(place, key);
  const groups = isEditing ? await keyGroups(place, policy, signal) : [];
  return {
    title: key.name,
    body: h("div", { class: "stack" },
      head(place, key, isEditing),
      isEditing
        ? editSection({ place, key, etag, policy, groups })
        : [section("Key information", about(place, key, policy)), section("Restrictions", restrictions(key))],
      permissionSection({ place, key, policy, use: use.body }),
      usage,
      history),
  };
}

// Whoever edits does one thing after the other.
function head(place, key, isEditing) {
  return pageHead({
    title: h("bdi", null, key.name),
    lead: key.description && h("bdi", { class: "lines" }, key.description),
    state: [statusBadge(key.status), " ", standing(key)],
    back: [place.href("keys"), "API keys"],
    actions: isEditing ? [] : keyActions({ place, key, after: () => reload() }),
  });
}

/** What its state means for whoever uses it. */
function standing(key) {
  const words = {
    ACTIVE: null,
    DISABLED: "Refused until it is enabled again.",
    EXPIRED: "Refused since it has ended. It can be duplicated.",
    REVOKED: key.revocation_reason ? ["Refused for good: ", h("bdi", null, key.revocation_reason)] : "Refused for good.",
  };
  return words[key.status] && h("span", { class: "muted" }, words[key.status]);
}

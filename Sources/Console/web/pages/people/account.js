/** One's own account: who one is, where one has a place, and what proves it. */

import { api } from "../../lib/api.js";
import { h } from "../../lib/dom.js";
import { badge, pageHead, section } from "../../lib/parts.js";
import { findPerson } from "../../lib/session.js";
import { facts } from "../../lib/table.js";
import { ROLES } from "../../lib/words.js";
import { passwordSection } from "./own-password.js";
import { findPlaces, placesSection } from "./places.js";
import { secondFactorSection } from "./second-factor.js";
import { sessionsSection } from "./sessions.js";

export default async function accountPage({ me: known, signal }) {
  // What one is may have changed since the console was opened.
  const me = (await findPerson()) ?? known;
  const [places, proof] = await Promise.all([findPlaces(me, signal), proofSections(me, signal)]);
  // Whoever has several chooses one of them at the top.
  const only = places.length === 1 && !me.platform_role ? places[0] : null;
  return {
    title: "Your account",
    body: h("div", { class: "stack account-page" },
      pageHead({ title: "Your account", back: only && [`/tenants/${only.membership.tenant_id}`, only.name] }),
      section("Who you are", facts([
        ["Name", me.user.name],
        ["E-mail", me.user.email],
        ["Id", h("code", null, me.user.id)],
        me.platform_role && ["Role on the platform", badge("info", ROLES[me.platform_role])],
      ])),
      placesSection(me, places),
      proof),
  };
}

// A session of an identity provider has no say over the account itself.
async function proofSections(me, signal) {
  if (!me.second_factor) return providerSection();
  const [factor, sessions] = await Promise.all([
    api.get("/v1/me/second-factor", { signal }),
    api.get("/v1/sessions", { signal }),
  ]);
  return [
    secondFactorSection(factor.body, me),
    passwordSection(me),
    sessionsSection(sessions.body.data),
  ];
}

function providerSection() {
  return section("Password, second factor and sessions",
    h("p", null, "You have signed in with your organization, whose identity provider looks after your password and your second factor."),
    h("p", { class: "muted" }, "If you have a password of your own here too, sign out and sign in with it to change it, to set up a second factor, or to see where you are signed in."));
}

/** Where one is signed in, and signing out there. */

import { attempt } from "../../lib/act.js";
import { api } from "../../lib/api.js";
import { ask } from "../../lib/dialog.js";
import { h, unseen } from "../../lib/dom.js";
import { notify } from "../../lib/notify.js";
import { badge, section } from "../../lib/parts.js";
import { reload } from "../../lib/router.js";
import { table } from "../../lib/table.js";
import { when } from "../../lib/time.js";
import { count } from "../../lib/words.js";

const METHODS = { PASSWORD: "Password", SINGLE_SIGN_ON: "Your organization" };

const BROWSERS = [["Edge", /Edg(?:e|A|iOS)?\//], ["Opera", /OPR\//], ["Firefox", /(?:Firefox|FxiOS)\//], ["Chrome", /(?:Headless)?Chrom(?:e|ium)\/|CriOS\//], ["Safari", /Safari\//]];
const SYSTEMS = [["Android", /Android/], ["iPhone", /iPhone/], ["iPad", /iPad/], ["Windows", /Windows/], ["macOS", /Mac OS X|Macintosh/], ["ChromeOS", /CrOS/], ["Linux", /Linux/]];

export function sessionsSection(sessions) {
  const others = sessions.filter(({ current }) => !current).length;
  return section("Where you are signed in",
    others > 0 && h("div", { class: "actions start" },
      h("button", { type: "button", onclick: attempt(() => endOthers(others)) }, "Sign out everywhere else")),
    table({
      caption: "Your sessions",
      needsRoom: true,
      rows: sessions,
      columns: [
        { label: "Client", isHead: true, cell: (session) => [
          h("span", { title: session.user_agent }, clientName(session.user_agent)),
          session.current && [" ", badge("good", "This one")],
        ] },
        { label: "From", cell: ({ ip }) => (ip ? h("code", null, ip) : h("span", { class: "muted" }, "Not known")) },
        { label: "Signed in", cell: ({ created_at: instant }) => when(instant) },
        { label: "Ends", cell: ({ expires_at: instant }) => when(instant) },
        { label: "By", cell: ({ method, second_factor: hasCode }) => [METHODS[method] ?? method, hasCode && " and code"] },
        { cell: (session) => !session.current && h("button", { type: "button", class: "small", onclick: attempt(() => end(session)) },
          "Sign out", unseen(` ${clientName(session.user_agent)} from ${session.ip ?? "an unknown address"}`)) },
      ],
    }),
);
}

async function end(session) {
  const name = clientName(session.user_agent);
  let note = `${name} is signed out.`;
  try {
    await api.delete(`/v1/sessions/${encodeURIComponent(session.id)}`);
  } catch (error) {
    if (error.status !== 404) throw error;
    note = `The session of ${name} had ended already.`;
  }
  await reload();
  notify(note);
}

async function endOthers(others) {
  const isSure = await ask({
    title: "Sign out everywhere else?",
    body: h("p", null, `${count(others, "session")} will end at once, programs’ sign-ins of yours among them. This one stays.`),
    yes: "Sign out everywhere else",
    isDangerous: true,
  });
  if (!isSure) return;
  await api.delete("/v1/sessions");
  await reload();
  notify("You are signed out everywhere else.");
}

// What a client calls itself, in words: `Firefox on Linux`; programs by their own name.
function clientName(agent) {
  if (!agent) return "A client without a name";
  const find = (table) => table.find(([, pattern]) => pattern.test(agent))?.[0];
  const browser = find(BROWSERS);
  if (!browser) return agent.length > 60 ? `${agent.slice(0, 60)}…` : agent;
  const system = find(SYSTEMS);
  return system ? `${browser} on ${system}` : browser;
}

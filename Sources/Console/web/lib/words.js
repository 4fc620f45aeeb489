/** What the API's names are called on a page. */

export const ROLES = {
  SUPER_USER: "Super user",
  SUPPORT: "Support",
  PARTNER_ADMIN: "Partner admin",
  BUSINESS_ADMIN: "Business admin",
  ADVISOR: "Advisor",
  MEMBER: "Member",
};

export const STATUSES = { ACTIVE: "Active", DISABLED: "Disabled", EXPIRED: "Expired", REVOKED: "Revoked" };

export const EXPIRATIONS = { NEVER: "Never expires", VALID: "Valid", EXPIRING_SOON: "Expiring soon", EXPIRED: "Expired" };

export const ENVIRONMENTS = { LIVE: "Live", TEST: "Test" };

export const KINDS = { PARTNER: "Partner", BUSINESS: "Business" };

/** `key_limit.raised` and `FAILING` in words that can stand on a page. */
export function plain(name) {
  const words = String(name).replaceAll(/[._]/g, " ").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `1 key`, `2 keys` */
export function count(number, one, many = `${one}s`) {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}

/** `30d` and `1y` as the API writes them. */
export function period(text) {
  const number = Number.parseInt(text, 10);
  return count(number, text.endsWith("y") ? "year" : "day");
}

/** How long to wait, as `Retry-After` has it in seconds, in words: `40 seconds`, `6 minutes`. */
export function waiting(seconds) {
  return seconds < 90 ? count(seconds, "second") : count(Math.ceil(seconds / 60), "minute");
}

/** `a, b or c` */
export function either(texts, word = "or") {
  return texts.length < 2 ? texts.join("") : `${texts.slice(0, -1).join(", ")} ${word} ${texts.at(-1)}`;
}

/** `a member`, `an advisor` */
export function aRole(role) {
  return `${role === "ADVISOR" ? "an" : "a"} ${ROLES[role].toLowerCase()}`;
}

/** Whether a role is one of the platform's staff. */
export function isOfPlatform(role) {
  return role === "SUPER_USER" || role === "SUPPORT";
}

/** Who could do what somebody else cannot, of the roles that the server names: "A business admin of Acme can do that." */
export function whoCan(roles, where = "this tenant") {
  const own = roles.filter((role) => !isOfPlatform(role)).map(aRole);
  const who = own.length > 0 ? `${either(own)} of ${where}` : roles.includes("SUPPORT") ? "the platform's staff" : "a super user of the platform";
  return `${who.charAt(0).toUpperCase()}${who.slice(1)} can do that.`;
}

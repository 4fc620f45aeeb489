/** Why single sign-on did not let somebody in, in words, and what they can do. The server says it in the address of the sign-in page. */

const ADMIN = "Ask an admin of your organization.";
const AGAIN = "Begin again below.";

const REFUSALS = {
  NOT_BEGUN: ["This sign-in was not begun in this browser, or more than ten minutes ago.", AGAIN],
  PROVIDER_REFUSED: ["Your organization’s identity provider did not let you in.", `Try again with the right account. If it is, ask an admin of your organization whether you may use Latchkey.`],
  PROVIDER_UNREACHABLE: ["Your organization’s identity provider cannot be reached just now.", "Try again in a moment. If it stays so, tell an admin of your organization."],
  INVALID_TOKEN: ["What your organization’s identity provider said cannot be believed.", "Its connection may be set up wrongly. Tell an admin of your organization."],
  EMAIL_NOT_VERIFIED: ["Your organization’s identity provider does not vouch for your e-mail address.", "Confirm your address there, or ask an admin of your organization."],
  NO_ROLE: ["None of your groups has a role here.", `${ADMIN} They decide which groups may come in, and as what.`],
  DISABLED: ["You may not sign in.", ADMIN],
  NOT_FOUND: ["There is no organization under this ID whose people sign in this way, or it is suspended.", "Check the ID or the address, or sign in with your password."],
  CROSS_SITE: ["A page of another site began this sign-in.", "Begin it from here, from a bookmark, or by typing the address."],
};

/** `{ what, todo }`; for a reason that this console does not know, in general words. */
export function refusalInWords(reason) {
  const known = Object.hasOwn(REFUSALS, reason) ? REFUSALS[reason] : null;
  const [what, todo] = known ?? ["Your organization’s sign-in did not succeed.", `Try again. If it stays so, tell an admin of your organization.${code(reason)}`];
  return { what, todo };
}

// The address can hold anything; what looks like a code helps whoever looks into it.
function code(reason) {
  return /^[A-Z][A-Z0-9_]{2,40}$/.test(reason) ? ` The reason given was ${reason}.` : "";
}

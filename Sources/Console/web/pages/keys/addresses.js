/** Addresses and CIDR ranges, as far as a page can tell what is wrong with them. The server has the last word. */

/** Why an entry of an allowlist is not possible, or null. */
export function addressComplaint(text) {
  const [address, length, ...rest] = text.split("/");
  const isIPv6 = address.includes(":");
  const bits = isIPv6 ? ipv6Bits(address) : ipv4Bits(address);
  if (!bits || rest.length > 0) return "An IPv4 or IPv6 address or network is needed, in its plain form.";
  if (length === undefined) return null;
  if (!/^(0|[1-9]\d{0,2})$/u.test(length) || Number(length) > bits.length) return `The prefix length is 0 to ${bits.length}.`;
  return bits.slice(Number(length)).includes("1") ? "The bits beyond the prefix length must be zero." : null;
}

function ipv4Bits(text) {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/u.test(part) && Number(part) < 256)) return null;
  return parts.map((part) => Number(part).toString(2).padStart(8, "0")).join("");
}

function ipv6Bits(text) {
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const [head, tail] = halves.map((half) => (half ? groups(half) : ""));
  if (head === null || tail === null) return null;
  if (tail === undefined) return head.length === 128 ? head : null;
  const missing = 128 - head.length - tail.length;
  return missing >= 16 ? head + "0".repeat(missing) + tail : null;
}

// The last group may be an IPv4 address.
function groups(half) {
  let bits = "";
  const parts = half.split(":");
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    if (isLast && part.includes(".")) {
      const rest = ipv4Bits(part);
      if (!rest) return null;
      bits += rest;
    } else if (/^[0-9a-f]{1,4}$/iu.test(part)) {
      bits += Number.parseInt(part, 16).toString(2).padStart(16, "0");
    } else {
      return null;
    }
  }
  return bits;
}

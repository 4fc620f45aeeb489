/** Reed-Solomon codes over GF(256) modulo x⁸ + x⁴ + x³ + x² + 1, as QR codes take them. */

/** The words by which some words (bytes) can be put right: as many as `degree`. */
export function checkWords(words, degree) {
  const divisor = generator(degree);
  const rest = Array(degree).fill(0);
  for (const word of words) {
    const factor = word ^ rest.shift();
    rest.push(0);
    for (let i = 0; i < degree; i += 1) rest[i] ^= times(divisor[i], factor);
  }
  return rest;
}

// The product of (x − 2⁰) … (x − 2ⁿ⁻¹), without its first term, which is 1.
function generator(degree) {
  const terms = [...Array(degree - 1).fill(0), 1];
  for (let i = 0, root = 1; i < degree; i += 1, root = times(root, 2)) {
    for (let j = 0; j < degree; j += 1) terms[j] = times(terms[j], root) ^ (terms[j + 1] ?? 0);
  }
  return terms;
}

function times(a, b) {
  let product = 0;
  for (let i = 7; i >= 0; i -= 1) {
    product = (product << 1) ^ ((product >> 7) * 0x11d);
    product ^= ((b >> i) & 1) * a;
  }
  return product;
}

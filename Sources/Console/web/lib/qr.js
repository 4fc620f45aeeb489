/**
 * QR codes (ISO/IEC 18004), drawn here so that what is in them goes nowhere: bytes, error correction M, versions 1 to 10. That is
 * 213 bytes, which is more than an authenticator app's address takes.
 */

import { s } from "./dom.js";
import { checkWords } from "./reed-solomon.js";

/** The words of each version: of error correction in each block, blocks, and words of data in all blocks. Level M. */
const VERSIONS = [
  null,
  { check: 10, blocks: 1, data: 16, centres: [] },
  { check: 16, blocks: 1, data: 28, centres: [6, 18] },
  { check: 26, blocks: 1, data: 44, centres: [6, 22] },
  { check: 18, blocks: 2, data: 64, centres: [6, 26] },
  { check: 24, blocks: 2, data: 86, centres: [6, 30] },
  { check: 16, blocks: 4, data: 108, centres: [6, 34] },
  { check: 18, blocks: 4, data: 124, centres: [6, 22, 38] },
  { check: 22, blocks: 4, data: 154, centres: [6, 24, 42] },
  { check: 22, blocks: 5, data: 182, centres: [6, 26, 46] },
  { check: 26, blocks: 5, data: 216, centres: [6, 28, 50] },
];

const MASKS = [
  (x, y) => (x + y) % 2 === 0,
  (x, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(y / 2) + Math.floor(x / 3)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** Draws a text, with the quiet border that readers need; null where it is too long. */
export function drawQR(text, label) {
  const rows = qrMatrix(text);
  if (!rows) return null;
  const size = rows.length + 8;
  const dark = rows.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x + 4} ${y + 4}h1v1h-1z` : "")));
  // Dark on light whatever the colours of the page are: not every reader knows the other way round.
  return s("svg", { class: "qr", viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": label, "shape-rendering": "crispEdges" },
    s("rect", { width: size, height: size, fill: "#fff" }),
    s("path", { d: dark.join(""), fill: "#000" }));
}

/** The code as rows of true (dark) and false; null where the text is too long. */
export function qrMatrix(text) {
  const bytes = [...new TextEncoder().encode(text)];
  const number = VERSIONS.findIndex((version, index) => version && bytes.length + (index < 10 ? 2 : 3) <= version.data);
  if (number < 0) return null;
  const words = interleaved(dataWords(bytes, number), VERSIONS[number]);
  const base = emptyGrid(number);
  place(base, words);
  const candidates = MASKS.map((_, mask) => masked(base, mask));
  return candidates.reduce((best, next) => (penalty(next) < penalty(best) ? next : best));
}

// Mode, length, bytes, an end of zeros, and filling.
function dataWords(bytes, number) {
  const bits = [];
  const push = (value, count) => { for (let i = count - 1; i >= 0; i -= 1) bits.push((value >> i) & 1); };
  push(0b0100, 4);
  push(bytes.length, number < 10 ? 8 : 16);
  for (const byte of bytes) push(byte, 8);
  push(0, 4);
  const words = [];
  for (let i = 0; i < bits.length; i += 8) words.push(Number.parseInt(bits.slice(i, i + 8).join(""), 2));
  const { data } = VERSIONS[number];
  for (let filling = 0xec; words.length < data; filling ^= 0xec ^ 0x11) words.push(filling);
  return words;
}

// The first blocks are a word shorter where the data cannot be dealt out evenly.
function interleaved(words, { check, blocks, data }) {
  const short = Math.floor(data / blocks);
  const shortBlocks = blocks - (data % blocks);
  const parts = [];
  for (let index = 0, from = 0; index < blocks; index += 1) {
    const to = from + short + (index < shortBlocks ? 0 : 1);
    parts.push(words.slice(from, to));
    from = to;
  }
  const checks = parts.map((part) => checkWords(part, check));
  const turn = (lists) => Array.from({ length: Math.max(...lists.map((list) => list.length)) }, (_, i) => lists.map((list) => list[i]))
    .flat().filter((word) => word !== undefined);
  return [...turn(parts), ...turn(checks)];
}

// A grid knows of each module whether it is dark, and whether it belongs to the patterns, which hold no data.
function emptyGrid(number) {
  const size = 17 + 4 * number;
  const grid = { size, dark: square(size), fixed: square(size) };
  const { centres } = VERSIONS[number];
  for (let i = 0; i < size; i += 1) {
    set(grid, 6, i, i % 2 === 0);
    set(grid, i, 6, i % 2 === 0);
  }
  for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]]) rings(grid, x, y, 4);
  const last = centres.at(-1);
  for (const x of centres) {
    for (const y of centres) {
      const isCorner = (x === 6 && (y === 6 || y === last)) || (x === last && y === 6);
      if (!isCorner) rings(grid, x, y, 2);
    }
  }
  setFormat(grid, 0);
  if (number >= 7) setVersion(grid, number);
  return grid;
}

function square(size) {
  return Array.from({ length: size }, () => Array(size).fill(false));
}

function set({ dark, fixed }, x, y, isDark) {
  dark[y][x] = isDark;
  fixed[y][x] = true;
}

// Finder (radius 4, with its light border) and alignment (radius 2) patterns.
function rings(grid, centreX, centreY, radius) {
  for (let y = Math.max(0, centreY - radius); y <= Math.min(grid.size - 1, centreY + radius); y += 1) {
    for (let x = Math.max(0, centreX - radius); x <= Math.min(grid.size - 1, centreX + radius); x += 1) {
      const distance = Math.max(Math.abs(x - centreX), Math.abs(y - centreY));
      set(grid, x, y, radius === 4 ? distance !== 2 && distance !== 4 : distance !== 1);
    }
  }
}

// Level M is 00. Both copies, and the one module that is always dark.
function setFormat(grid, mask) {
  const bits = ((mask << 10) | bch(mask, 10, 0x537)) ^ 0x5412;
  const bit = (i) => ((bits >> i) & 1) === 1;
  const { size } = grid;
  for (let i = 0; i < 15; i += 1) {
    set(grid, 8, i < 6 ? i : i < 8 ? i + 1 : size - 15 + i, bit(i));
    set(grid, i < 8 ? size - 1 - i : i < 9 ? 7 : 14 - i, 8, bit(i));
  }
  set(grid, 8, size - 8, true);
}

function setVersion(grid, number) {
  const bits = (number << 12) | bch(number, 12, 0x1f25);
  for (let i = 0; i < 18; i += 1) {
    const [across, along] = [grid.size - 11 + (i % 3), Math.floor(i / 3)];
    set(grid, across, along, ((bits >> i) & 1) === 1);
    set(grid, along, across, ((bits >> i) & 1) === 1);
  }
}

function bch(value, degree, divisor) {
  let rest = value;
  for (let i = 0; i < degree; i += 1) rest = (rest << 1) ^ ((rest >> (degree - 1)) * divisor);
  return rest;
}

// In columns of two from the right, up and down in turn, past the vertical timing pattern.
function place({ size, dark, fixed }, words) {
  let index = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step += 1) {
      const y = ((right + 1) & 2) === 0 ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (fixed[y][x] || index >= words.length * 8) continue;
        dark[y][x] = ((words[index >> 3] >> (7 - (index & 7))) & 1) === 1;
        index += 1;
      }
    }
  }
}

function masked(base, mask) {
  const grid = { ...base, dark: base.dark.map((row, y) => row.map((isDark, x) => isDark !== (!base.fixed[y][x] && MASKS[mask](x, y)))) };
  setFormat(grid, mask);
  return grid.dark;
}

// The four rules: runs, blocks, what looks like a finder, and too much of one colour.
function penalty(rows) {
  const size = rows.length;
  const columns = rows.map((_, x) => rows.map((row) => row[x]));
  let total = 0;
  for (const line of [...rows, ...columns]) {
    const text = line.map(Number).join("");
    for (const run of text.match(/0{5,}|1{5,}/g) ?? []) total += run.length - 2;
    total += 40 * (text.match(/(?=00001011101|10111010000)/g) ?? []).length;
  }
  for (let y = 1; y < size; y += 1) {
    for (let x = 1; x < size; x += 1) {
      if (rows[y][x] === rows[y][x - 1] && rows[y][x] === rows[y - 1][x] && rows[y][x] === rows[y - 1][x - 1]) total += 3;
    }
  }
  const dark = rows.flat().filter(Boolean).length;
  return total + 10 * Math.floor(Math.abs((dark * 20) / (size * size) - 10));
}

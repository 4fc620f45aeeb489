/** Whole numbers as people type them. */

/** Whether a text is a whole number, neither below `least` nor above `most`. */
export function isWhole(text, least, most) {
  return /^\d{1,15}$/.test(text.trim()) && Number(text) >= least && Number(text) <= most;
}

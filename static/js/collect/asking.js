/** Asking: which symbol comes next, and how long the pen must rest before it is kept. */

/** How long the pen rests until a symbol is taken to be finished, in milliseconds. */
export const PACES = { slow: 1200, normal: 700, quick: 450 };

/** So many times longer it may rest where another stroke is usual, or where it may follow. */
const STROKE_MISSING = 1.9;
const STROKE_POSSIBLE = 1.3;

/**
 * Return a label to ask for: one of which there are fewest, by chance, and not the last again.
 *
 * `counts` are how many there are of each label.
 */
export function nextLabel(labels, counts, last, random = Math.random) {
  const others = labels.filter((label) => label !== last);
  const choices = others.length === 0 ? labels : others;
  const least = Math.min(...choices.map((label) => counts[label] ?? 0));
  const fewest = choices.filter((label) => (counts[label] ?? 0) === least);
  return fewest[Math.floor(random() * fewest.length)];
}

/** Return how long to wait after so many strokes; `usual` are the usual numbers, the first first. */
export function restMs(pace, written, usual) {
  if (written < usual[0]) return PACES[pace] * STROKE_MISSING;
  return PACES[pace] * (written < Math.max(...usual) ? STROKE_POSSIBLE : 1);
}

/** Scales: from numbers to places on a picture, and the round numbers along them. */

/** Mantissas of round numbers. */
const ROUND = [1, 2, 5, 10];

/** Rounding errors of numbers on a scale, as a share of a step. */
const SLACK = 1e-6;

/** Return the place from `start` to `end` of a number from `low` to `high`. */
export function linear([low, high], [start, end]) {
  const factor = (end - start) / (high - low);
  return (number) => start + (number - low) * factor;
}

/** Return the round numbers within a domain, about `most` of them at most. */
export function ticksOf([low, high], most) {
  const step = roundUp((high - low) / most);
  const first = Math.ceil(low / step - SLACK);
  const last = Math.floor(high / step + SLACK);
  return Array.from({ length: last - first + 1 }, (_, at) => (first + at) * step);
}

/** Return a domain of round ends that holds another one. */
export function roundDomain([low, high], most) {
  const step = roundUp(Math.max(high - low, Number.EPSILON) / most);
  return [Math.floor(low / step + SLACK) * step, Math.ceil(high / step - SLACK) * step];
}

/** Return the smallest round number that is at least as large. */
export function roundUp(number) {
  const power = 10 ** Math.floor(Math.log10(number));
  return ROUND.find((mantissa) => mantissa * power >= number * (1 - SLACK)) * power;
}

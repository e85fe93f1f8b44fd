/** Intervals: two rates one above the other as dots with their intervals, and the change between them. */

import { made, styled } from "./elements.js";

/** Room at both ends of a scale, as a share of it. */
const MARGIN = 0.06;

/** Return the scale on which all of these intervals [value, low, high] can be seen. */
export function scaleOf(intervals) {
  const low = Math.min(...intervals.map(([, least]) => least));
  const high = Math.max(...intervals.map(([, , most]) => most));
  const room = Math.max(high - low, Number.EPSILON) * MARGIN;
  return [low - room, high + room];
}

/** Draw the intervals of a candidate and of what it is compared with; the numbers stand beside it. */
export function stripOf(candidate, against, scale) {
  return made(
    "div",
    { class: "strip", "aria-hidden": "true" },
    rangeOf("candidate", candidate, scale),
    rangeOf("against", against, scale),
  );
}

/** Draw a change as a bar from the middle, `most` filling a half; `isBetter` gives its colour. */
export function barOf(change, most, isBetter) {
  const bar = made("i", { class: `bar ${isBetter ? "better" : "worse"}` });
  const share = most === 0 ? 0 : Math.min(1, Math.abs(change) / most) / 2;
  const start = change < 0 ? 0.5 - share : 0.5;
  return made("span", { class: "bars", "aria-hidden": "true" }, styled(bar, { "--start": start, "--share": share }));
}

/** Say whether two intervals have nothing in common, so that their difference is hardly chance. */
export function areApart([, lowA, highA], [, lowB, highB]) {
  return highA < lowB || highB < lowA;
}

function rangeOf(kind, [value, low, high], [first, last]) {
  const share = (number) => (number - first) / (last - first);
  const range = made("span", { class: `range ${kind}` }, made("i", { class: "whisker" }), made("i", { class: "dot" }));
  return styled(range, { "--value": share(value), "--low": share(low), "--high": share(high) });
}

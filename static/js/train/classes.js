/** The classes: how each symbol is read by both models, so that small changes are seen at a glance. */

import { calledLabel, shownLabel } from "../collect/wording.js";
import { made } from "./elements.js";
import { changeCell, headOf, RATE, valueCell } from "./figures.js";
import { areApart, barOf, scaleOf, stripOf } from "./interval.js";
import { listed, points } from "./wording.js";

/** Changes of fewer points are not spoken of: another seed changes as much. */
const NOTABLE = 0.002;

/** Fill the table with the accuracy of each class, and `words` with what rose and what fell. */
export function showClasses(table, words, { candidate, against }, names) {
  const others = new Map(against.classes.map((each) => [each.label, each]));
  const pairs = candidate.classes
    .filter(({ label }) => others.has(label))
    .map(({ label, n, accuracy }) => ({ label, n, own: accuracy, other: others.get(label).accuracy }))
    .map((pair) => ({ ...pair, change: pair.own[0] - pair.other[0] }));
  const scale = scaleOf(pairs.flatMap(({ own, other }) => [own, other]));
  const most = Math.max(...pairs.map(({ change }) => Math.abs(change)));
  const rows = pairs.map((pair) => rowOf(pair, scale, most));
  table.replaceChildren(headOf(names, "Symbol"), made("tbody", {}, ...rows));
  words.textContent = sayChanges(pairs);
}

function rowOf({ label, n, own, other, change }, scale, most) {
  return made(
    "tr",
    { "data-label": label },
    made("th", { scope: "row" }, shownLabel(label), " ", made("small", {}, n.toLocaleString("en"))),
    valueCell("candidate", own, RATE),
    valueCell("against", other, RATE),
    made("td", { class: "drawn" }, stripOf(own, other, scale)),
    changeCell(points(change), change, areApart(own, other), barOf(change, most, change > 0)),
  );
}

function sayChanges(pairs) {
  const by = (sign) =>
    pairs
      .filter(({ change }) => sign * change >= NOTABLE)
      .sort((a, b) => sign * (b.change - a.change))
      .map(({ label, change }) => `${calledLabel(label)} by ${(100 * Math.abs(change)).toFixed(2)}`);
  const [rose, fell] = [by(1), by(-1)];
  const parts = [
    ...(fell.length > 0 ? [`Worse: ${listed(fell)} points.`] : []),
    ...(rose.length > 0 ? [`Better: ${listed(rose)} points.`] : []),
  ];
  if (parts.length === 0) return "No symbol changes by as much as 0.2 points.";
  return `${parts.join(" ")} The others change by less than 0.2.`;
}

/** The figures: both models side by side, each figure with its interval. */

import { made } from "./elements.js";
import { areApart, scaleOf, stripOf } from "./interval.js";
import { percent, points, sayBytes, sayMilliseconds, signed } from "./wording.js";

export const RATE = {
  write: (rate) => percent(rate),
  range: (low, high) => `${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)}`,
  change: points,
};
const TIME = {
  write: sayMilliseconds,
  range: (low, high) => [low, high].map((time) => sayMilliseconds(time).replace(/\D+$/, "")).join("–"),
  change: (change) => `${signed(change, 2)} ms`,
};

/** Each figure: its name, what it says, where it is found, and 1 if more of it is better, or −1. */
const FIGURES = [
  {
    id: "accuracy",
    name: "Symbols read right",
    about: ({ n }) => `of ${n.toLocaleString("en")}`,
    of: ({ accuracy }) => accuracy,
    sign: 1,
    ...RATE,
  },
  {
    id: "exact",
    name: "Sums read right",
    about: ({ expressions }) => `symbol for symbol, of ${expressions.n.toLocaleString("en")}`,
    of: ({ expressions }) => expressions?.exact,
    sign: 1,
    ...RATE,
  },
  {
    id: "answer",
    name: "Answers right",
    about: () => "of the same sums",
    of: ({ expressions }) => expressions?.answer,
    sign: 1,
    ...RATE,
  },
  {
    id: "ece",
    name: "Error of its confidence",
    about: () => "how far “90 % sure” is from right in 90 of 100 cases; lower is better (calibration)",
    of: ({ calibration }) => calibration?.ece,
    sign: -1,
    ...RATE,
  },
  {
    id: "auroc",
    name: "Symbols told from scribbles",
    about: () => "50 % would be guessing (rejection)",
    of: ({ rejection }) => rejection?.auroc,
    sign: 1,
    ...RATE,
  },
  {
    id: "symbol_ms",
    name: "Time for a symbol",
    about: () => "lower is better",
    of: ({ latency }) => latency?.symbol_ms,
    sign: -1,
    ...TIME,
  },
  {
    id: "expression_ms",
    name: "Time for a sum",
    about: () => "lower is better",
    of: ({ latency }) => latency?.expression_ms,
    sign: -1,
    ...TIME,
  },
];

/** Fill the table with the figures of a judgement; `names` are those of the two models. */
export function showFigures(table, { candidate, against }, names) {
  const known = FIGURES.filter(({ of }) => of(candidate) !== undefined && of(against) !== undefined);
  const rows = known.map((figure) => rowOf(figure, candidate, against));
  table.replaceChildren(headOf(names), made("tbody", {}, ...rows, sizeRow(candidate, against)));
}

/** Return the head of a table that compares two models. */
export function headOf({ candidate, against }, first = "Figure") {
  const heads = [
    made("th", { scope: "col" }, first),
    made("th", { scope: "col", class: "candidate" }, candidate),
    made("th", { scope: "col", class: "against" }, against),
    made("td", {}),
    made("th", { scope: "col" }, "Change"),
  ];
  return made("thead", {}, made("tr", {}, ...heads));
}

/** Return the cell of a figure [value, low, high] of one model. */
export function valueCell(kind, [value, low, high], { write, range }) {
  return made("td", { class: kind }, write(value), " ", made("small", {}, range(low, high)));
}

/** Return the cell of a change; it stands out if it is better or worse beyond the intervals. */
export function changeCell(text, change, isClear, ...children) {
  const way = parseFloat(text.replace("−", "-")) === 0 ? "same" : change > 0 ? "better" : "worse";
  return made("td", { class: `change ${way}`, "data-clear": isClear }, made("b", {}, text), ...children);
}

function rowOf(figure, candidate, against) {
  const [own, other] = [figure.of(candidate), figure.of(against)];
  const change = own[0] - other[0];
  return made(
    "tr",
    { "data-figure": figure.id },
    nameCell(figure.name, figure.about(candidate)),
    valueCell("candidate", own, figure),
    valueCell("against", other, figure),
    made("td", { class: "drawn" }, stripOf(own, other, scaleOf([own, other]))),
    changeCell(figure.change(change), figure.sign * change, areApart(own, other)),
  );
}

function sizeRow({ size_bytes: own }, { size_bytes: other }) {
  return made(
    "tr",
    { "data-figure": "size" },
    nameCell("Size", "of its network"),
    made("td", { class: "candidate" }, sayBytes(own)),
    made("td", { class: "against" }, sayBytes(other)),
    made("td", { class: "drawn" }),
    changeCell(`${signed((own - other) / 1e6, 1)} MB`, other - own, false),
  );
}

function nameCell(name, about) {
  return made("th", { scope: "row" }, name, " ", made("small", {}, about));
}

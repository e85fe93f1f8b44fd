/** The confusion matrix: what was written against what it was read as, each number a way to the samples. */

import { calledLabel, NO_SYMBOL, shownLabel } from "../collect/wording.js";
import { made, styled } from "./elements.js";
import { makeRoving } from "./roving.js";

/** Labels of more characters stand upright above their columns. */
const SHORT = 4;

/**
 * Show a matrix in a table; `open(cell)` hears {truth, read, count} of a number that is pressed.
 *
 * Where there is no `open`, there is nothing to press. The result is
 * show({labels, counts, isDifference}), where counts[truth][read] are numbers.
 */
export function makeConfusion(table, open = null) {
  if (open !== null) {
    makeRoving(table, "button");
    table.addEventListener("click", ({ target }) => {
      const cell = target.closest("button");
      if (cell !== null) open({ ...cell.dataset, count: Number(cell.dataset.count) });
    });
  }

  return function show({ labels, counts, isDifference = false }) {
    const largest = Math.max(1, ...counts.flatMap((row) => row.map(Math.abs)));
    const shade = isDifference ? shadeOfChange(largest) : shadeOfCount;
    const rows = counts.map((row, at) => rowOf(row, at, labels, { shade, isDifference, canOpen: open !== null }));
    table.replaceChildren(
      made("thead", {}, made("tr", {}, made("td", { class: "corner" }), ...labels.map(columnHead))),
      made("tbody", {}, ...rows),
    );
    table.querySelector("button")?.setAttribute("tabindex", "0");
  };
}

/** Return how many more of each cell there are in one matrix than in another. */
export function differenceOf(counts, others) {
  return counts.map((row, at) => row.map((count, column) => count - others[at][column]));
}

function rowOf(row, at, labels, style) {
  const total = row.reduce((sum, count) => sum + count, 0);
  const cells = row.map((count, column) => cellOf({ count, total, truth: labels[at], read: labels[column] }, style));
  return made("tr", {}, made("th", { scope: "row", title: calledLabel(labels[at]) }, wordOf(labels[at])), ...cells);
}

function cellOf({ count, total, truth, read }, { shade, isDifference, canOpen }) {
  if (count === 0) return made("td", { class: "zero" });
  const { way, depth } = shade({ count, total, isRight: truth === read });
  const sign = count < 0 ? "−" : isDifference ? "+" : "";
  const text = `${sign}${Math.abs(count).toLocaleString("en")}`;
  const samples = Math.abs(count) === 1 ? "sample" : "samples";
  const label = `${text} ${samples}: ${calledLabel(truth)} read as ${calledLabel(read)}`;
  const told = { "aria-label": label, "data-truth": truth, "data-read": read, "data-count": count };
  const content = canOpen ? made("button", { type: "button", tabindex: "-1", ...told }, text) : made("span", {}, text);
  return styled(made("td", { class: way }, content), { "--depth": depth });
}

/** A number of samples is the darker, the more of its row it is; few are seen too. */
function shadeOfCount({ count, total, isRight }) {
  return { way: isRight ? "right" : "wrong", depth: Math.sqrt(count / total) };
}

/** Less that is wrong and more that is right is better. */
function shadeOfChange(largest) {
  return ({ count, isRight }) => ({
    way: isRight === count > 0 ? "better" : "worse",
    depth: Math.sqrt(Math.abs(count) / largest),
  });
}

function columnHead(label) {
  const isLong = label !== NO_SYMBOL && label.length > SHORT;
  const word = isLong ? made("span", { class: "upright" }, wordOf(label)) : wordOf(label);
  return made("th", { scope: "col", title: calledLabel(label) }, word);
}

function wordOf(label) {
  return label === NO_SYMBOL ? made("small", {}, NO_SYMBOL) : shownLabel(label);
}

/** The answer: each line typeset, with its exact value and decimal or what is wrong with it. */

import { parseMath, symbolLeaves, symbolsOf } from "./mathml.js";
import { answerForms, errorState, isDoubtful, sayDoubt, sayNumber, splitDecimal } from "./words.js";

/** Long expressions shrink to this share of their size before they scroll. */
const SMALLEST_SCALE = 0.55;

/** Show readings in an element; `onPoint(line, symbols)` tells which symbols are pointed at. */
export function makeAnswer(element, onPoint) {
  function show(lines) {
    const focus = focusedSymbol(element);
    element.replaceChildren(...lines.map((line, index) => lineElement(line, index, onPoint)));
    element.classList.toggle("many", lines.length > 1);
    fit();
    element.scrollTop = element.scrollHeight;
    if (focus !== null) focusSymbol(element, focus);
  }

  function fit() {
    element.querySelectorAll(".sum").forEach(shrinkToFit);
  }

  /** Highlight the leaves that stand for a symbol of a line; null highlights none. */
  function point(line, symbol) {
    element.querySelectorAll(".line").forEach((row, index) => {
      symbolLeaves(row).forEach((leaf) => {
        const isMeant = index === line && symbolsOf(leaf).includes(symbol);
        leaf.classList.toggle("pointed", isMeant);
      });
    });
  }

  new ResizeObserver(fit).observe(element);
  return { show, point };
}

function shrinkToFit(sum) {
  sum.style.setProperty("--shrink", "1");
  const scale = Math.min(1, sum.clientWidth / sum.scrollWidth);
  sum.style.setProperty("--shrink", String(Math.max(SMALLEST_SCALE, scale)));
}

function lineElement(line, index, onPoint) {
  const row = make("div", "line");
  const sum = make("div", "sum", expressionElement(line, index, onPoint));
  row.append(sum);
  if (line.error === null && line.result !== null) sum.append(...resultElements(line));
  if (line.error !== null) row.append(make("p", `problem ${errorState(line)}`, line.error.message));
  else if (sayDoubt(line) !== "") row.append(make("p", "doubt", sayDoubt(line)));
  return row;
}

function expressionElement(line, index, onPoint) {
  const math = parseMath(line.mathml);
  if (math === null) return make("span", "expression");
  const leaves = symbolLeaves(math);
  leaves.forEach((leaf) => dressLeaf(leaf, line));
  letPoint(leaves, (symbols) => onPoint(index, symbols));
  return make("span", "expression", math);
}

/** Show on a leaf what is known about its symbols. */
function dressLeaf(leaf, line) {
  const own = symbolsOf(leaf);
  const isConcerned = own.some((symbol) => line.error?.symbols.includes(symbol));
  const isUnsure = own.some((symbol) => line.symbols[symbol] && isDoubtful(line.symbols[symbol]));
  if (isConcerned) leaf.classList.add(errorState(line));
  else if (isUnsure) leaf.classList.add("unsure");
}

/** Let leaves be pointed at by mouse, touch and arrow keys; all are one stop of the Tab key. */
function letPoint(leaves, onPoint) {
  leaves.forEach((leaf, index) => {
    leaf.setAttribute("tabindex", index === 0 ? "0" : "-1");
    leaf.addEventListener("pointerenter", () => onPoint(symbolsOf(leaf)));
    leaf.addEventListener("pointerleave", () => onPoint([]));
    leaf.addEventListener("focus", () => onPoint(symbolsOf(leaf)));
    leaf.addEventListener("blur", () => onPoint([]));
    leaf.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key] ?? 0;
      moveFocus(leaf, leaves[index + step]);
    });
  });
}

/** Return {line, symbol} of the leaf that has the keyboard's focus, or null. */
function focusedSymbol(element) {
  const leaf = document.activeElement;
  const line = [...element.children].findIndex((row) => row.contains(leaf));
  return line < 0 ? null : { line, symbol: symbolsOf(leaf)[0] };
}

/** Give a symbol's leaf the focus, if it is still there: a new reading makes new leaves. */
function focusSymbol(element, { line, symbol }) {
  const leaves = line < element.children.length ? symbolLeaves(element.children[line]) : [];
  moveFocus(leaves[0], leaves.find((leaf) => symbolsOf(leaf).includes(symbol)));
}

function moveFocus(from, to) {
  if (to === undefined) return;
  from.setAttribute("tabindex", "-1");
  to.setAttribute("tabindex", "0");
  to.focus();
}

function resultElements(line) {
  const [first, other] = answerForms(line);
  const value = make("span", "value", numberElement(first, line.result));
  const elements = [make("span", "equals", "="), value];
  if (other !== undefined) {
    const sign = other.includes("…") ? "≈" : "=";
    elements.push(make("span", "other", `${sign} `, numberElement(other, line.result)));
  }
  return elements;
}

/** Typeset the exact form; write a decimal as text, with a line over what repeats. */
function numberElement(text, result) {
  const math = text === result.exact ? parseMath(result.mathml) : null;
  if (math !== null) return math;
  const { fixed, period, exponent } = splitDecimal(text);
  if (period === "" && exponent === "") return document.createTextNode(fixed);
  const drawn = make("span", "", fixed);
  if (period !== "") drawn.append(make("span", "period", period));
  if (exponent !== "") drawn.append(" × 10", make("sup", "", exponent));
  drawn.setAttribute("aria-hidden", "true");
  return make("span", "", drawn, make("span", "unseen", sayNumber(text)));
}

function make(name, className, ...children) {
  const element = document.createElement(name);
  element.className = className;
  element.append(...children);
  return element;
}

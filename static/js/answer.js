/** The answer: each line typeset, with its exact value and decimal or what is wrong with it. */

import { bringToLife, dressLeaves, moveFocus } from "./leaves.js";
import { parseMath, symbolLeaves, symbolsOf } from "./mathml.js";
import { answerForms, errorState, sayDoubt, sayNumber, splitDecimal, symbolName } from "./words.js";

/** Long expressions shrink to this share of their size before they scroll. */
const SMALLEST_SCALE = 0.55;

/**
 * Show readings in an element.
 *
 * `on` answers point(line, symbols) when symbols are pointed at, open({line, symbol, symbols, leaf})
 * when one is to be corrected, and choose(changes) when an offer is taken.
 */
export function makeAnswer(element, on) {
  let shown = null;

  /** Show the lines that were read from strokes; the line `inSight` is, if the strokes are new. */
  function show(lines, strokes, inSight) {
    const focus = focusedSymbol(element);
    const place = strokes === shown ? element.scrollTop : null;
    element.replaceChildren(...lines.map((line, index) => lineElement(line, index, on)));
    element.classList.toggle("many", lines.length > 1);
    fit();
    if (place === null) bringIntoSight(element, element.children[inSight]);
    else element.scrollTop = place;
    shown = strokes;
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

/** Return the index of the line that has the newest stroke. */
export function newestLine(lines) {
  const newest = lines.map((line) => Math.max(-1, ...line.symbols.flatMap(({ marks }) => marks)));
  return newest.indexOf(Math.max(...newest));
}

/** Scroll to a row, clear of the fading edges, without moving anything around it. */
function bringIntoSight(element, row) {
  if (row === undefined) return;
  const { top, bottom } = row.getBoundingClientRect();
  const sight = element.getBoundingClientRect();
  const edge = parseFloat(getComputedStyle(element).paddingTop);
  const down = Math.max(0, bottom + edge - sight.bottom);
  element.scrollTop += Math.min(top - edge - sight.top, down);
}

function shrinkToFit(sum) {
  sum.style.setProperty("--shrink", "1");
  const scale = Math.min(1, sum.clientWidth / sum.scrollWidth);
  sum.style.setProperty("--shrink", String(Math.max(SMALLEST_SCALE, scale)));
}

function lineElement(line, index, on) {
  const row = make("div", "line", sumElement(line, index, on));
  const { error } = line;
  if (error !== null) row.append(make("p", `problem ${errorState(line)}`, error.message));
  if (line.offers.length > 0) row.append(offersElement(line, index, on));
  else if (error === null && sayDoubt(line) !== "") row.append(make("p", "doubt", sayDoubt(line)));
  return row;
}

function sumElement(line, index, on) {
  const math = parseMath(line.mathml);
  const sum = make("div", "sum", make("span", "expression", ...(math === null ? [] : [math])));
  if (line.number) sum.prepend(make("span", "number", line.number));
  const hidden = math === null ? [] : hiddenSymbols(math, line);
  if (line.error === null && line.result !== null) sum.append(...resultElements(line, hidden));
  sum.append(...asideElements(line, hidden));
  dressLeaves(sum, line);
  bringToLife(sum, line, {
    point: (symbols) => on.point(index, symbols),
    open: (symbol, symbols, leaf) => on.open({ line: index, symbol, symbols, leaf }),
  });
  return sum;
}

/** Return the symbols that the typeset expression leaves out: “=” and what stands behind it. */
function hiddenSymbols(math, line) {
  const shown = symbolLeaves(math).flatMap(symbolsOf);
  return [...line.symbols.keys()].filter((symbol) => !shown.includes(symbol));
}

/** Show symbols that were read but do not count, so that they can be corrected too. */
function asideElements(line, hidden) {
  const symbols = hidden.filter((symbol) => !["=", "frac"].includes(line.symbols[symbol].label));
  if (symbols.length === 0) return [];
  const leaves = symbols.map((symbol) => leafElement("ignored", symbol, line));
  return [make("span", "aside", "not counted: ", ...leaves)];
}

function leafElement(className, symbol, line) {
  const leaf = make("span", className, symbolName(line.symbols[symbol].label));
  leaf.dataset.symbols = symbol;
  return leaf;
}

/** Offer what else the line may say, each with one tap to choose it. */
function offersElement(line, index, on) {
  const items = line.offers.map((offer) => offerElement(offer, index, on));
  return make("div", "offers", ...items);
}

function offerElement(offer, index, on) {
  const canBeChosen = offer.changes.length > 0;
  const words = [make("span", "", offer.before), " ", make("b", "", offer.answer)];
  const element = make(canBeChosen ? "button" : "span", "offer", ...words);
  element.addEventListener("pointerenter", () => on.point(index, offer.symbols));
  element.addEventListener("pointerleave", () => on.point(index, []));
  if (!canBeChosen) return element;
  element.type = "button";
  element.dataset.concerns = offer.symbols[0];
  element.addEventListener("focus", () => on.point(index, offer.symbols));
  element.addEventListener("blur", () => on.point(index, []));
  element.addEventListener("mousedown", (event) => event.preventDefault());
  element.addEventListener("click", () => on.choose(offer.changes));
  return element;
}

/** Return {line, symbol} of the leaf or the offer that has the keyboard's focus, or null. */
function focusedSymbol(element) {
  const focused = document.activeElement;
  const line = [...element.children].findIndex((row) => row.contains(focused));
  if (line < 0) return null;
  return { line, symbol: symbolsOf(focused)[0] ?? Number(focused.dataset.concerns) };
}

/** Give a symbol's leaf the focus, if it is still there: a new reading makes new leaves. */
function focusSymbol(element, { line, symbol }) {
  const leaves = line < element.children.length ? symbolLeaves(element.children[line]) : [];
  moveFocus(leaves[0], leaves.find((leaf) => symbolsOf(leaf).includes(symbol)));
}

function resultElements(line, hidden) {
  const [first, other] = answerForms(line);
  const value = make("span", "value", numberElement(first, line.result));
  const sign = hidden.find((symbol) => line.symbols[symbol].label === "=");
  const equals = sign === undefined ? make("span", "equals", "=") : leafElement("equals", sign, line);
  const elements = [equals, value];
  if (other !== undefined) {
    const relation = other.includes("…") ? "≈" : "=";
    elements.push(make("span", "other", `${relation} `, numberElement(other, line.result)));
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

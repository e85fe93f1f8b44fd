/** The leaves of a typeset line: pointed at, walked along and opened as the symbols they show. */

import { symbolLeaves, symbolsOf } from "./mathml.js";
import { errorState, isDoubtful, nameOf } from "./words.js";

const OPENING_KEYS = new Set(["Enter", " "]);

/** Show on the leaves of a typeset line what is known about their symbols. */
export function dressLeaves(sum, line) {
  for (const leaf of symbolLeaves(sum)) {
    const state = stateOf(symbolsOf(leaf), line);
    if (state !== null) leaf.classList.add(state);
  }
}

/**
 * Let leaves be used by mouse, touch and keys; all are one stop of the Tab key.
 *
 * `on` answers point(symbols), with all of the line beside the leaves, and
 * open(symbol, symbols, leaf).
 */
export function bringToLife(sum, line, on) {
  const leaves = symbolLeaves(sum);
  leaves.forEach((leaf, index) => becomeButton(leaf, line, index === 0));
  const all = [...line.symbols.keys()];
  sum.addEventListener("pointerover", (event) => {
    const leaf = leafOf(event);
    on.point(leaf === null ? all : symbolsOf(leaf));
  });
  sum.addEventListener("pointerleave", () => on.point([]));
  sum.addEventListener("focusin", (event) => on.point(symbolsOf(leafOf(event))));
  sum.addEventListener("focusout", () => on.point([]));
  // A leaf that is pressed with a pointer leaves the focus, and so the keys, to the page.
  sum.addEventListener("mousedown", (event) => {
    if (leafOf(event) !== null) event.preventDefault();
  });
  sum.addEventListener("click", (event) => {
    const leaf = leafOf(event);
    if (leaf !== null) open(leaf, symbolAt(leaf, event.clientX), on);
  });
  sum.addEventListener("keydown", (event) => {
    const leaf = leafOf(event);
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key] ?? 0;
    moveFocus(leaf, leaves[leaves.indexOf(leaf) + step]);
    if (!OPENING_KEYS.has(event.key)) return;
    event.preventDefault();
    open(leaf, mostDoubtful(symbolsOf(leaf), line), on);
  });
}

/** Give the focus to another leaf, which is then the stop of the Tab key. */
export function moveFocus(from, to) {
  if (to === undefined) return;
  from.setAttribute("tabindex", "-1");
  to.setAttribute("tabindex", "0");
  to.focus();
}

function stateOf(symbols, line) {
  const known = symbols.filter((symbol) => line.symbols[symbol] !== undefined);
  if (known.some((symbol) => line.error?.symbols.includes(symbol))) return errorState(line);
  if (known.some((symbol) => isDoubtful(line.symbols[symbol]))) return "unsure";
  return known.some((symbol) => line.symbols[symbol].isSettled) ? "settled" : null;
}

function becomeButton(leaf, line, isStop) {
  const text = leaf.localName === "mfrac" ? "frac" : leaf.textContent;
  leaf.setAttribute("tabindex", isStop ? "0" : "-1");
  leaf.setAttribute("role", "button");
  leaf.setAttribute("aria-haspopup", "dialog");
  leaf.setAttribute("aria-label", `${nameOf(text)}, correct`);
}

function leafOf(event) {
  return event.target.closest("[data-symbols]");
}

function open(leaf, symbol, on) {
  on.open(symbol, symbolsOf(leaf), leaf);
}

/** Return the symbol of a leaf at a place on the screen: the digits of a number share its width. */
function symbolAt(leaf, clientX) {
  const symbols = symbolsOf(leaf);
  const { left, width } = leaf.getBoundingClientRect();
  const at = Math.floor(((clientX - left) / width) * symbols.length);
  return symbols[Math.min(symbols.length - 1, Math.max(0, at))];
}

function mostDoubtful(symbols, line) {
  const confidence = (symbol) => (line.symbols[symbol].isSettled ? 1 : line.symbols[symbol].confidence);
  return [...symbols].sort((a, b) => confidence(a) - confidence(b))[0];
}

/**
 * The overlay: a thin box and the label of each symbol, drawn over the ink or the photo; what a
 * person left out has a box that is struck through.
 */

import { labelPlaces } from "./labels.js";
import { errorState, isDoubtful, symbolName } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";

/** Room between ink and box: less about small symbols, such as exponents and bars, in pixels. */
const PADDING_PX = 6;
const SMALL_PADDING_PX = 3;
const SMALL_PX = 28;

/**
 * Show the symbols of a reading in an SVG element.
 *
 * `view()` is {scale, left, top}: how large and where in the element the ink or photo is shown.
 */
export function makeOverlay(svg, view) {
  let lines = [];
  let leftOut = [];

  function draw() {
    const shown = view();
    const symbols = lines.flatMap((line, lineIndex) =>
      line.symbols.map((symbol, index) => drawable(line, lineIndex, symbol, index, shown)),
    );
    const struck = leftOut.map((box) => framed(placed(box, shown)));
    const ink = [...symbols.map(({ box }) => box), ...struck];
    const places = labelPlaces(symbols, ink, { width: svg.clientWidth, height: svg.clientHeight });
    const elements = symbols.map((symbol, at) => symbolElement(symbol, places[at]));
    svg.replaceChildren(...struck.map(struckElement), ...elements);
  }

  /** Show the symbols of lines, and the boxes of what was left out. */
  function show(newLines, boxes = []) {
    lines = newLines;
    leftOut = boxes;
    draw();
  }

  /** Highlight some symbols of a line; an empty list highlights none. */
  function point(line, symbols) {
    for (const element of svg.children) {
      const isMeant =
        Number(element.dataset.line) === line && symbols.includes(Number(element.dataset.symbol));
      element.classList.toggle("pointed", isMeant);
    }
  }

  /**
   * Return what is nearest to a place and within its reach, the smallest if there are several.
   *
   * It is {line, symbol} of a symbol, {leftOut} with its index if it was left out, or null.
   */
  function at(x, y, reach = 0) {
    const symbols = lines.flatMap((line, lineIndex) =>
      line.symbols.map(({ box }, symbol) => ({ line: lineIndex, symbol, box })),
    );
    const found = [...symbols, ...leftOut.map((box, index) => ({ leftOut: index, box }))]
      .map((each) => ({ ...each, distance: distance(each.box, x, y) }))
      .filter((each) => each.distance <= reach)
      .sort((a, b) => a.distance - b.distance || area(a.box) - area(b.box));
    return found[0] ?? null;
  }

  /** Return the box drawn for a symbol of a line, or null. */
  function boxOf(line, symbol) {
    return svg.querySelector(`[data-line="${line}"][data-symbol="${symbol}"] rect`);
  }

  return { show, point, at, boxOf, draw };
}

function stateOf(line, index) {
  if (line.error?.symbols.includes(index)) return errorState(line);
  if (line.symbols[index].isSettled) return "settled";
  return isDoubtful(line.symbols[index]) ? "unsure" : "sure";
}

/** Return what is drawn of a symbol; a fraction bar goes without a label. */
function drawable(line, lineIndex, symbol, index, shown) {
  const state = stateOf(line, index);
  const box = placed(symbol.box, shown);
  const mark = { unsure: "?", settled: "✓" }[state] ?? "";
  const text = symbol.label === "frac" ? "" : symbolName(symbol.label) + mark;
  return { state, box, frame: framed(box), text, label: symbol.label, line: lineIndex, index };
}

/** Return a box where it is shown. */
function placed(box, { scale, left, top }) {
  return box.map((corner, at) => corner * scale + (at % 2 === 0 ? left : top));
}

function framed([x0, y0, x1, y1]) {
  const isSmall = Math.max(x1 - x0, y1 - y0) < SMALL_PX || y1 - y0 < 2 * SMALL_PADDING_PX;
  const padding = isSmall ? SMALL_PADDING_PX : PADDING_PX;
  return [x0 - padding, y0 - padding, x1 + padding, y1 + padding];
}

function symbolElement({ state, frame, text, label, line, index }, place) {
  const [x, y, right, bottom] = frame;
  const kind = label === "frac" ? " bar" : "";
  const group = make("g", { class: `symbol ${state}${kind}` });
  group.dataset.line = String(line);
  group.dataset.symbol = String(index);
  group.append(make("rect", { x, y, width: right - x, height: bottom - y, rx: 5 }));
  if (place !== null) group.append(make("text", { ...place, "text-anchor": "middle" }));
  if (place !== null) group.lastChild.textContent = text;
  return group;
}

/** Strike through what was left out. */
function struckElement([x, y, right, bottom]) {
  const group = make("g", { class: "left-out" });
  group.append(make("rect", { x, y, width: right - x, height: bottom - y, rx: 5 }));
  group.append(make("line", { x1: x, y1: bottom, x2: right, y2: y }));
  return group;
}

/** Return how far a place is from a box; a place within is at no distance. */
function distance([x0, y0, x1, y1], x, y) {
  return Math.hypot(Math.max(x0 - x, 0, x - x1), Math.max(y0 - y, 0, y - y1));
}

function area([x0, y0, x1, y1]) {
  return (x1 - x0) * (y1 - y0);
}

function make(name, attributes) {
  const element = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, String(value)));
  return element;
}

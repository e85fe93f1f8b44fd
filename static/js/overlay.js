/** The overlay: a thin box and the label of each symbol, drawn over the ink it was read from. */

import { labelPlaces } from "./labels.js";
import { errorState, isDoubtful, symbolName } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";

/** Room between ink and box: less about small symbols, such as exponents and bars, in pixels. */
const PADDING_PX = 6;
const SMALL_PADDING_PX = 3;
const SMALL_PX = 28;

/** Show the symbols of a reading in an SVG element; `scale()` is the scale of the ink. */
export function makeOverlay(svg, scale) {
  let lines = [];

  function draw() {
    const symbols = lines.flatMap((line, lineIndex) =>
      line.symbols.map((symbol, index) => drawable(line, lineIndex, symbol, index, scale())),
    );
    const ink = symbols.map(({ box }) => box);
    const places = labelPlaces(symbols, ink, { width: svg.clientWidth, height: svg.clientHeight });
    svg.replaceChildren(...symbols.map((symbol, at) => symbolElement(symbol, places[at])));
  }

  function show(newLines) {
    lines = newLines;
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

  /** Return {line, symbol} of the smallest box around a place on the ink, or null. */
  function at(x, y) {
    const found = lines
      .flatMap((line, lineIndex) =>
        line.symbols.map(({ box }, symbol) => ({ line: lineIndex, symbol, box })),
      )
      .filter(({ box }) => holds(box, x, y))
      .sort((a, b) => area(a.box) - area(b.box));
    return found[0] ?? null;
  }

  return { show, point, at, draw };
}

function stateOf(line, index) {
  if (line.error?.symbols.includes(index)) return errorState(line);
  if (line.symbols[index].isSettled) return "settled";
  return isDoubtful(line.symbols[index]) ? "unsure" : "sure";
}

/** Return what is drawn of a symbol; a fraction bar goes without a label. */
function drawable(line, lineIndex, symbol, index, scale) {
  const state = stateOf(line, index);
  const box = symbol.box.map((corner) => corner * scale);
  const mark = { unsure: "?", settled: "✓" }[state] ?? "";
  const text = symbol.label === "frac" ? "" : symbolName(symbol.label) + mark;
  return { state, box, frame: framed(box), text, label: symbol.label, line: lineIndex, index };
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

function holds([x0, y0, x1, y1], x, y) {
  return x >= x0 && x <= x1 && y >= y0 && y <= y1;
}

function area([x0, y0, x1, y1]) {
  return (x1 - x0) * (y1 - y0);
}

function make(name, attributes) {
  const element = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, String(value)));
  return element;
}

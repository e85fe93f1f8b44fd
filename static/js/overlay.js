/** The overlay: a thin box and the label of each symbol, drawn over the ink it was read from. */

import { errorState, isDoubtful, symbolName } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";

/** Room between ink and box, between box and label, and above the box for a label, in pixels. */
const PADDING_PX = 6;
const LABEL_GAP_PX = 5;
const LABEL_HEIGHT_PX = 20;

/** Show the symbols of a reading in an SVG element; `scale()` is the scale of the ink. */
export function makeOverlay(svg, scale) {
  let lines = [];

  function draw() {
    const symbols = lines.flatMap((line, lineIndex) =>
      line.symbols.map((symbol, index) => symbolElement(symbol, stateOf(line, index), scale(), {
        line: lineIndex,
        symbol: index,
      })),
    );
    svg.replaceChildren(...symbols);
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
  return isDoubtful(line.symbols[index]) ? "unsure" : "sure";
}

function symbolElement(symbol, state, scale, { line, symbol: index }) {
  const [x0, y0, x1, y1] = symbol.box.map((corner) => corner * scale);
  const [left, top] = [x0 - PADDING_PX, y0 - PADDING_PX];
  const [right, bottom] = [x1 + PADDING_PX, y1 + PADDING_PX];
  const group = make("g", { class: `symbol ${state}` });
  group.dataset.line = String(line);
  group.dataset.symbol = String(index);
  const size = { width: right - left, height: bottom - top };
  const box = make("rect", { x: left, y: top, ...size, rx: 5 });
  // A point stands low between its neighbours; above it the label would cover them.
  const isAbove = top > LABEL_HEIGHT_PX && symbol.label !== ".";
  const y = isAbove ? top - LABEL_GAP_PX : bottom + LABEL_HEIGHT_PX - LABEL_GAP_PX;
  const label = make("text", { x: (left + right) / 2, y, "text-anchor": "middle" });
  label.textContent = symbolName(symbol.label) + (state === "unsure" ? "?" : "");
  group.append(box, label);
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

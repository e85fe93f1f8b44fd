/** The portrait of a symbol in the picker: its strokes, drawn to fill an SVG element. */

import { bounds } from "./ink.js";

/** Room around the strokes, in units of the ink. */
const MARGIN = 8;

const SVG = "http://www.w3.org/2000/svg";

/** Fill an SVG element with strokes. */
export function drawPortrait(svg, strokes) {
  const { x0, y0, x1, y1 } = bounds(strokes);
  const box = [x0 - MARGIN, y0 - MARGIN, x1 - x0 + 2 * MARGIN, y1 - y0 + 2 * MARGIN];
  svg.setAttribute("viewBox", box.join(" "));
  svg.replaceChildren(...strokes.map(pathOf));
}

function pathOf(stroke) {
  const path = document.createElementNS(SVG, "path");
  const places = stroke.map(([x, y]) => `${x} ${y}`);
  path.setAttribute("d", `M${places[0]}L${places.join("L")}`);
  return path;
}

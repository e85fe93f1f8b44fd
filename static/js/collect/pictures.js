/** Pictures of samples: strokes drawn as SVG, or the picture that was imported. */

import { bounds } from "../ink.js";

const SVG = "http://www.w3.org/2000/svg";

/** Room around the strokes, as a share of their larger side. */
const MARGIN = 0.14;

/** The side of what is nearly a point, in units of the ink. */
const SMALLEST = 1;

/** Return the element that shows a sample {strokes, picture}. */
export function pictureOf({ strokes, picture }) {
  return picture ? imported(picture) : drawn(strokes);
}

/** Return strokes as SVG, in a square of the size of their larger side. */
export function drawn(strokes) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", square(strokes).join(" "));
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("ink");
  svg.append(...strokes.map(pathOf));
  return svg;
}

function imported(address) {
  const img = document.createElement("img");
  img.loading = "lazy";
  img.decoding = "async";
  img.alt = "";
  img.src = address;
  return img;
}

function square(strokes) {
  const { x0, y0, x1, y1 } = bounds(strokes) ?? { x0: 0, y0: 0, x1: 0, y1: 0 };
  const side = Math.max(x1 - x0, y1 - y0, SMALLEST) * (1 + 2 * MARGIN);
  return [(x0 + x1 - side) / 2, (y0 + y1 - side) / 2, side, side];
}

function pathOf(stroke) {
  const path = document.createElementNS(SVG, "path");
  const places = stroke.map(([x, y]) => `${x} ${y}`);
  path.setAttribute("d", `M${places[0]}L${places.join("L")}`);
  return path;
}

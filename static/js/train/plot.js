/** The plot: lines over axes, drawn as SVG in pixels of the screen. */

import { drawn } from "./elements.js";
import { linear, ticksOf } from "./scale.js";

/** Room around the field for the numbers on the axes, in pixels. */
const ROOM = { left: 44, right: 14, top: 10, bottom: 24 };

/** How far apart numbers on an axis stand at least, in pixels. */
const APART = { x: 48, y: 34 };

/** Of numbers that stand for more than this many points no dots are drawn. */
const MOST_DOTS = 36;

/**
 * Draw lines [{kind, points: [[x, y], …]}], `kind` being a class of the style sheet.
 *
 * `size` is [width, height] in pixels, `x` and `y` are the domains of the axes, `write(y)` returns
 * a number on the y axis, and `label` says in words what there is to see.
 */
export function plotOf({ size: [width, height], x, y, write, label, lines }) {
  const field = { width: width - ROOM.left - ROOM.right, height: height - ROOM.top - ROOM.bottom };
  const across = linear(x, [0, field.width]);
  const down = linear(y, [field.height, 0]);
  const places = (points) => points.map(([left, top]) => [across(left), down(top)]);
  return drawn(
    "svg",
    { class: "plot", role: "img", "aria-label": label, width, height, viewBox: `0 0 ${width} ${height}` },
    drawn(
      "g",
      { transform: `translate(${ROOM.left} ${ROOM.top})` },
      ...ticksOf(y, field.height / APART.y).map((tick) => yTick(down(tick), write(tick), field)),
      ...ticksOf(x, Math.min(field.width / APART.x, x[1])).map((tick) => xTick(across(tick), tick, field)),
      // A picture within the picture ends at its own edges: what lies outside is not seen.
      drawn("svg", { ...field, "aria-hidden": "true" }, ...lines.map(({ kind, points }) => lineOf(kind, places(points)))),
      ...lines.flatMap(({ kind, points }) => endOf(kind, places(points), field)),
    ),
  );
}

function yTick(top, text, { width }) {
  return drawn(
    "g",
    { class: "tick" },
    drawn("line", { x2: width, y1: top, y2: top }),
    drawn("text", { x: -8, y: top, dy: "0.32em", "text-anchor": "end" }, text),
  );
}

function xTick(left, tick, { height }) {
  return drawn(
    "g",
    { class: "tick" },
    drawn("line", { x1: left, x2: left, y2: height }),
    drawn("text", { x: left, y: height + 17, "text-anchor": "middle" }, String(tick)),
  );
}

function lineOf(kind, places) {
  const path = drawn("path", { d: places.length === 0 ? null : `M${places.map(joined).join("L")}` });
  const dots = places.length > MOST_DOTS ? [] : places.map(([cx, cy]) => drawn("circle", { cx, cy, r: 2 }));
  return drawn("g", { class: `line ${kind}` }, path, ...dots);
}

/** Return the dot at the newest place of a line, unless it lies outside. */
function endOf(kind, places, { height }) {
  const last = places.at(-1);
  if (last === undefined || last[1] < 0 || last[1] > height) return [];
  return [drawn("circle", { class: `end ${kind}`, cx: last[0], cy: last[1], r: 3.5 })];
}

function joined(place) {
  return place.map((number) => number.toFixed(1)).join(" ");
}

/**
 * Ink as plain data: a stroke is a list of points [x, y, t, pressure], ink is a list of strokes.
 *
 * x runs right and y down in CSS pixels of the paper, t in milliseconds since the first stroke,
 * pressure from 0 to 1. A finished stroke is never changed, so histories may share it.
 */

/** How long after the last stored stroke new ink is said to begin, when the page was reloaded. */
const PAUSE_MS = 1000;

/** Return the smallest box {x0, y0, x1, y1} around all points, or null for empty ink. */
export function bounds(strokes) {
  if (strokes.length === 0) return null;
  const box = { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity };
  for (const [x, y] of strokes.flat()) {
    box.x0 = Math.min(box.x0, x);
    box.y0 = Math.min(box.y0, y);
    box.x1 = Math.max(box.x1, x);
    box.y1 = Math.max(box.y1, y);
  }
  return box;
}

/** Say whether a nib of the given radius, moved from one point to another, touches the stroke. */
export function touches(stroke, from, to, radius) {
  if (stroke.length === 1) return distanceToSegment(stroke[0], from, to) <= radius;
  return stroke
    .slice(1)
    .some((point, index) => segmentsTouch(stroke[index], point, from, to, radius));
}

/** Return the ink without the strokes that the moved nib touches; the same list if there is none. */
export function erase(strokes, from, to, radius) {
  const rest = strokes.filter((stroke) => !touches(stroke, from, to, radius));
  return rest.length === strokes.length ? strokes : rest;
}

/** Return the time stamp that counts as zero for a stroke that starts now. */
export function timeOrigin(strokes, origin, now) {
  if (strokes.length === 0) return now;
  if (origin !== null) return origin;
  const lastTime = Math.max(...strokes.map((stroke) => stroke.at(-1)[2]));
  return now - lastTime - PAUSE_MS;
}

/** Return the ink as the object that the server and the store understand. */
export function toJSON(strokes) {
  return { strokes };
}

/** Read ink back from stored data; whatever is not ink gives null. */
export function fromJSON(data) {
  const strokes = data?.strokes;
  const isInk =
    Array.isArray(strokes) &&
    strokes.every((stroke) => Array.isArray(stroke) && stroke.length > 0 && stroke.every(isPoint));
  return isInk ? strokes : null;
}

/** Make a point, rounded to what a screen and a pen can tell apart. */
export function makePoint(x, y, t, pressure) {
  return [round(x, 2), round(y, 2), round(t, 1), round(pressure, 3)];
}

function isPoint(point) {
  return Array.isArray(point) && point.length === 4 && point.every(Number.isFinite);
}

function round(value, digits) {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}

function segmentsTouch(a, b, c, d, radius) {
  if (segmentsCross(a, b, c, d)) return true;
  return (
    distanceToSegment(a, c, d) <= radius ||
    distanceToSegment(b, c, d) <= radius ||
    distanceToSegment(c, a, b) <= radius ||
    distanceToSegment(d, a, b) <= radius
  );
}

function segmentsCross(a, b, c, d) {
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
}

function side(a, b, p) {
  return (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]);
}

function distanceToSegment(p, a, b) {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const length2 = dx * dx + dy * dy;
  const along = length2 === 0 ? 0 : ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length2;
  const share = Math.min(1, Math.max(0, along));
  return Math.hypot(p[0] - a[0] - share * dx, p[1] - a[1] - share * dy);
}

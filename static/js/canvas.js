/**
 * The canvas: a view of the strokes, sharp on every screen, that can be redrawn at any time.
 *
 * Finished ink lies on one layer and the stroke under the pen on another, so that following the
 * pen never costs more than one stroke. Ink keeps its coordinates when the paper changes size;
 * a paper too small for its ink shows it scaled down instead of cutting it off.
 */

import { bounds } from "./ink.js";
import { drawStroke } from "./nib.js";

/** Room kept beside the ink when it is scaled to fit, in pixels. */
const MARGIN_PX = 16;

/** Return the scale at which ink fits on a paper of the given size: at most 1. */
export function fittingScale(box, width, height) {
  if (box === null || width === 0 || height === 0) return 1;
  const room = Math.min(width / (box.x1 + MARGIN_PX), height / (box.y1 + MARGIN_PX));
  return Math.min(1, room);
}

/** Say whether the ink reaches beyond a paper of the given size, shown at the given scale. */
function isCutOff(box, width, height, scale) {
  return box !== null && (box.x1 * scale > width || box.y1 * scale > height);
}

/** Keep two canvas layers of an element showing strokes; `onResize` is told after a change. */
export function makeCanvas(paper, settledLayer, liveLayer, onResize) {
  const view = { width: 0, height: 0, density: 1, scale: 1 };
  let shown = [];
  let live = null;

  function paint(layer, strokes) {
    const context = layer.getContext("2d");
    const zoom = view.scale * view.density;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, layer.width, layer.height);
    context.setTransform(zoom, 0, 0, zoom, 0, 0);
    context.strokeStyle = getComputedStyle(layer).color;
    strokes.forEach((stroke) => drawStroke(context, stroke));
  }

  function repaint() {
    paint(settledLayer, shown);
    paint(liveLayer, live === null ? [] : [live]);
  }

  function resize() {
    view.width = paper.clientWidth;
    view.height = paper.clientHeight;
    view.density = window.devicePixelRatio || 1;
    for (const layer of [settledLayer, liveLayer]) {
      layer.width = Math.round(view.width * view.density);
      layer.height = Math.round(view.height * view.density);
    }
    view.scale = fittingScale(bounds(shown), view.width, view.height);
    repaint();
  }

  function follow() {
    resize();
    onResize();
  }

  /** Show other strokes; the scale changes only when they would not be seen, or are none. */
  function show(strokes) {
    const box = bounds(strokes);
    if (box === null || isCutOff(box, view.width, view.height, view.scale)) {
      view.scale = fittingScale(box, view.width, view.height);
    }
    shown = strokes;
    paint(settledLayer, shown);
  }

  /** Show the stroke under the pen, or null when the pen is up. */
  function showLive(stroke) {
    live = stroke;
    paint(liveLayer, live === null ? [] : [live]);
  }

  /** Turn a pointer event into a place on the ink, kept on the paper. */
  function place(event) {
    const corner = paper.getBoundingClientRect();
    const x = Math.min(view.width, Math.max(0, event.clientX - corner.left - paper.clientLeft));
    const y = Math.min(view.height, Math.max(0, event.clientY - corner.top - paper.clientTop));
    return [x / view.scale, y / view.scale];
  }

  resize();
  new ResizeObserver(follow).observe(paper);
  watchDensity(follow);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  return { show, showLive, place, scale: () => view.scale };
}

/** Call back whenever the page moves to a screen of another density. */
function watchDensity(callback) {
  const query = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
  query.addEventListener(
    "change",
    () => {
      callback();
      watchDensity(callback);
    },
    { once: true },
  );
}

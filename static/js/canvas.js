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

/** Ink may reach this far beyond the paper before it counts as cut off: points are rounded. */
const TOLERANCE_PX = 0.5;

/** Return the scale at which ink fits on a paper of the given size: 1 if it fits as it is. */
export function fittingScale(box, width, height) {
  if (width === 0 || height === 0 || !isCutOff(box, width, height, 1)) return 1;
  const room = Math.min(width / (box.x1 + MARGIN_PX), height / (box.y1 + MARGIN_PX));
  return Math.min(1, room);
}

/** Say whether the ink reaches beyond a paper of the given size, shown at the given scale. */
function isCutOff(box, width, height, scale) {
  if (box === null) return false;
  return box.x1 * scale > width + TOLERANCE_PX || box.y1 * scale > height + TOLERANCE_PX;
}

/** Return the told number of pixels, unless it is none or that of another screen (emulation). */
function wholePixels(told, computed) {
  return Math.abs(told - computed) <= 1 ? told : Math.round(computed);
}

/** Keep two canvas layers of an element showing strokes; `onResize` is told after a change. */
export function makeCanvas(paper, settledLayer, liveLayer, onResize) {
  const view = { width: 0, height: 0, scale: 1 };
  let shown = [];
  let live = null;

  function paint(layer, strokes) {
    const context = layer.getContext("2d");
    const zoom = { x: layer.width / view.width, y: layer.height / view.height };
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, layer.width, layer.height);
    context.setTransform(view.scale * zoom.x, 0, 0, view.scale * zoom.y, 0, 0);
    context.strokeStyle = getComputedStyle(layer).color;
    strokes.forEach((stroke) => drawStroke(context, stroke));
  }

  function repaint() {
    paint(settledLayer, shown);
    paint(liveLayer, live === null ? [] : [live]);
  }

  /** Take the size of the paper; `pixels` is its size on the screen, where the browser tells it. */
  function resize(pixels) {
    view.width = paper.clientWidth;
    view.height = paper.clientHeight;
    const density = window.devicePixelRatio || 1;
    for (const layer of [settledLayer, liveLayer]) {
      layer.width = wholePixels(pixels?.inlineSize, view.width * density);
      layer.height = wholePixels(pixels?.blockSize, view.height * density);
    }
    view.scale = fittingScale(bounds(shown), view.width, view.height);
    repaint();
  }

  function follow(pixels) {
    resize(pixels);
    onResize();
  }

  /** Show other strokes; the scale changes only when they would not be seen, or are none. */
  function show(strokes) {
    if (strokes === shown) return;
    const box = bounds(strokes);
    if (box === null || isCutOff(box, view.width, view.height, view.scale)) {
      view.scale = fittingScale(box, view.width, view.height);
    }
    shown = strokes;
    paint(settledLayer, shown);
  }

  /** Show the stroke under the pen, or null when the pen is up. */
  function showLive(stroke) {
    if (stroke === null && live === null) return;
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
  watchSize(settledLayer, follow);
  watchDensity(() => follow());
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  return { show, showLive, place, scale: () => view.scale };
}

/** Call back with the pixels of a layer whenever it changes size, or with nothing if unknown. */
function watchSize(layer, callback) {
  const observer = new ResizeObserver(([entry]) => callback(entry.devicePixelContentBoxSize?.[0]));
  try {
    observer.observe(layer, { box: "device-pixel-content-box" });
  } catch {
    // Safari does not know this box.
    observer.observe(layer);
  }
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

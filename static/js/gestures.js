/** Gestures: what one movement from pen down to pen up does to the ink. */

import { erase, makePoint } from "./ink.js";

/** Reach of the eraser around its centre, in pixels of the screen. */
const ERASER_RADIUS_PX = 10;

/**
 * A stroke being written: `start` are the strokes before it, `origin` the time that counts as zero.
 *
 * Every gesture answers add(samples), the strokes as they are now, and the live stroke if any;
 * a sample is {event, pressure}.
 */
export function writing(canvas, start, origin) {
  const points = [];

  function add(samples) {
    for (const { event, pressure } of samples) {
      const [x, y] = canvas.place(event);
      const point = makePoint(x, y, event.timeStamp - origin, pressure);
      const last = points.at(-1);
      if (last === undefined || last[0] !== point[0] || last[1] !== point[1]) points.push(point);
    }
  }

  return { add, strokes: () => [...start, points], live: () => points };
}

/** An eraser being moved: every stroke that it touches goes. */
export function erasing(canvas, start) {
  let strokes = start;
  let last = null;

  function add(samples) {
    const radius = ERASER_RADIUS_PX / canvas.scale();
    for (const { event } of samples) {
      const place = canvas.place(event);
      strokes = erase(strokes, last ?? place, place, radius);
      last = place;
    }
  }

  return { add, strokes: () => strokes, live: () => null };
}

/** The easel: the photo, fitted into its place on the page at every size and sharp on each screen. */

import { croppedSize } from "./frame.js";
import { drawFrame } from "./picture.js";

/** Room kept around the photo, in pixels. */
const MARGIN_PX = 14;

/** Small pictures are enlarged up to this, so that a cropped sum can be seen well. */
const LARGEST_SCALE = 3;

/** Show frames of a picture in an element, on a canvas; `onFit` is told after a change of size. */
export function makeEasel(element, canvas, onFit) {
  let shown = null;
  let place = { left: 0, top: 0, width: 0, height: 0 };

  /** Show a frame of a picture. */
  function show(picture, frame) {
    if (shown?.picture === picture && shown?.frame === frame) return;
    shown = { picture, frame };
    fit();
  }

  function fit() {
    if (shown === null) return;
    place = fitted(croppedSize(shown.frame), element);
    const density = window.devicePixelRatio || 1;
    canvas.width = Math.max(1, Math.round(place.width * density));
    canvas.height = Math.max(1, Math.round(place.height * density));
    setPlace(canvas, place);
    drawFrame(canvas, shown.picture, shown.frame);
    onFit();
  }

  /** Return where a pointer event is, in pixels of the element. */
  function at(event) {
    const corner = element.getBoundingClientRect();
    return [event.clientX - corner.left, event.clientY - corner.top];
  }

  new ResizeObserver(fit).observe(element);
  return { show, at, place: () => place };
}

/** Lay an element over a place {left, top, width, height}. */
export function setPlace(element, place) {
  for (const [side, length] of Object.entries(place)) element.style[side] = `${length}px`;
}

/** Return where a picture of some size stands in the middle of an element. */
function fitted(size, { clientWidth, clientHeight }) {
  const across = (clientWidth - 2 * MARGIN_PX) / size.width;
  const down = (clientHeight - 2 * MARGIN_PX) / size.height;
  const scale = Math.max(0, Math.min(across, down, LARGEST_SCALE));
  const [width, height] = [size.width * scale, size.height * scale];
  return { left: (clientWidth - width) / 2, top: (clientHeight - height) / 2, width, height };
}

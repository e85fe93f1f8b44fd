/** The close-up: the portrait of a symbol in the picker, cut out of the photo. */

import { croppedSize } from "./frame.js";
import { drawFrame } from "./picture.js";

/** The side of the portrait, in pixels of the page. */
const SIDE_PX = 44;

/** Room around the symbol, as a share of its longer side. */
const ROOM = 0.3;

/** What stands beside the symbol fades under this. */
const VEIL = "rgb(255 255 255 / 72%)";

/** Fill a canvas with a symbol of a sheet that was read; `box` is where it stands. */
export function drawCloseUp(canvas, { picture, frame, size }, [x0, y0, x1, y1]) {
  const scale = croppedSize(frame).width / size[0];
  const reach = ((1 + ROOM) * Math.max(x1 - x0, y1 - y0)) / 2;
  const [left, top] = [(x0 + x1) / 2 - reach, (y0 + y1) / 2 - reach];
  const [dx, dy] = frame.crop;
  const part = [left, top, left + 2 * reach, top + 2 * reach];
  const crop = part.map((side, at) => side * scale + (at % 2 === 0 ? dx : dy));
  canvas.width = SIDE_PX * (window.devicePixelRatio || 1);
  canvas.height = canvas.width;
  drawFrame(canvas, picture, { ...frame, crop });
  const zoom = canvas.width / (2 * reach);
  veil(canvas, [x0 - left, y0 - top, x1 - x0, y1 - y0].map((length) => length * zoom));
}

/** Fade what is outside of a rectangle [x, y, width, height] and a little about it. */
function veil(canvas, [x, y, width, height]) {
  const margin = 0.06 * canvas.width;
  const context = canvas.getContext("2d");
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.beginPath();
  context.rect(0, 0, canvas.width, canvas.height);
  context.rect(x - margin, y - margin, width + 2 * margin, height + 2 * margin);
  context.fillStyle = VEIL;
  context.fill("evenodd");
}

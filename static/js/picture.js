/** Pictures: files are opened upright, drawn as a frame shows them, and made small enough to send. */

import { croppedSize, turnedSize } from "./frame.js";

/** Files above this size are not opened: no camera makes them. */
const LARGEST_FILE_BYTES = 100e6;

/** The longest side that is kept to crop from, in pixels; more is beyond what some phones can draw. */
const KEPT_SIDE = 4096;

/** The longest side that is sent to be read, in pixels. */
const SENT_SIDE = 2600;

/** A PNG of no more pixels than this is sent as PNG, so that a drawing keeps its edges. */
const CRISP_PIXELS = 2e6;

const JPEG_QUALITY = 0.92;

const TAKEN = "Choose a JPEG, PNG or WebP picture.";
const DAMAGED = `This file cannot be opened as a picture; it may be damaged. ${TAKEN}`;

/** Why files of some kinds cannot be opened, by their type or the end of their name. */
const REASONS = [
  [/heic|heif/i, "This browser cannot open HEIC photos. Save the photo as JPEG and choose that."],
  [/pdf/i, "This is a PDF, not a photo. Take a picture of the page on the screen and choose that."],
  [/svg/i, `This is a drawing of lines (SVG), not a photo. ${TAKEN}`],
  [/tiff?/i, `This browser cannot open TIFF pictures. ${TAKEN}`],
];

/** A file that cannot be opened, with a sentence that says why. */
export class Unopened extends Error {}

/** Open a file as a picture {bitmap, isCrisp, name}, upright as its EXIF says; raises Unopened. */
export async function openPicture(file) {
  if (file.size === 0) throw new Unopened(`This file is empty. ${TAKEN}`);
  if (file.size > LARGEST_FILE_BYTES) throw new Unopened(`This file is too large. ${TAKEN}`);
  let bitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    throw new Unopened(reason(file));
  }
  const isCrisp = file.type === "image/png" && bitmap.width * bitmap.height <= CRISP_PIXELS;
  return { bitmap: await reduced(bitmap), isCrisp, name: file.name };
}

function reason({ type, name }) {
  const found = REASONS.find(([kind]) => kind.test(type) || kind.test(name.split(".").at(-1)));
  if (found !== undefined) return found[1];
  return type === "" || type.startsWith("image/") ? DAMAGED : `This is not a picture. ${TAKEN}`;
}

async function reduced(bitmap) {
  const { width, height } = reducedSize(bitmap, KEPT_SIDE);
  if (width === bitmap.width) return bitmap;
  const options = { resizeWidth: width, resizeHeight: height, resizeQuality: "high" };
  const smaller = await createImageBitmap(bitmap, options);
  bitmap.close();
  return smaller;
}

function reducedSize({ width, height }, longest) {
  const scale = Math.min(1, longest / Math.max(width, height));
  const side = (length) => Math.max(1, Math.round(length * scale));
  return { width: side(width), height: side(height) };
}

/** Fill a canvas with the part of a picture that a frame shows. */
export function drawFrame(canvas, { bitmap }, frame) {
  const [x0, y0] = frame.crop;
  const shown = croppedSize(frame);
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.setTransform(1, 0, 0, 1, 0, 0);
  // What is transparent counts as paper.
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.scale(canvas.width / shown.width, canvas.height / shown.height);
  context.translate(-x0, -y0);
  turnAbout(context, frame);
  context.drawImage(bitmap, 0, 0);
}

/** Turn a drawing so that the picture stands with its upper left corner at the origin. */
function turnAbout(context, frame) {
  const { width, height } = turnedSize(frame);
  if (frame.turn === 90 || frame.turn === 180) context.translate(width, 0);
  if (frame.turn === 180 || frame.turn === 270) context.translate(0, height);
  context.rotate((frame.turn * Math.PI) / 180);
}

/** Return a file of what a frame shows, small enough to be sent; it says nothing of the camera. */
export async function encode(picture, frame) {
  const size = reducedSize(croppedSize(frame), SENT_SIDE);
  const canvas = Object.assign(document.createElement("canvas"), size);
  drawFrame(canvas, picture, frame);
  const [type, name] = picture.isCrisp ? ["image/png", "photo.png"] : ["image/jpeg", "photo.jpg"];
  const blob = await new Promise((done) => canvas.toBlob(done, type, JPEG_QUALITY));
  return new File([blob], name, { type });
}

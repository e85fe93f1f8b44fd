/**
 * A frame {width, height, turn, crop}: which part of a picture is looked at, and how it is turned.
 *
 * `width` and `height` are those of the picture, `turn` the degrees by which it is turned
 * clockwise, and `crop` the part [x0, y0, x1, y1] that counts, in pixels of the picture as it is
 * turned. A frame is never changed, so histories may share it.
 */

const FULL_TURN = 360;

/** Return the frame that shows the whole of a picture as it is. */
export function wholeFrame(width, height) {
  return { width, height, turn: 0, crop: [0, 0, width, height] };
}

/** Return the size of the whole picture as it is turned. */
export function turnedSize({ width, height, turn }) {
  return turn % 180 === 0 ? { width, height } : { width: height, height: width };
}

/** Return the size of the part that counts. */
export function croppedSize({ crop: [x0, y0, x1, y1] }) {
  return { width: x1 - x0, height: y1 - y0 };
}

/** Return the frame turned clockwise by so many degrees more, about the same part. */
export function turnedBy(frame, degrees) {
  const quarters = (((degrees % FULL_TURN) + FULL_TURN) % FULL_TURN) / 90;
  return Array.from({ length: quarters }).reduce(turnedByQuarter, frame);
}

function turnedByQuarter(frame) {
  const [x0, y0, x1, y1] = frame.crop;
  const { height } = turnedSize(frame);
  const turn = (frame.turn + 90) % FULL_TURN;
  return { ...frame, turn, crop: [height - y1, x0, height - y0, x1] };
}

/** Return the frame with another part that counts, as shares of the whole turned picture. */
export function croppedTo(frame, [x0, y0, x1, y1]) {
  const { width, height } = turnedSize(frame);
  const crop = [x0 * width, y0 * height, x1 * width, y1 * height].map(Math.round);
  return { ...frame, crop };
}

/** Return the part that counts, as shares of the whole turned picture. */
export function cropShares(frame) {
  const { width, height } = turnedSize(frame);
  const [x0, y0, x1, y1] = frame.crop;
  return [x0 / width, y0 / height, x1 / width, y1 / height];
}

/** Return the frame with the whole picture, turned as it is. */
export function uncropped(frame) {
  return croppedTo(frame, [0, 0, 1, 1]);
}

/**
 * A sheet that is a photo: a frame of a picture, the marks that were found, and what was said.
 *
 * To {strokes, given} of every sheet it adds the picture and its frame, `isUpright` once a person
 * has turned it, `upload` {file(), turn}, which is what is sent, and `size` [width, height] of what
 * was read, which is null before. Symbols have their boxes in pixels of that size.
 */

import { turnedBy } from "./frame.js";
import { encode } from "./picture.js";
import { withStrokes } from "./sheet.js";

/** Return the sheet of a frame that was not read yet. */
export function photoSheet(picture, frame, isUpright = false) {
  const upload = { file: encodedOnce(picture, frame), turn: isUpright ? 0 : null };
  return { picture, frame, isUpright, upload, size: null, strokes: [], given: [] };
}

/** Return a function that makes the file when it is first asked for, and then keeps it. */
function encodedOnce(picture, frame) {
  let file = null;
  return () => {
    file ??= encode(picture, frame);
    return file;
  };
}

/** Return the sheet of the same picture with another part of it. */
export function reframed({ picture, isUpright }, frame) {
  return photoSheet(picture, frame, isUpright);
}

/** Return the sheet as a person turned it, clockwise by so many degrees. */
export function turnedSheet({ picture, frame }, degrees) {
  return photoSheet(picture, turnedBy(frame, degrees), true);
}

/**
 * Return the sheet with what a reading found: its marks, and by how much the page was turned.
 *
 * The same file is read the same way again, so marks that were found before stay the same.
 */
export function withReading(sheet, { size, turn, marks }) {
  const found = sheet.strokes.length === marks.length ? sheet.strokes : marks.map((box) => ({ box }));
  const more = turn - (sheet.upload.turn ?? 0);
  const frame = more === 0 ? sheet.frame : turnedBy(sheet.frame, more);
  return { ...withStrokes(sheet, found), frame, size, upload: { ...sheet.upload, turn } };
}

/** Return the box [x0, y0, x1, y1] around marks that were found. */
export function boxAround(marks) {
  const sides = [0, 1, 2, 3].map((side) => marks.map(({ box }) => box[side]));
  return [Math.min(...sides[0]), Math.min(...sides[1]), Math.max(...sides[2]), Math.max(...sides[3])];
}

/** Where labels stand beside the boxes of symbols, so that they hide neither ink nor each other. */

/** Height of a label, width of one of its letters, and its distance from the box, in pixels. */
const HEIGHT_PX = 14;
const LETTER_PX = 9;
const GAP_PX = 4;

/**
 * Return for each symbol the place {x, y} of its label, or null where there is no free room.
 *
 * `symbols` are {frame, text}; a frame is [x0, y0, x1, y1] and `ink` are the frames to keep free,
 * all in pixels. A place is the middle of the baseline.
 */
export function labelPlaces(symbols, ink, sheet) {
  const taken = [...ink];
  return symbols.map(({ frame, text }) => {
    if (text === "") return null;
    const width = LETTER_PX * text.length;
    const place = choices(frame, width).find((each) => isFree(area(each, width), taken, sheet));
    if (place === undefined) return null;
    taken.push(area(place, width));
    return place;
  });
}

/** Return the places to try: above, below, then to the right of the upper corner. */
function choices([x0, y0, x1, y1], width) {
  const middle = (x0 + x1) / 2;
  return [
    { x: middle, y: y0 - GAP_PX },
    { x: middle, y: y1 + GAP_PX + HEIGHT_PX - 2 },
    { x: x1 + GAP_PX + width / 2, y: y0 + HEIGHT_PX / 2 },
    { x: x0 - GAP_PX - width / 2, y: y0 + HEIGHT_PX / 2 },
  ];
}

function area({ x, y }, width) {
  return [x - width / 2, y - HEIGHT_PX + 2, x + width / 2, y + 2];
}

function isFree(label, taken, { width, height }) {
  const isInside = label[0] >= 0 && label[1] >= 0 && label[2] <= width && label[3] <= height;
  return isInside && !taken.some((frame) => overlap(label, frame));
}

function overlap([a0, b0, a1, b1], [c0, d0, c1, d1]) {
  return a0 < c1 && c0 < a1 && b0 < d1 && d0 < b1;
}

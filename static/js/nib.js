/** The nib: how a stroke looks, drawn smoothly and as wide as it was pressed. */

const WIDTH_PX = 3.4;
const DOT_WIDTH_PX = 5;

/** Share of the width that light and full pressure leave. */
const LIGHTEST = 0.55;
const HEAVIEST = 1.5;

/** Speed, in pixels a millisecond, at which a stroke has lost half of what speed may take. */
const HALF_THIN_SPEED = 2.5;
const THINNEST_BY_SPEED = 0.6;

/** Share of a point's own width in the smoothed width; the rest comes from the points before. */
const WIDTH_FOLLOWS = 0.25;

/** Draw one stroke in the context's own units and colour. */
export function drawStroke(context, stroke) {
  context.lineCap = "round";
  context.lineJoin = "round";
  if (isDot(stroke)) {
    drawDot(context, stroke[0]);
    return;
  }
  const widths = nibWidths(stroke);
  let from = stroke[0];
  for (let index = 1; index < stroke.length; index += 1) {
    const isLast = index === stroke.length - 1;
    const to = isLast ? stroke[index] : middle(stroke[index], stroke[index + 1]);
    drawSegment(context, widths[index], from, stroke[index], to);
    from = to;
  }
}

/** Return the width at each point: pressure widens, speed thins, and neither jumps. */
export function nibWidths(stroke) {
  let width = nibWidth(stroke[0], stroke[0]);
  return stroke.map((point, index) => {
    const own = nibWidth(stroke[Math.max(0, index - 1)], point);
    width += WIDTH_FOLLOWS * (own - width);
    return width;
  });
}

function nibWidth(before, [x, y, t, pressure]) {
  const pressed = LIGHTEST + (HEAVIEST - LIGHTEST) * pressure;
  const elapsed = t - before[2];
  const speed = elapsed > 0 ? Math.hypot(x - before[0], y - before[1]) / elapsed : 0;
  const thinned = 1 - (1 - THINNEST_BY_SPEED) * (speed / (speed + HALF_THIN_SPEED));
  return WIDTH_PX * pressed * thinned;
}

function isDot(stroke) {
  return stroke.every(([x, y]) => x === stroke[0][0] && y === stroke[0][1]);
}

function middle(a, b) {
  return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
}

function drawDot(context, [x, y]) {
  context.fillStyle = context.strokeStyle;
  context.beginPath();
  context.arc(x, y, DOT_WIDTH_PX / 2, 0, 2 * Math.PI);
  context.fill();
}

function drawSegment(context, width, from, bend, to) {
  context.lineWidth = width;
  context.beginPath();
  context.moveTo(from[0], from[1]);
  context.quadraticCurveTo(bend[0], bend[1], to[0], to[1]);
  context.stroke();
}

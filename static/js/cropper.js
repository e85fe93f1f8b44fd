/**
 * The cropper: a part of the photo, chosen with handles, by drawing it, or with the keyboard.
 *
 * A part is [x0, y0, x1, y1] in shares of the photo, from 0 to 1.
 */

const WHOLE = [0, 0, 1, 1];

/** The smallest part, in pixels of the screen: room enough between the handles. */
const LEAST_PX = 40;

/** How far an arrow key moves a handle, in shares of the photo; with Shift, the larger step. */
const STEP = 0.01;
const LARGE_STEP = 0.05;

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Choose parts in an element that lies over the photo; `apply()` is called on Enter. */
export function makeCropper(element, apply) {
  const hole = element.querySelector(".hole");
  let part = WHOLE;
  let drag = null;

  /** Begin with a part. */
  function open(begun) {
    element.hidden = false;
    set(begun);
    element.querySelector(".grip").focus();
  }

  function close() {
    element.hidden = true;
    drag = null;
  }

  function set(next) {
    part = next;
    const [x0, y0, x1, y1] = part;
    const sides = { left: x0, top: y0, width: x1 - x0, height: y1 - y0 };
    for (const [side, share] of Object.entries(sides)) hole.style[side] = `${share * 100}%`;
  }

  /** Return the smallest part in shares: fewer pixels would bring the handles together. */
  function least() {
    return [LEAST_PX / element.clientWidth, LEAST_PX / element.clientHeight];
  }

  function placeOf(event) {
    const { left, top, width, height } = element.getBoundingClientRect();
    return [(event.clientX - left) / width, (event.clientY - top) / height];
  }

  function down(event) {
    if (event.button !== 0 || drag !== null) return;
    const from = placeOf(event);
    const edges = event.target.dataset.edges ?? (isMovable(event) ? "nesw" : "");
    drag = { id: event.pointerId, from, before: part, edges };
    element.setPointerCapture(event.pointerId);
    event.preventDefault();
  }

  /** Inside of a part that is not the whole, the pointer moves it; elsewhere it draws a new one. */
  function isMovable(event) {
    return event.target === hole && part.some((share, at) => share !== WHOLE[at]);
  }

  function move(event) {
    if (drag?.id !== event.pointerId) return;
    const to = placeOf(event);
    const [dx, dy] = [to[0] - drag.from[0], to[1] - drag.from[1]];
    set(drag.edges === "" ? between(drag.from, to) : moved(drag.before, drag.edges, dx, dy, least()));
  }

  function up(event) {
    if (drag?.id !== event.pointerId) return;
    const [width, height] = least();
    // What is drawn too small was a tap, not a part.
    if (part[2] - part[0] < width || part[3] - part[1] < height) set(drag.before);
    drag = null;
  }

  function cancel(event) {
    if (drag?.id !== event.pointerId) return;
    set(drag.before);
    drag = null;
  }

  function keydown(event) {
    if (event.key === "Enter") {
      event.preventDefault();
      apply();
    }
    const arrow = ARROWS[event.key];
    if (arrow === undefined) return;
    event.preventDefault();
    const step = event.shiftKey ? LARGE_STEP : STEP;
    const edges = event.target.dataset.edges ?? "nesw";
    set(moved(part, edges, arrow[0] * step, arrow[1] * step, least()));
  }

  element.addEventListener("pointerdown", down);
  element.addEventListener("pointermove", move);
  element.addEventListener("pointerup", up);
  element.addEventListener("pointercancel", cancel);
  element.addEventListener("keydown", keydown);
  return { open, close, part: () => part, setWhole: () => set(WHOLE) };
}

/** Return the part with some of its edges (of "nesw") moved; with all of them it keeps its size. */
export function moved([x0, y0, x1, y1], edges, dx, dy, [width, height]) {
  if (edges === "nesw") {
    const [right, down] = [within(dx, -x0, 1 - x1), within(dy, -y0, 1 - y1)];
    return [x0 + right, y0 + down, x1 + right, y1 + down];
  }
  return [
    edges.includes("w") ? within(x0 + dx, 0, Math.max(0, x1 - width)) : x0,
    edges.includes("n") ? within(y0 + dy, 0, Math.max(0, y1 - height)) : y0,
    edges.includes("e") ? within(x1 + dx, Math.min(1, x0 + width), 1) : x1,
    edges.includes("s") ? within(y1 + dy, Math.min(1, y0 + height), 1) : y1,
  ];
}

/** Return the part between two places, kept on the photo. */
export function between(from, to) {
  const [x0, x1] = [from[0], to[0]].map(onPhoto).sort((a, b) => a - b);
  const [y0, y1] = [from[1], to[1]].map(onPhoto).sort((a, b) => a - b);
  return [x0, y0, x1, y1];
}

function onPhoto(share) {
  return within(share, 0, 1);
}

function within(value, least, most) {
  return Math.min(most, Math.max(least, value));
}

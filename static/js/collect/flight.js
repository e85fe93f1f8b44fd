/** The flight: a symbol that was kept leaves the paper for its tile. */

import { drawn } from "./pictures.js";

const FLIGHT_MS = 420;
const LANDED_SCALE = 0.12;

/** Let strokes fly from a paper to a tile; nothing moves for who wants less motion. */
export function fly(strokes, paper, tile) {
  if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const [from, to] = [paper.getBoundingClientRect(), tile.getBoundingClientRect()];
  const ghost = drawn(strokes);
  // It starts where it was written, so the picture is of the whole paper.
  ghost.setAttribute("viewBox", `0 0 ${from.width} ${from.height}`);
  ghost.classList.add("ghost");
  for (const side of ["left", "top", "width", "height"]) ghost.style[side] = `${from[side]}px`;
  document.body.append(ghost);
  const right = (to.left + to.right - from.left - from.right) / 2;
  const down = (to.top + to.bottom - from.top - from.bottom) / 2;
  const landed = `translate(${right}px, ${down}px) scale(${LANDED_SCALE})`;
  const frames = [{ opacity: 1 }, { opacity: 0.6, offset: 0.7 }, { transform: landed, opacity: 0 }];
  const flight = ghost.animate(frames, { duration: FLIGHT_MS, easing: "cubic-bezier(.5,0,.6,1)" });
  flight.finished.finally(() => ghost.remove());
}

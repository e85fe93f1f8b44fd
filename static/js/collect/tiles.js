/** The tiles: how many symbols of each class there are, and which of them is asked for. */

import { calledLabel } from "./wording.js";

/** A tile is full with so many symbols. */
const FULL = 10;

/** Symbols from which on a person notices what was learnt. */
const GOAL = 20;

/** Let classes be chosen by their tiles; `choose(label)` hears a tile that is pressed. */
export function makeTiles(element, choose) {
  const tiles = [...element.querySelectorAll("[data-label]")];
  tiles.forEach((tile) => tile.addEventListener("click", () => choose(tile.dataset.label)));
  // A tile that is pressed with a pointer leaves the focus, and so the keys, to the page.
  element.addEventListener("mousedown", (event) => event.preventDefault());

  /** Show counts {label: number}, the label that is asked for, and the only one chosen, if any. */
  function show(counts, asked, only) {
    for (const tile of tiles) {
      const count = counts[tile.dataset.label] ?? 0;
      tile.style.setProperty("--fill", Math.min(1, count / FULL));
      tile.querySelector(".number").textContent = count;
      tile.setAttribute("aria-label", `${calledLabel(tile.dataset.label)}, ${count} kept`);
      tile.classList.toggle("asked", tile.dataset.label === asked);
      tile.setAttribute("aria-pressed", String(tile.dataset.label === only));
    }
  }

  return {
    show,
    labels: tiles.map((tile) => tile.dataset.label),
    tile: (label) => tiles.find((tile) => tile.dataset.label === label),
    strokes: (label) =>
      tiles.find((tile) => tile.dataset.label === label).dataset.strokes.split(" ").map(Number),
  };
}

/** Show how far it is to the first twenty symbols, or what they did. */
export function showGoal({ count, words, share, trial }, { adapts, hand }) {
  count.textContent = hand.samples;
  words.textContent = sayGoal(hand.samples, adapts);
  trial.hidden = !adapts || hand.samples < GOAL;
  share.value = Math.min(GOAL, hand.samples);
}

function sayGoal(samples, adapts) {
  if (samples === 0) return "so far. Each is used at once; after twenty you will notice.";
  if (!adapts) return "kept, but not used: that is switched off under “Your hand”.";
  if (samples < GOAL) return `so far, in use already. ${GOAL - samples} more, and you will notice.`;
  return "so far, and it reads by them. Each one more makes it surer.";
}

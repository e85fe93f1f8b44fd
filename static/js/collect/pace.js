/** The pace: how long the pen rests, as a person chose it and as the next visit remembers it. */

import { PACES } from "./asking.js";
import { makeChoice } from "./choice.js";

const KEY = "inkcalc.pace";
const USUAL = "normal";

/** Return the name of the pace that was chosen, or of the usual one. */
export function loadPace() {
  try {
    const kept = localStorage.getItem(KEY) ?? "";
    return Object.hasOwn(PACES, kept) ? kept : USUAL;
  } catch {
    return USUAL;
  }
}

/** Let a pace be chosen; `choose(pace)` hears it, and the next visit remembers it. */
export function choosePace(fieldset, pace, choose) {
  const show = makeChoice(fieldset, (chosen) => {
    choose(chosen);
    save(chosen);
  });
  show(pace);
}

function save(pace) {
  try {
    localStorage.setItem(KEY, pace);
  } catch {
    // Full or forbidden storage costs only the memory of this choice.
  }
}

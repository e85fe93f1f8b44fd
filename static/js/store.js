/** What the browser keeps for the next visit: the ink, and whether boxes are shown. */

import { fromJSON, toJSON } from "./ink.js";

const INK_KEY = "inkcalc.ink";
const BOXES_KEY = "inkcalc.boxes";

/** Return the kept strokes; nothing kept, or nothing that is ink, is an empty paper. */
export function loadStrokes() {
  return fromJSON(read(INK_KEY)) ?? [];
}

export function saveStrokes(strokes) {
  write(INK_KEY, toJSON(strokes));
}

/** Say whether boxes are shown on the ink; they are until someone switches them off. */
export function loadBoxes() {
  return read(BOXES_KEY) !== false;
}

export function saveBoxes(shown) {
  write(BOXES_KEY, shown);
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Full or forbidden storage costs only the memory of this visit, never the ink on the paper.
  }
}

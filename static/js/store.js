/** What the browser keeps for the next visit: the sheet, and what was chosen or found out. */

import { fromJSON, toStored } from "./sheet.js";

const INK_KEY = "inkcalc.ink";
const CHOICES_KEY = "inkcalc.choices";

/** Whether boxes are shown, whether a pen was ever seen, and whether touch writes beside it. */
const FIRST_CHOICES = { boxes: true, penSeen: false, touchWrites: false };

/** Return the kept sheet; of what was said of it, only known labels count. */
export function loadSheet(labels) {
  return fromJSON(read(INK_KEY), labels);
}

export function saveSheet(sheet) {
  write(INK_KEY, toStored(sheet));
}

/** Return the kept choices {boxes, penSeen, touchWrites}, each as at the first visit if unknown. */
export function loadChoices() {
  const kept = read(CHOICES_KEY);
  const choice = ([name, first]) => [name, typeof kept?.[name] === "boolean" ? kept[name] : first];
  return Object.fromEntries(Object.entries(FIRST_CHOICES).map(choice));
}

/** Keep the choices; whatever else the object holds stays behind. */
export function saveChoices({ boxes, penSeen, touchWrites }) {
  write(CHOICES_KEY, { boxes, penSeen, touchWrites });
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

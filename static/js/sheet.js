/**
 * A sheet {strokes, given}: the strokes on the paper, and what a person said about them.
 *
 * Each of `given` is {strokes, label, id}: these strokes, which are on the sheet, are one symbol
 * with this label, or what NO_SYMBOL, ONE and APART say; what is said once keeps its id. The marks
 * that were found on a photo serve as its strokes. A sheet is never changed, so histories may share
 * it.
 */

import { makeId } from "./ids.js";
import * as ink from "./ink.js";

export const EMPTY = { strokes: [], given: [] };

/** Said of strokes that are in no symbol. */
export const NO_SYMBOL = "none";

/** Said of strokes that are one symbol, of whatever label suits it best. */
export const ONE = "one";

/** Said of strokes that are not one symbol together. */
export const APART = "apart";

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Return the sheet with other strokes; what was said of strokes that are gone goes with them. */
export function withStrokes(sheet, strokes) {
  if (strokes === sheet.strokes) return sheet;
  const isThere = (stroke) => strokes.includes(stroke);
  return { ...sheet, strokes, given: sheet.given.filter((said) => said.strokes.every(isThere)) };
}

/**
 * Return the sheet with symbols {strokes, label} as a person names them; the last word counts.
 *
 * Where their ink has gone in the meantime, or all of it was said before, the sheet stays as it is.
 */
export function withGiven(sheet, symbols) {
  const isThere = ({ strokes }) => strokes.every((stroke) => sheet.strokes.includes(stroke));
  if (!symbols.every(isThere)) return sheet;
  const given = symbols.reduce(withSaid, sheet.given);
  return given === sheet.given ? sheet : { ...sheet, given };
}

function withSaid(given, now) {
  if (given.some((said) => said.label === now.label && isSaidOf(said, now.strokes))) return given;
  const kept = given.filter((said) => !contradict(said, now));
  return [...kept, { id: makeId(), ...now }];
}

/** Say whether what was said before cannot stand beside what is said now. */
function contradict(before, now) {
  if (now.label === APART) return isSymbol(before) && holds(before, now);
  if (before.label === APART) return isSymbol(now) && holds(now, before);
  return before.strokes.some((stroke) => now.strokes.includes(stroke));
}

function isSymbol({ label }) {
  return label !== NO_SYMBOL && label !== APART;
}

function holds(whole, part) {
  return part.strokes.every((stroke) => whole.strokes.includes(stroke));
}

/** Say whether something was said of exactly these strokes. */
export function isSaidOf(said, strokes) {
  return said.strokes.length === strokes.length && holds(said, { strokes });
}

/** Say whether a person settled that these strokes are one symbol, with this label or with any. */
export function isGiven(sheet, strokes, label) {
  return sheet.given.some((said) => [label, ONE].includes(said.label) && isSaidOf(said, strokes));
}

/** Return what is left out of a sheet. */
export function leftOut(sheet) {
  return sheet.given.filter(({ label }) => label === NO_SYMBOL);
}

/** Return the sheet without some of what was said of it. */
export function withoutGiven(sheet, entries) {
  const given = sheet.given.filter((said) => !entries.includes(said));
  return given.length === sheet.given.length ? sheet : { ...sheet, given };
}

/** Return the sheet as the object that the server understands. */
export function toJSON(sheet) {
  const written = ink.toJSON(sheet.strokes);
  return sheet.given.length === 0 ? written : { ...written, given: givenJSON(sheet) };
}

/** Return the sheet as it is stored: what was said keeps its ids. */
export function toStored(sheet) {
  const marked = givenJSON(sheet).map((said, at) => ({ ...said, id: sheet.given[at].id }));
  return marked.length === 0 ? toJSON(sheet) : { ...toJSON(sheet), given: marked };
}

/** Return what was said of a sheet as the server understands it: [{marks, label}]. */
export function givenJSON(sheet) {
  return sheet.given.map(({ strokes, label }) => ({ marks: marksOf(sheet, strokes), label }));
}

/** Return the indices of strokes on a sheet. */
export function marksOf(sheet, strokes) {
  return strokes.map((stroke) => sheet.strokes.indexOf(stroke));
}

/** Read a sheet back from stored data: no ink is an empty sheet, and what is damaged unsaid. */
export function fromJSON(data, labels) {
  const strokes = ink.fromJSON(data);
  if (strokes === null) return EMPTY;
  const entries = Array.isArray(data.given) ? data.given : [];
  return entries
    .filter((entry) => isEntry(entry, strokes, labels))
    .map((entry) => entryOf(entry, strokes))
    .reduce((sheet, said) => withGiven(sheet, [said]), { strokes, given: [] });
}

function entryOf({ marks, label, id }, strokes) {
  const said = { strokes: marks.map((mark) => strokes[mark]), label };
  return typeof id === "string" && ID.test(id) ? { ...said, id } : said;
}

function isEntry(entry, strokes, labels) {
  const marks = entry?.marks;
  return (
    Array.isArray(marks) &&
    marks.length > (entry.label === APART ? 1 : 0) &&
    marks.length === new Set(marks).size &&
    marks.every((mark) => Number.isInteger(mark) && strokes[mark] !== undefined) &&
    labels.includes(entry.label)
  );
}

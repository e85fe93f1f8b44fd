/**
 * A sheet {strokes, given}: the strokes on the paper, and what a person said about them.
 *
 * Each of `given` is {strokes, label}: these strokes, which are on the sheet, are one symbol with
 * this label. The marks that were found on a photo serve as its strokes. A sheet is never changed,
 * so histories may share it.
 */

import * as ink from "./ink.js";

export const EMPTY = { strokes: [], given: [] };

/** Return the sheet with other strokes; what was said of strokes that are gone goes with them. */
export function withStrokes(sheet, strokes) {
  if (strokes === sheet.strokes) return sheet;
  const isThere = (stroke) => strokes.includes(stroke);
  return { ...sheet, strokes, given: sheet.given.filter((said) => said.strokes.every(isThere)) };
}

/**
 * Return the sheet with symbols {strokes, label} as a person names them; the last word counts.
 *
 * Where their ink has gone in the meantime, the sheet stays as it is.
 */
export function withGiven(sheet, symbols) {
  const isThere = ({ strokes }) => strokes.every((stroke) => sheet.strokes.includes(stroke));
  if (!symbols.every(isThere)) return sheet;
  const isNew = (stroke) => symbols.some((symbol) => symbol.strokes.includes(stroke));
  const kept = sheet.given.filter((said) => !said.strokes.some(isNew));
  return { ...sheet, given: [...kept, ...symbols] };
}

/** Say whether a person named these strokes as one symbol with this label. */
export function isGiven(sheet, strokes, label) {
  return sheet.given.some(
    (said) =>
      said.label === label &&
      said.strokes.length === strokes.length &&
      said.strokes.every((stroke) => strokes.includes(stroke)),
  );
}

/** Return the sheet as the object that the server and the store understand. */
export function toJSON(sheet) {
  const written = ink.toJSON(sheet.strokes);
  return sheet.given.length === 0 ? written : { ...written, given: givenJSON(sheet) };
}

/** Return what was said of a sheet as the server understands it: [{marks, label}]. */
export function givenJSON({ strokes, given }) {
  const marks = (said) => said.strokes.map((stroke) => strokes.indexOf(stroke));
  return given.map((said) => ({ marks: marks(said), label: said.label }));
}

/** Read a sheet back from stored data: no ink is an empty sheet, and what is damaged unsaid. */
export function fromJSON(data, labels) {
  const strokes = ink.fromJSON(data);
  if (strokes === null) return EMPTY;
  const entries = Array.isArray(data.given) ? data.given : [];
  return entries
    .filter((entry) => isEntry(entry, strokes, labels))
    .map(({ marks, label }) => ({ strokes: marks.map((mark) => strokes[mark]), label }))
    .reduce((sheet, said) => withGiven(sheet, [said]), { strokes, given: [] });
}

function isEntry(entry, strokes, labels) {
  const marks = entry?.marks;
  return (
    Array.isArray(marks) &&
    marks.length > 0 &&
    marks.length === new Set(marks).size &&
    marks.every((mark) => Number.isInteger(mark) && strokes[mark] !== undefined) &&
    labels.includes(entry.label)
  );
}

/** Undo and redo as pure state: {past, present, future}, made of sheets. */

/** How many steps can be undone. */
const DEPTH = 200;

export function startHistory(sheet) {
  return { past: [], present: sheet, future: [] };
}

/** Make a sheet the present; the old present can be undone. No change makes no step. */
export function commit(history, sheet) {
  if (sheet === history.present) return history;
  const past = [...history.past, history.present].slice(-DEPTH);
  return { past, present: sheet, future: [] };
}

export function undo(history) {
  if (!canUndo(history)) return history;
  return {
    past: history.past.slice(0, -1),
    present: history.past.at(-1),
    future: [history.present, ...history.future],
  };
}

export function redo(history) {
  if (!canRedo(history)) return history;
  return {
    past: [...history.past, history.present],
    present: history.future[0],
    future: history.future.slice(1),
  };
}

export function canUndo(history) {
  return history.past.length > 0;
}

export function canRedo(history) {
  return history.future.length > 0;
}

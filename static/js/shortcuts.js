/** Keyboard shortcuts: one table from keys to the names of actions. */

const WITH_CONTROL = { z: "undo", y: "redo" };
const WITH_CONTROL_SHIFT = { z: "redo" };
const PLAIN = {
  e: "erase",
  b: "boxes",
  c: "copy",
  delete: "clear",
  backspace: "clear",
  escape: "write",
  "?": "help",
};

/** Return the name of the action that a key event asks for, or undefined. */
export function actionOf(event) {
  const key = event.key.toLowerCase();
  if (event.altKey) return undefined;
  if (event.ctrlKey || event.metaKey) {
    return (event.shiftKey ? WITH_CONTROL_SHIFT : WITH_CONTROL)[key];
  }
  return PLAIN[key];
}

/** Run actions by their keys, except while a dialog is open. */
export function listenToKeys(run) {
  document.addEventListener("keydown", (event) => {
    const action = actionOf(event);
    if (action === undefined || document.querySelector("dialog[open]") !== null) return;
    event.preventDefault();
    run(action);
  });
}

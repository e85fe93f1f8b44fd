/** Keyboard shortcuts: tables from keys to the names of actions. */

/** Actions that go on while their key is held down. */
const REPEATABLE = new Set(["undo", "redo"]);

const TEXT_FIELD = "input, textarea, select, [contenteditable]";

/** Undoing and redoing, which every page has. */
const WITH_CONTROL = { z: "undo", y: "redo" };
const WITH_CONTROL_SHIFT = { z: "redo" };

/**
 * Return the name of the action that a key event asks for, or undefined.
 *
 * `keys` are the page's own tables {named, characters}. Keys that type a character act only while
 * no control has the focus: speech may type them.
 */
export function actionOf(event, keys, pageHasFocus) {
  const key = keyName(event);
  if (event.altKey) return undefined;
  if (event.ctrlKey || event.metaKey) {
    return (event.shiftKey ? WITH_CONTROL_SHIFT : WITH_CONTROL)[key];
  }
  return keys.named[key] ?? (pageHasFocus ? keys.characters[key] : undefined);
}

/** Run actions by their keys, except in text fields and while a dialog is open. */
export function listenToKeys(run, keys) {
  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]") !== null || isTyping()) return;
    const action = actionOf(event, keys, pageHasFocus());
    if (action === undefined) return;
    event.preventDefault();
    if (!event.repeat || REPEATABLE.has(action)) run(action);
  });
}

/** Return a key by what it types, or by its place where the layout has no Latin letters. */
export function keyName({ key, code }) {
  const isForeign = key.length === 1 && key > "\x7f" && code.startsWith("Key");
  return (isForeign ? code.slice("Key".length) : key).toLowerCase();
}

function pageHasFocus() {
  const focused = document.activeElement;
  if (focused === null || focused === document.body) return true;
  // A dialog that was just closed keeps the focus until the next frame.
  return focused.closest("dialog:not([open])") !== null;
}

function isTyping() {
  return document.activeElement?.matches(TEXT_FIELD) ?? false;
}

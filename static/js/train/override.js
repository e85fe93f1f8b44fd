/** The override: a model that falls goes into service only with a reason, which is kept. */

import { fallsOf } from "./verdict.js";

const element = (id) => document.getElementById(id);

/** Make the dialog; the result is ask({title, words, gate}), a promise of a reason, or of null. */
export function makeOverride() {
  const dialog = element("override");
  const reason = element("reason");

  /** A reason of no words is none. */
  function check() {
    const isGiven = reason.value.trim() !== "";
    reason.setCustomValidity(isGiven ? "" : "Say why, in a few words.");
  }

  /** Ask for a reason; `gate` {falls, margins} says what falls, or is null if nothing is known. */
  function ask({ title, words, gate }) {
    element("override-title").textContent = title;
    element("override-words").textContent = words;
    element("override-falls").replaceChildren(...(gate === null ? [] : fallsOf(gate)));
    reason.value = "";
    check();
    dialog.returnValue = "no";
    dialog.showModal();
    reason.focus();
    return new Promise((resolve) => {
      dialog.addEventListener(
        "close",
        () => resolve(dialog.returnValue === "yes" ? reason.value.trim() : null),
        { once: true },
      );
    });
  }

  reason.addEventListener("input", check);
  return ask;
}

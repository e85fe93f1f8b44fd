/** Confirming: a question before something that cannot be undone. */

/**
 * Make a dialog that asks; the result is ask({title, words, yes, isFinal}), a
 * promise of yes or no.
 */
export function makeConfirming(dialog) {
  const element = (id) => document.getElementById(id);

  return function ask({ title, words, yes, isFinal = false }) {
    element("confirm-title").textContent = title;
    element("confirm-words").textContent = words;
    element("confirm-yes").textContent = yes;
    element("confirm-yes").classList.toggle("danger", isFinal);
    dialog.returnValue = "no";
    dialog.showModal();
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
    });
  };
}

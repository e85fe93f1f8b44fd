/** A choice: radio buttons that, pressed with a pointer, leave the focus and so the keys to the page. */

/** Let a value be chosen in a fieldset; `choose(value)` hears it. The result shows a value. */
export function makeChoice(fieldset, choose) {
  let isByPointer = false;

  fieldset.addEventListener("pointerdown", () => {
    isByPointer = true;
  });
  fieldset.addEventListener("keydown", () => {
    isByPointer = false;
  });
  fieldset.addEventListener("click", ({ target }) => {
    if (isByPointer) target.blur();
  });
  fieldset.addEventListener("change", ({ target }) => choose(target.value));

  return function show(value) {
    for (const input of fieldset.querySelectorAll("input")) input.checked = input.value === value;
  };
}

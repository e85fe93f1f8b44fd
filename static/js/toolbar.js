/** The toolbar: buttons that run actions and show what is possible and what is switched on. */

/** Run actions by the buttons that name them in `data-action`. */
export function listenToButtons(run) {
  for (const button of document.querySelectorAll("[data-action]")) {
    button.addEventListener("click", () => run(button.dataset.action));
    // A button that is pressed with a pointer leaves the focus, and so the keys, to the page.
    button.addEventListener("mousedown", (event) => event.preventDefault());
  }
}

/** Show on the buttons which actions are possible and which switches are on. */
export function showButtons({ possible, on }) {
  for (const button of document.querySelectorAll("[data-action]")) {
    const { action } = button.dataset;
    if (action in possible) setPossible(button, possible[action]);
    if (action in on) setOn(button, on[action]);
  }
}

/** Disable a button without taking the keyboard's focus away from it. */
function setPossible(button, isPossible) {
  button.setAttribute("aria-disabled", String(!isPossible));
}

function setOn(button, isOn) {
  const attribute = button.getAttribute("role") === "switch" ? "aria-checked" : "aria-pressed";
  button.setAttribute(attribute, String(isOn));
}

/** Relabelling: a small window of all labels, one of which the selected samples get. */

import { shownLabel, calledLabel, counted } from "./wording.js";

/** Other keys by which a sign is typed. */
const TYPED = { "*": "×", x: "×", "/": "÷", ":": "÷", "−": "-", ",": ".", "[": "(", "]": ")" };

/** Room between the window and the edges, in pixels. */
const GAP_PX = 8;

/** Let a label be picked in a window; `pick(label)` hears it. */
export function makeRelabelling(element, labels, pick) {
  const [title, choices] = element.children;
  choices.replaceChildren(...labels.map((label) => buttonOf(label, () => chosen(label))));

  /** Open above the button that asked for it. */
  function open(button, samples) {
    title.textContent = `What ${samples === 1 ? "is this" : `are these ${counted(samples, "sample")}`}?`;
    element.showPopover();
    const { left, top } = button.getBoundingClientRect();
    const room = window.innerWidth - element.offsetWidth - GAP_PX;
    element.style.left = `${Math.max(GAP_PX, Math.min(left, room))}px`;
    element.style.top = `${Math.max(GAP_PX, top - element.offsetHeight - GAP_PX)}px`;
    choices.firstElementChild.focus({ focusVisible: false });
  }

  function chosen(label) {
    element.hidePopover();
    pick(label);
  }

  function keydown(event) {
    // The keys of the page rest; Escape closes the window by itself.
    event.stopPropagation();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const buttons = [...choices.children];
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key] ?? 0;
    if (step !== 0) buttons[buttons.indexOf(document.activeElement) + step]?.focus();
    const typed = TYPED[event.key] ?? event.key;
    choices.querySelector(`button[data-label="${CSS.escape(typed)}"]`)?.click();
  }

  element.addEventListener("keydown", keydown);
  return { open };
}

function buttonOf(label, run) {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.label = label;
  button.textContent = shownLabel(label);
  button.setAttribute("aria-label", calledLabel(label));
  button.addEventListener("click", run);
  return button;
}

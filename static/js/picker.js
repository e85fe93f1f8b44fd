/** The picker: a small window beside a symbol of the answer, in which to say what it is. */

import { isDoubtful, nameOf, symbolName } from "./words.js";

/** Room between the symbol and the window, and between the window and the edges, in pixels. */
const GAP_PX = 8;

/** Whether a line divides is for the layout to say: it is offered as a doubt, but has no key. */
const BAR = "frac";

/** Labels whose names are too long for a key. */
const SHOWN = { ".": "." };

/** Other keys by which a sign is typed. */
const TYPED = { "*": "×", x: "×", "/": "÷", ":": "÷", "−": "-", ",": ".", "[": "(", "]": ")" };

/** Return the labels that a symbol can be said to be, as the page lists them. */
export function knownLabels(element) {
  return element.dataset.labels.split(" ");
}

/**
 * Let labels be picked in an element.
 *
 * `on` answers pick(strokes, label), turn(line, symbols) when other symbols are shown or none, and
 * portray(portrait, strokes, box) to fill an element with the picture of a symbol.
 */
export function makePicker(element, on) {
  const labels = knownLabels(element).filter((label) => label !== BAR);
  const [portrait, title, digits, likely, others] = element.children;
  let shown = null;

  /** Open for a symbol of a line and its neighbours in a number, all read from strokes. */
  function open({ line, index, symbol, symbols, strokes, leaf }) {
    shown = { line, index, symbol, symbols, strokes };
    fill();
    if (!element.matches(":popover-open")) element.showPopover();
    place(leaf.getBoundingClientRect());
    focusFirst();
  }

  function fill() {
    const { line, index, symbol, symbols, strokes } = shown;
    const about = line.symbols[symbol];
    const own = about.marks.map((mark) => strokes[mark]);
    const first = [about.label, ...about.alternatives.map(([label]) => label)];
    const top = [...new Set(first)].filter((label) => labels.includes(label));
    const button = (label) => labelButton(label, about, () => pick(own, label));
    on.portray(portrait, own, about.box);
    title.textContent = question(about);
    digits.hidden = symbols.length < 2;
    digits.replaceChildren(...symbols.map((each) => digitButton(line, each, symbol, turnTo)));
    likely.replaceChildren(...top.map(button));
    others.replaceChildren(...labels.filter((label) => !top.includes(label)).map(button));
    on.turn(index, [symbol]);
  }

  function turnTo(symbol) {
    shown.symbol = symbol;
    fill();
    digits.querySelector("[aria-pressed='true']").focus();
  }

  function pick(strokes, label) {
    element.hidePopover();
    on.pick(strokes, label);
  }

  function focusFirst() {
    (likely.firstElementChild ?? others.firstElementChild).focus({ focusVisible: false });
  }

  /** Stand below the symbol, or above it where there is no room, and wholly on the screen. */
  function place(leaf) {
    const { offsetWidth: width, offsetHeight: height } = element;
    const isRoomBelow = leaf.bottom + GAP_PX + height <= window.innerHeight;
    const top = isRoomBelow ? leaf.bottom + GAP_PX : leaf.top - GAP_PX - height;
    const left = (leaf.left + leaf.right - width) / 2;
    element.style.top = `${within(top, window.innerHeight - height)}px`;
    element.style.left = `${within(left, window.innerWidth - width)}px`;
  }

  function keydown(event) {
    // The keys of the page rest; Escape closes the window by itself.
    event.stopPropagation();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const buttons = [...element.querySelectorAll("button")].filter((each) => !each.hidden);
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key] ?? 0;
    if (step !== 0) buttons[buttons.indexOf(document.activeElement) + step]?.focus();
    const typed = TYPED[event.key] ?? event.key;
    element.querySelector(`button[data-label="${CSS.escape(typed)}"]`)?.click();
  }

  function toggled(event) {
    if (event.newState !== "closed") return;
    shown = null;
    on.turn(null, []);
  }

  element.addEventListener("keydown", keydown);
  element.addEventListener("toggle", toggled);
  return { open, isOpen: () => element.matches(":popover-open") };
}

function within(place, room) {
  return Math.max(GAP_PX, Math.min(place, room - GAP_PX));
}

function question(symbol) {
  if (symbol.isSettled) return "You settled this.";
  return isDoubtful(symbol) ? "What is this?" : "Read as:";
}

function labelButton(label, symbol, pick) {
  const isOwn = label === symbol.label;
  const element = button(SHOWN[label] ?? symbolName(label), pick);
  element.dataset.label = label;
  element.setAttribute("aria-label", isOwn ? `${nameOf(label)} is right` : nameOf(label));
  element.setAttribute("aria-pressed", String(isOwn));
  element.classList.toggle("settled", isOwn && symbol.isSettled);
  return element;
}

function digitButton(line, symbol, current, turnTo) {
  const name = symbolName(line.symbols[symbol].label);
  const element = button(name, () => turnTo(symbol));
  element.setAttribute("aria-pressed", String(symbol === current));
  element.classList.toggle("unsure", isDoubtful(line.symbols[symbol]));
  return element;
}

function button(text, run) {
  const element = document.createElement("button");
  element.type = "button";
  element.textContent = text;
  element.addEventListener("click", run);
  return element;
}

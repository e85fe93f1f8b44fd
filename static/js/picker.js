/**
 * The picker: a small window beside a symbol of the answer, in which to say what it is: another
 * label, several symbols, one with its neighbour, or none.
 */

import { APART, NO_SYMBOL, ONE } from "./sheet.js";
import { keyName } from "./shortcuts.js";
import { isDoubtful, nameOf, sayShare, symbolName } from "./words.js";

/** Room between the symbol and the window, and between the window and the edges, in pixels. */
const GAP_PX = 8;

/**
 * What has no key of its own: whether a line divides is for the layout to say, and offered as a
 * doubt; the others are said with a remedy.
 */
const KEYLESS = new Set(["frac", NO_SYMBOL, ONE, APART]);

/** Labels whose names are too long for a key. */
const SHOWN = { ".": "." };

/** Other keys by which a sign is typed. */
const TYPED = { "*": "×", x: "×", "/": "÷", ":": "÷", "−": "-", ",": ".", "[": "(", "]": ")" };

/** The remedies by their keys. */
const REMEDIES = { s: "split", k: "previous", j: "next", backspace: "none", delete: "none" };

/** Where in the line the neighbours are that a symbol may be joined with. */
const NEIGHBOURS = { previous: -1, next: 1 };

/** Return the labels that can be said of strokes, as the page lists them. */
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
  const labels = knownLabels(element).filter((label) => !KEYLESS.has(label));
  const [portrait, title, digits, likely, others, remedies] = element.children;
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
    const own = strokesOf(symbol);
    const first = [about.label, ...about.alternatives.map(([label]) => label)];
    const top = [...new Set(first)].filter((label) => labels.includes(label));
    const button = (label) => labelButton(label, about, () => pick(own, label));
    on.portray(portrait, own, about.box);
    title.textContent = question(about);
    digits.hidden = symbols.length < 2;
    digits.replaceChildren(...symbols.map((each) => digitButton(line, each, symbol, turnTo)));
    likely.replaceChildren(...top.map(button));
    others.replaceChildren(...labels.filter((label) => !top.includes(label)).map(button));
    fillRemedies();
    on.turn(index, [symbol]);
  }

  function strokesOf(symbol) {
    return shown.line.symbols[symbol].marks.map((mark) => shown.strokes[mark]);
  }

  /** Show the remedies that there are for the symbol, and name the neighbours it may be joined to. */
  function fillRemedies() {
    const { line, symbol } = shown;
    const button = (name) => remedies.querySelector(`[data-remedy="${name}"]`);
    button("split").hidden = line.symbols[symbol].marks.length < 2;
    for (const [name, step] of Object.entries(NEIGHBOURS)) {
      const neighbour = line.symbols[symbol + step];
      button(name).hidden = neighbour === undefined;
      if (neighbour === undefined) continue;
      button(name).setAttribute("aria-label", `Join with the ${name} symbol, ${nameOf(neighbour.label)}`);
    }
  }

  /** Show the symbols that a remedy is about. */
  function turnToRemedy(event) {
    if (shown === null) return;
    const step = NEIGHBOURS[remedyOf(event)] ?? 0;
    on.turn(shown.index, step === 0 ? [shown.symbol] : [shown.symbol, shown.symbol + step]);
  }

  function remedy(event) {
    const name = remedyOf(event);
    if (name === undefined) return;
    const own = strokesOf(shown.symbol);
    if (name === "split") pick(own, APART);
    else if (name === "none") pick(own, NO_SYMBOL);
    else pick([...own, ...strokesOf(shown.symbol + NEIGHBOURS[name])], ONE);
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
    const name = event.repeat ? undefined : REMEDIES[keyName(event)];
    element.querySelector(`button[data-remedy="${name}"]:not([hidden])`)?.click();
  }

  function toggled(event) {
    if (event.newState !== "closed") return;
    shown = null;
    on.turn(null, []);
  }

  element.addEventListener("keydown", keydown);
  element.addEventListener("toggle", toggled);
  remedies.addEventListener("click", remedy);
  for (const type of ["pointerover", "pointerleave", "focusin", "focusout"]) {
    remedies.addEventListener(type, turnToRemedy);
  }
  return { open, isOpen: () => element.matches(":popover-open") };
}

function within(place, room) {
  return Math.max(GAP_PX, Math.min(place, room - GAP_PX));
}

function question(symbol) {
  if (symbol.isSettled) return "You settled this.";
  return isDoubtful(symbol) ? "What is this?" : "Read as:";
}

/** Return the name of the remedy that an event is about, if any. */
function remedyOf(event) {
  return event.type === "focusout" || event.type === "pointerleave"
    ? undefined
    : event.target.closest("[data-remedy]")?.dataset.remedy;
}

/** Return how probable it is that a symbol bears a label, in words, or nothing for a rare one. */
function shareOf(label, symbol) {
  if (label === symbol.label) return symbol.isSettled ? "" : sayShare(symbol.confidence);
  const known = symbol.alternatives.find(([name]) => name === label);
  return known === undefined ? "" : sayShare(known[1]);
}

function labelButton(label, symbol, pick) {
  const isOwn = label === symbol.label;
  const element = button(SHOWN[label] ?? symbolName(label), pick);
  const share = shareOf(label, symbol);
  element.dataset.label = label;
  element.dataset.share = share;
  if (share !== "") element.setAttribute("aria-description", `${share} likely`);
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

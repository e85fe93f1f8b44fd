/** The page: wires pen, ink, history, reader and display together. */

import { makeAnswer } from "./answer.js";
import { makeCanvas } from "./canvas.js";
import { makeDisplay } from "./display.js";
import { weigh } from "./doubt.js";
import { erasing, writing } from "./gestures.js";
import { canRedo, canUndo, commit, redo, startHistory, undo } from "./history.js";
import { timeOrigin } from "./ink.js";
import { makeOverlay } from "./overlay.js";
import { followPen } from "./pen.js";
import { knownLabels, makePicker } from "./picker.js";
import { makeReader } from "./reader.js";
import { EMPTY, withGiven, withStrokes } from "./sheet.js";
import { listenToKeys } from "./shortcuts.js";
import { loadChoices, loadSheet, saveChoices, saveSheet } from "./store.js";
import { listenToButtons, showButtons } from "./toolbar.js";

/** How long the switch for touch draws attention after a touch was refused, in milliseconds. */
const HINT_MS = 2000;

const element = (id) => document.getElementById(id);

const paper = element("paper");
const boxes = element("boxes");
const finger = element("finger");
const labels = knownLabels(element("picker"));

const state = {
  history: startHistory(loadSheet(labels)),
  read: { lines: [], sheet: EMPTY },
  gesture: null,
  origin: null,
  erases: false,
  ...loadChoices(),
};

const canvas = makeCanvas(paper, element("settled"), element("live"), () => overlay.draw());
const overlay = makeOverlay(boxes, canvas.scale);
const picker = makePicker(element("picker"), {
  pick: (strokes, label) => settle([{ strokes, label }]),
  turn: overlay.point,
});
const answer = makeAnswer(element("lines"), {
  point(line, symbols) {
    if (!picker.isOpen()) overlay.point(line, symbols);
  },
  open: pickSymbol,
  choose: (changes) => settle(changes.map(symbolOf)),
});
const display = makeDisplay(
  {
    display: element("display"),
    notice: element("notice"),
    retry: element("retry"),
    copy: element("copy"),
    copyLabel: element("copy-label"),
    spoken: element("spoken"),
  },
  answer,
  readAgain,
);

const reader = makeReader({
  reading: display.reading,
  answer(reading, sheet) {
    const lines = weigh(reading, sheet, labels);
    state.read = { lines, sheet };
    boxes.classList.remove("stale");
    overlay.show(lines);
    display.answered(lines, sheet.strokes);
  },
  trouble: display.trouble,
});

const hand = {
  begin(sample, erases) {
    const { strokes } = state.history.present;
    state.origin = timeOrigin(strokes, state.origin, sample.event.timeStamp);
    const isErasing = erases || state.erases;
    state.gesture = isErasing ? erasing(canvas, strokes) : writing(canvas, strokes, state.origin);
    paper.classList.remove("empty");
    hand.move([sample]);
  },
  move(samples) {
    state.gesture.add(samples);
    const live = state.gesture.live();
    if (live === null) canvas.show(state.gesture.strokes());
    canvas.showLive(live);
  },
  end() {
    const strokes = state.gesture.strokes();
    state.gesture = null;
    change(commit(state.history, withStrokes(state.history.present, strokes)));
  },
  cancel() {
    state.gesture = null;
    render();
  },
  penSeen() {
    if (!state.penSeen) choose({ penSeen: true });
  },
  refused() {
    finger.classList.add("asking");
    setTimeout(() => finger.classList.remove("asking"), HINT_MS);
  },
};

const actions = {
  undo: () => change(undo(state.history)),
  redo: () => change(redo(state.history)),
  clear: () => {
    if (state.history.present.strokes.length > 0) change(commit(state.history, EMPTY));
  },
  erase: () => set({ erases: !state.erases }),
  write: () => set({ erases: false }),
  boxes: () => choose({ boxes: !state.boxes }),
  finger: () => choose({ touchWrites: !state.touchWrites }),
  copy: () => display.copy(),
  help: () => element("help").showModal(),
};

/** Run an action by its name, unless the pen is down. */
function run(name) {
  if (state.gesture === null) actions[name]();
}

function set(changes) {
  Object.assign(state, changes);
  render();
}

/** Make a choice that the next visit remembers. */
function choose(changes) {
  set(changes);
  saveChoices(state);
}

/** Open the picker for a symbol of the answer that is shown. */
function pickSymbol({ line, ...pointed }) {
  const { lines, sheet } = state.read;
  picker.open({ ...pointed, line: lines[line], index: line, strokes: sheet.strokes });
}

/** Return a change {marks, label} as the strokes on the sheet that was read. */
function symbolOf({ marks, label }) {
  return { strokes: marks.map((mark) => state.read.sheet.strokes[mark]), label };
}

/** Settle what symbols are, unless their ink has gone in the meantime. */
function settle(symbols) {
  const { strokes } = state.history.present;
  const isThere = symbols.every((symbol) => symbol.strokes.every((each) => strokes.includes(each)));
  if (isThere) change(commit(state.history, withGiven(state.history.present, symbols)));
}

/** Make another sheet the present one: keep it, show it and have it read. */
function change(history) {
  const before = state.history.present;
  state.history = history;
  const { present } = history;
  if (present !== before) {
    saveSheet(present);
    const isLonger = before.strokes.every((stroke, at) => stroke === present.strokes[at]);
    if (isLonger) boxes.classList.add("stale");
    else overlay.show([]);
    readAgain();
  }
  render();
}

function readAgain() {
  if (state.history.present.strokes.length > 0) {
    reader.read(state.history.present);
    return;
  }
  reader.forget();
  display.empty();
}

function render() {
  const { strokes } = state.history.present;
  canvas.show(strokes);
  canvas.showLive(null);
  paper.classList.toggle("empty", strokes.length === 0);
  paper.dataset.tool = state.erases ? "eraser" : "pen";
  boxes.classList.toggle("off", !state.boxes);
  finger.hidden = !state.penSeen;
  showButtons({
    possible: {
      undo: canUndo(state.history),
      redo: canRedo(state.history),
      clear: strokes.length > 0,
    },
    on: { erase: state.erases, boxes: state.boxes, finger: state.touchWrites },
  });
}

/** Point in the answer at the symbol that the mouse or pen hovers over on the ink. */
function hover(event) {
  if (event.buttons !== 0) return;
  point(overlay.at(...canvas.place(event)));
}

function leave() {
  point(null);
}

function point(found) {
  answer.point(found?.line ?? null, found?.symbol ?? null);
  overlay.point(found?.line ?? null, found === null ? [] : [found.symbol]);
}

followPen(paper, hand, () => !state.penSeen || state.touchWrites);
listenToButtons(run);
listenToKeys(run);
paper.addEventListener("pointermove", hover);
paper.addEventListener("pointerleave", leave);
window.addEventListener("online", () => {
  if (element("display").dataset.state === "trouble") readAgain();
});
render();
readAgain();

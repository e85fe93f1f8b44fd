/** The page: wires pen, ink, history, reader and display together. */

import { newestLine } from "./answer.js";
import { makeCanvas } from "./canvas.js";
import { makeCorrections } from "./corrections.js";
import { makeEditor, pageLabels } from "./editor.js";
import { erasing, writing } from "./gestures.js";
import { canRedo, canUndo, commit, redo, startHistory, undo } from "./history.js";
import { bounds, timeOrigin, toJSON } from "./ink.js";
import { makeOutbox } from "./outbox.js";
import { followPen } from "./pen.js";
import { drawPortrait } from "./portrait.js";
import { makeReader } from "./reader.js";
import { deleteSamples, keepInk, readInk } from "./server.js";
import { EMPTY, withStrokes } from "./sheet.js";
import { listenToKeys } from "./shortcuts.js";
import { loadChoices, loadSheet, saveChoices, saveSheet } from "./store.js";
import { listenToButtons, showButtons } from "./toolbar.js";

/** How long the switch for touch draws attention after a touch was refused, in milliseconds. */
const HINT_MS = 2000;

/** A quick second stroke within this time saves a request; no answer is waited for any longer. */
const WAIT_MS = 120;
const PATIENCE_MS = 15000;

/** Under this name, corrections that could not be kept yet wait in the browser. */
const OUTBOX_KEY = "inkcalc.outbox";

const element = (id) => document.getElementById(id);

const paper = element("paper");
const finger = element("finger");

const state = {
  history: startHistory(loadSheet(pageLabels())),
  gesture: null,
  origin: null,
  erases: false,
  ...loadChoices(),
};

const canvas = makeCanvas(paper, element("settled"), element("live"), () => overlay.draw());
const editor = makeEditor(
  {
    view: () => ({ scale: canvas.scale(), left: 0, top: 0 }),
    boxAround(strokes) {
      const { x0, y0, x1, y1 } = bounds(strokes);
      return [x0, y0, x1, y1];
    },
    portray: drawPortrait,
    nothing: "Nothing was read yet. Write digits and signs such as 12 + 30.",
    inSight: newestLine,
  },
  {
    edit: (step) => change(commit(state.history, step(state.history.present))),
    retry: tryAgain,
  },
);
const { boxes, display, overlay } = editor;

const reader = makeReader(
  { ask: readInk, waitMs: WAIT_MS, patienceMs: PATIENCE_MS, kept: "Your writing is still here." },
  { reading: () => display.reading(), answer: editor.show, trouble: display.trouble },
);

const corrections = makeCorrections(
  {
    sheet: state.history.present,
    outbox: makeOutbox(OUTBOX_KEY),
    jobOf: ({ strokes }, about) => ({ ink: { ...toJSON(strokes), source: "correction", ...about } }),
    send: ({ ink, deleted }) => (deleted ? deleteSamples(deleted) : keepInk(ink)),
  },
  display.unkept,
);

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

/** Make another sheet the present one: keep it, show it and have it read. */
function change(history) {
  const before = state.history.present;
  state.history = history;
  const { present } = history;
  if (present !== before) {
    saveSheet(present);
    const kept = corrections.changed(before, present, editor.seen());
    const isLonger = before.strokes.every((stroke, at) => stroke === present.strokes[at]);
    if (isLonger) boxes.classList.add("stale");
    else overlay.show([]);
    readAgain(kept);
  }
  render();
}

/** Have the sheet read, not before what was said of it is `kept` if that is a promise. */
function readAgain(kept = null) {
  if (state.history.present.strokes.length > 0) {
    reader.read(state.history.present, kept);
    return;
  }
  reader.forget();
  display.empty();
}

function tryAgain() {
  corrections.retry();
  readAgain();
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
  editor.point(overlay.at(...canvas.place(event)));
}

followPen(paper, hand, () => !state.penSeen || state.touchWrites);
listenToButtons(run);
listenToKeys(run, {
  named: { backspace: "undo", delete: "clear", escape: "write" },
  characters: { e: "erase", b: "boxes", c: "copy", "?": "help" },
});
paper.addEventListener("pointermove", hover);
paper.addEventListener("pointerleave", () => editor.point(null));
window.addEventListener("online", () => {
  if (display.state() === "trouble") tryAgain();
  else corrections.retry();
});
render();
readAgain();
corrections.retry();

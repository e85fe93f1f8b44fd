/** The page for photos: wires intake, easel, cropper, readers and the editor together. */

import { drawCloseUp } from "./closeup.js";
import { makeCorrections } from "./corrections.js";
import { makeCropper } from "./cropper.js";
import { makeEasel, setPlace } from "./easel.js";
import { makeEditor } from "./editor.js";
import { makeExamination } from "./examination.js";
import { cropShares, croppedTo, uncropped, wholeFrame } from "./frame.js";
import { canRedo, canUndo, commit, redo, startHistory, undo } from "./history.js";
import { takeFiles } from "./intake.js";
import { makeOutbox } from "./outbox.js";
import { boxAround, photoSheet, reframed, turnedSheet, withReading } from "./photosheet.js";
import { openPicture, Unopened } from "./picture.js";
import { deleteSamples, keepPhoto } from "./server.js";
import { EMPTY } from "./sheet.js";
import { listenToKeys } from "./shortcuts.js";
import { loadChoices, saveChoices } from "./store.js";
import { listenToButtons, showButtons } from "./toolbar.js";

/** How far beside a box a tap still means it, in pixels of the screen. */
const REACH_PX = 12;

/** What can be done while there is no photo, and while a part is chosen; else all can. */
const POSSIBLE = {
  empty: new Set(["choose", "shoot", "help"]),
  crop: new Set(["cancel", "whole", "apply", "choose", "help"]),
};

const element = (id) => document.getElementById(id);

const page = element("page");
const easelPlace = element("easel");
const cropperPlace = element("cropper");
const print = element("print");

const state = { history: null, stage: "empty", opened: 0, ...loadChoices() };
const present = () => state.history.present;

const easel = makeEasel(easelPlace, print, () => {
  setPlace(cropperPlace, easel.place());
  overlay.draw();
});
const cropper = makeCropper(cropperPlace, () => run("apply"));
const editor = makeEditor(
  {
    view,
    boxAround,
    portray: (portrait, strokes, box) => drawCloseUp(portrait, present(), box),
    nothing: "No writing was found. Crop the photo to the sums, or turn it upright.",
    inSight: () => 0,
  },
  { edit: (step) => change(commit(state.history, step(present()))), retry: tryAgain },
);
const { boxes, display, overlay } = editor;

const corrections = makeCorrections(
  {
    sheet: EMPTY,
    outbox: makeOutbox(),
    jobOf: ({ upload }, about) => ({ upload, about }),
    send: ({ upload, about, deleted }) =>
      deleted ? deleteSamples(deleted) : keepPhoto(upload, about),
  },
  display.unkept,
);

const { examine, trust, forget } = makeExamination({
  progress: display.reading,
  warned: display.warned,
  read(reading, sheet) {
    const found = withReading(sheet, reading);
    state.history = { ...state.history, present: found };
    render();
    editor.show(reading, found);
  },
  trouble: display.trouble,
});

const intake = takeFiles(
  { chosen: element("file"), camera: element("camera") },
  { file: open, nothing: sayMishap, over: (isOver) => page.classList.toggle("dropping", isOver) },
);

const actions = {
  choose: intake.choose,
  shoot: intake.shoot,
  trust: () => trust(present()),
  undo: () => change(undo(state.history)),
  redo: () => change(redo(state.history)),
  left: () => change(commit(state.history, turnedSheet(present(), -90))),
  right: () => change(commit(state.history, turnedSheet(present(), 90))),
  crop: startCropping,
  cancel: () => stopCropping(present()),
  whole: cropper.setWhole,
  apply: () => stopCropping(reframed(present(), croppedTo(present().frame, cropper.part()))),
  boxes() {
    state.boxes = !state.boxes;
    saveChoices(state);
    render();
  },
  copy: () => display.copy(),
  help: () => element("help").showModal(),
};

function run(name) {
  if (!(POSSIBLE[state.stage]?.has(name) ?? true)) return;
  sayMishap("");
  actions[name]();
}

/** Open a file and have it read; a file that cannot be opened leaves everything as it is. */
async function open(file) {
  state.opened += 1;
  const own = state.opened;
  sayMishap("");
  page.classList.add("opening");
  try {
    const picture = await openPicture(file);
    if (own === state.opened) begin(picture);
  } catch (error) {
    if (!(error instanceof Unopened)) throw error;
    if (own === state.opened) sayMishap(error.message);
  } finally {
    if (own === state.opened) page.classList.remove("opening");
  }
}

function begin(picture) {
  const { width, height } = picture.bitmap;
  const before = state.history?.present.picture;
  cropper.close();
  state.stage = "photo";
  print.setAttribute("aria-label", `Your photo, ${picture.name}`);
  change(startHistory(photoSheet(picture, wholeFrame(width, height))));
  // A large photo would else stay in memory until it is collected.
  before?.bitmap.close();
}

function sayMishap(sentence) {
  element("mishap").textContent = sentence;
  element("mishap").hidden = sentence === "";
}

/** Make another sheet the present one: show it and have it read. */
function change(history) {
  const before = state.history?.present;
  state.history = history;
  if (present() !== before) {
    const kept = corrections.changed(before ?? EMPTY, present(), editor.seen());
    if (present().frame === before?.frame) boxes.classList.add("stale");
    else editor.clear();
    readAgain(kept);
  }
  render();
}

/** Have the sheet read, not before what was said of it is `kept` if that is a promise. */
function readAgain(kept = null) {
  examine(present(), kept);
}

function tryAgain() {
  corrections.retry();
  readAgain();
}

function startCropping() {
  forget();
  state.stage = "crop";
  render();
  cropper.open(cropShares(present().frame));
}

/** Leave the cropper with a sheet; one that shows the same part as before changes nothing. */
function stopCropping(sheet) {
  if (state.stage !== "crop") return;
  cropper.close();
  state.stage = "photo";
  const isSame = sheet.frame.crop.join() === present().frame.crop.join();
  change(isSame ? state.history : commit(state.history, sheet));
  if (isSame && display.state() === "reading") readAgain();
}

function render() {
  const { picture, frame } = present();
  page.dataset.stage = state.stage;
  // What is answered is not what is being framed.
  element("display").inert = state.stage === "crop";
  easel.show(picture, state.stage === "crop" ? uncropped(frame) : frame);
  boxes.classList.toggle("off", !state.boxes);
  showButtons({
    possible: { undo: canUndo(state.history), redo: canRedo(state.history) },
    on: { boxes: state.boxes },
  });
}

/** Return how the photo that was read is shown, for the boxes over it. */
function view() {
  const { left, top, width } = easel.place();
  const size = state.history?.present.size ?? null;
  return { left, top, scale: size === null ? 1 : width / size[0] };
}

/** Return the symbol at a pointer event, if any. */
function symbolAt(event) {
  if (state.stage !== "photo") return null;
  const [x, y] = easel.at(event);
  const { left, top, scale } = view();
  return overlay.at((x - left) / scale, (y - top) / scale, REACH_PX / scale);
}

function hover(event) {
  const found = symbolAt(event);
  easelPlace.classList.toggle("found", found !== null);
  editor.point(found);
}

listenToButtons(run);
listenToKeys(run, {
  named: { backspace: "undo", escape: "cancel" },
  characters: { l: "left", r: "right", x: "crop", o: "choose", b: "boxes", c: "copy", "?": "help" },
});
easelPlace.addEventListener("pointermove", hover);
easelPlace.addEventListener("pointerleave", () => editor.point(null));
easelPlace.addEventListener("click", (event) => {
  const found = symbolAt(event);
  if (found !== null) editor.pickFound(found);
});
window.addEventListener("online", () => {
  if (display.state() === "trouble") tryAgain();
  else corrections.retry();
});
window.addEventListener("pagehide", forget);
window.addEventListener("pageshow", () => {
  if (display.state() === "reading") readAgain();
});

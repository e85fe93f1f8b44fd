/**
 * The editor: the answer, the boxes and the picker of a page, over ink and over a photo alike.
 *
 * A symbol that is picked or an offer that is taken becomes something said about the strokes it
 * was read from, and with it the sheet another one.
 */

import { makeAnswer } from "./answer.js";
import { makeDisplay } from "./display.js";
import { weigh } from "./doubt.js";
import { makeOverlay } from "./overlay.js";
import { knownLabels, makePicker } from "./picker.js";
import { EMPTY, leftOut, withGiven, withoutGiven } from "./sheet.js";

/** Before anything was read. */
const UNREAD = { lines: [], sheet: EMPTY, model: null };

const element = (id) => document.getElementById(id);

/** Return the labels that a symbol can be said to be on this page. */
export function pageLabels() {
  return knownLabels(element("picker"));
}

/**
 * Make the editor of the page.
 *
 * `subject` is what is read: view() and boxAround(strokes) for the overlay,
 * portray(portrait, strokes, box) for the picker, and `nothing` and inSight(lines) for the display.
 * `on` answers edit(step), where step(sheet) returns the sheet as it is to become, and retry().
 */
export function makeEditor(subject, on) {
  const labels = pageLabels();
  const boxes = element("boxes");
  let read = UNREAD;

  const overlay = makeOverlay(boxes, subject.view);
  const picker = makePicker(element("picker"), {
    portray: subject.portray,
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
  const { nothing, inSight } = subject;
  const display = makeDisplay(displayParts(), answer, {
    nothing,
    inSight,
    retry: on.retry,
    putBack: () => putBack(leftOut(read.sheet)),
  });

  /** Show a reading of a sheet. */
  function show(reading, sheet) {
    const lines = weigh(reading, sheet, labels);
    const out = leftOut(sheet);
    read = { lines, sheet, model: reading.model };
    boxes.classList.remove("stale");
    overlay.show(lines, out.map(({ strokes }) => subject.boxAround(strokes)));
    display.answered(lines, sheet.strokes, {
      leftOut: out.flatMap(({ strokes }) => strokes).length,
      isPersonal: reading.personal !== undefined,
    });
  }

  /** Show no reading any longer: what was read is shown no more. */
  function clear() {
    element("picker").hidePopover();
    read = UNREAD;
    overlay.show([]);
    display.empty();
  }

  function settle(symbols) {
    on.edit((sheet) => withGiven(sheet, symbols));
  }

  function putBack(entries) {
    on.edit((sheet) => withoutGiven(sheet, entries));
  }

  /** Open the picker for a symbol of the answer that is shown. */
  function pickSymbol({ line, ...pointed }) {
    const { lines, sheet } = read;
    picker.open({ ...pointed, line: lines[line], index: line, strokes: sheet.strokes });
  }

  /** Open the picker for a symbol found in the boxes, beside its box; put back what was left out. */
  function pickFound({ line, symbol, leftOut: index }) {
    if (index !== undefined) putBack([leftOut(read.sheet)[index]]);
    else pickSymbol({ line, symbol, symbols: [symbol], leaf: overlay.boxOf(line, symbol) });
  }

  /** Return a change {marks, label} as the strokes on the sheet that was read. */
  function symbolOf({ marks, label }) {
    return { strokes: marks.map((mark) => read.sheet.strokes[mark]), label };
  }

  /** Point in the answer and in the boxes at a symbol that was found, or at none. */
  function point(found) {
    if (picker.isOpen()) return;
    answer.point(found?.line ?? null, found?.symbol ?? null);
    overlay.point(found?.line ?? null, found?.symbol === undefined ? [] : [found.symbol]);
  }

  return { display, overlay, boxes, show, clear, point, pickFound, seen: () => read };
}

function displayParts() {
  return {
    display: element("display"),
    notice: element("notice"),
    retry: element("retry"),
    progress: element("progress"),
    share: element("share"),
    copy: element("copy"),
    copyLabel: element("copy-label"),
    spoken: element("spoken"),
    warnings: element("warnings"),
    leftOut: element("left-out"),
    leftOutCount: element("left-out-count"),
    putBack: element("put-back"),
    unkept: element("unkept"),
    enterToken: element("enter-token"),
    personal: element("personal"),
  };
}

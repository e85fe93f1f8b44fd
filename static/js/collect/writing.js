/** Writing: symbols are asked for one at a time, and kept when the pen rests. */

import { makeCanvas } from "../canvas.js";
import { writing } from "../gestures.js";
import { makeId } from "../ids.js";
import { bounds, timeOrigin } from "../ink.js";
import { followPen } from "../pen.js";
import { loadChoices, saveChoices } from "../store.js";
import { nextLabel, restMs } from "./asking.js";
import { fly } from "./flight.js";
import { choosePace, loadPace } from "./pace.js";
import { drawn } from "./pictures.js";
import { makeTiles, showGoal } from "./tiles.js";
import { articleOf, calledLabel, shownLabel, withArticle } from "./wording.js";

/** Ink that is no larger than this is a tap by mistake, in pixels. */
const TAP_PX = 6;

/** How many of the last symbols are shown, and how many can be taken back. */
const SHOWN = 24;
const DEPTH = 200;

/** How long the switch for touch draws attention after a touch was refused, in milliseconds. */
const HINT_MS = 2000;

const element = (id) => document.getElementById(id);
const goal = (part) => element(`goal-${part}`);

/**
 * Ask for symbols on the page's paper.
 *
 * `sending` keeps them and takes them back, `account` counts them, and `say(sentence)` speaks to
 * who does not see. The result has the actions of this part, and start().
 */
export function makeWriting({ sending, account, say }) {
  const paper = element("paper");
  const canvas = makeCanvas(paper, element("settled"), element("live"), () => {});
  const tiles = makeTiles(element("tiles"), askOnlyFor);
  const state = { asked: null, only: null, strokes: [], origin: null, gesture: null };
  const pen = loadChoices();
  let kept = [];
  let timer = null;
  let pace = loadPace();

  const hand = {
    begin(sample) {
      stopRest();
      state.origin = timeOrigin(state.strokes, state.origin, sample.event.timeStamp);
      state.gesture = writing(canvas, state.strokes, state.origin);
      paper.classList.remove("empty");
      hand.move([sample]);
    },
    move(samples) {
      state.gesture.add(samples);
      canvas.showLive(state.gesture.live());
    },
    end() {
      lay(state.gesture.strokes());
      rest();
    },
    cancel() {
      lay(state.strokes);
      if (state.strokes.length > 0) rest();
    },
    penSeen() {
      if (!pen.penSeen) choosePen({ penSeen: true });
    },
    refused() {
      element("finger").classList.add("asking");
      setTimeout(() => element("finger").classList.remove("asking"), HINT_MS);
    },
  };

  /** Put strokes on the paper; no pen is down then. */
  function lay(strokes) {
    state.gesture = null;
    state.strokes = strokes;
    canvas.show(strokes);
    canvas.showLive(null);
    showPossible();
  }

  /** Wait until the pen has rested long enough; the paper shows for how long. */
  function rest() {
    const waitMs = restMs(pace, state.strokes.length, tiles.strokes(state.asked));
    element("rest").style.animationDuration = `${waitMs}ms`;
    paper.classList.add("resting");
    timer = setTimeout(keep, waitMs);
  }

  function stopRest() {
    clearTimeout(timer);
    paper.classList.remove("resting");
  }

  /** Keep what is written as the symbol that was asked for. */
  function keep() {
    stopRest();
    const { strokes, asked: label } = state;
    lay([]);
    if (isTap(strokes)) return;
    fly(strokes, paper, tiles.tile(label));
    const sample = { id: makeId(), label, strokes };
    kept = [...kept, sample].slice(-DEPTH);
    account.count(label, 1);
    sending.keep(sample);
    ask(next());
    say(`Kept. Write ${withArticle(state.asked)}.`);
  }

  /** Take back what is on the paper, or else the last symbol, and ask for it again. */
  function undo() {
    if (state.gesture !== null) return;
    stopRest();
    if (state.strokes.length > 0) {
      lay([]);
      return;
    }
    const last = kept.pop();
    if (last === undefined) return;
    sending.takeBack(last.id);
    account.count(last.label, -1);
    ask(last.label);
    say(`Taken back. Write ${withArticle(last.label)}.`);
  }

  function skip() {
    if (state.gesture !== null) return;
    stopRest();
    lay([]);
    if (state.only !== null) askOnlyFor(state.only);
    else ask(next());
    say(`Write ${withArticle(state.asked)}.`);
  }

  /** Ask for one class only, or for all again if it was that one. */
  function askOnlyFor(label) {
    if (state.gesture !== null) return;
    state.only = state.only === label ? null : label;
    if (state.strokes.length > 0) keep();
    ask(next());
    say(state.only === null ? "All symbols again." : `Only ${calledLabel(label)} now.`);
  }

  function next() {
    const labels = state.only === null ? tiles.labels : [state.only];
    return nextLabel(labels, account.now().samples.labels, state.asked);
  }

  function ask(label) {
    state.asked = label;
    const called = calledLabel(label);
    element("ask-words").textContent = `Write ${articleOf(label)}`;
    element("ask-glyph").textContent = shownLabel(label);
    element("ask-name").textContent = called === label ? "" : called;
    show();
  }

  function show() {
    tiles.show(account.now().samples.labels, state.asked, state.only);
    element("only").textContent =
      state.only === null
        ? "Press a symbol to be asked for it only."
        : `Only ${calledLabel(state.only)}. Press it again for all.`;
    element("strip").replaceChildren(...kept.slice(-SHOWN).reverse().map(listed));
    showPossible();
  }

  function showPossible() {
    const nothing = state.strokes.length === 0 && kept.length === 0;
    document.querySelector("[data-action='undo']").setAttribute("aria-disabled", String(nothing));
  }

  function choosePen(changes) {
    Object.assign(pen, changes);
    saveChoices(pen);
    showPen();
  }

  function showPen() {
    element("finger").hidden = !pen.penSeen;
    element("finger").setAttribute("aria-checked", String(pen.touchWrites));
  }

  function start() {
    followPen(paper, hand, () => !pen.penSeen || pen.touchWrites);
    account.follow(watch);
    choosePace(element("paces"), pace, (chosen) => (pace = chosen));
    showPen();
    ask(next());
  }

  function watch(me) {
    const [count, words, share, trial] = ["count", "words", "share", "try"].map(goal);
    showGoal({ count, words, share, trial }, me);
    if (state.asked !== null) show();
  }

  /** Once the counts are known, ask for another if there are more of this, and nobody writes yet. */
  function balance() {
    const { labels } = account.now().samples;
    const isRarest = tiles.labels.every((label) => (labels[label] ?? 0) >= (labels[state.asked] ?? 0));
    const isIdle = state.strokes.length === 0 && state.gesture === null && kept.length === 0;
    if (isIdle && !isRarest) ask(next());
  }

  /** Forget samples that cannot be taken back: they are no longer there. */
  function forget(ids) {
    kept = kept.filter(({ id }) => !ids.includes(id));
    show();
  }

  function forgetAll() {
    kept = [];
    show();
  }

  const finger = () => choosePen({ touchWrites: !pen.touchWrites });
  return { start, balance, forget, forgetAll, actions: { undo, back: undo, skip, finger } };
}

function isTap(strokes) {
  const { x0, y0, x1, y1 } = bounds(strokes);
  return x1 - x0 < TAP_PX && y1 - y0 < TAP_PX;
}

function listed({ label, strokes }) {
  const item = document.createElement("span");
  item.setAttribute("role", "listitem");
  item.setAttribute("aria-label", calledLabel(label));
  item.append(drawn(strokes));
  return item;
}

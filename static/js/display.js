/** The display: in which state the answer is, said on the screen and to screen readers. */

import { askForToken } from "./access.js";
import { answerForms, sayLeftOut, sayLine } from "./words.js";

/** Screen readers hear an answer once the pen has rested this long. */
const REST_MS = 600;

const READING = "reading…";

/** What is said where there is ink, but a person left all of it out. */
const ALL_LEFT_OUT = "All of it is left out.";

/** Nothing to note beside an answer. */
const NOTHING_NOTED = { leftOut: 0, isPersonal: false };

/** Return the sentences that are spoken for a line: what it says, and what else it may say. */
function sentences(line) {
  return [sayLine(line), ...line.offers.map((offer) => offer.spoken)];
}

function itemOf(sentence) {
  const item = document.createElement("li");
  item.textContent = sentence;
  return item;
}

/**
 * Show states in the display; `parts` are its elements and `answer` shows the lines.
 *
 * `nothing` is the sentence for when there is no line, `inSight(lines)` the line to be seen first;
 * `retry()` is called when a person wants to try again, and `putBack()` to have back what was left
 * out.
 */
export function makeDisplay(parts, answer, { nothing, inSight, retry, putBack }) {
  let answers = [];
  let timer = null;

  function setState(state, sentence = "") {
    parts.display.dataset.state = state;
    parts.notice.textContent = sentence;
    parts.retry.hidden = state !== "trouble";
    const isShown = state === "answer" || state === "reading";
    const canCopy = isShown && answers.length > 0 && navigator.clipboard !== undefined;
    parts.copy.classList.toggle("absent", !canCopy);
  }

  function say(text) {
    clearTimeout(timer);
    timer = setTimeout(() => {
      parts.spoken.textContent = text;
    }, REST_MS);
  }

  function empty() {
    show([]);
    note(NOTHING_NOTED);
    setState("empty");
    say("");
  }

  /** Say what is being done, and the share of it that is done where that is known. */
  function reading(words = READING, share = null) {
    clearTimeout(timer);
    parts.progress.textContent = words;
    parts.share.hidden = share === null;
    if (share !== null) parts.share.value = share;
    setState("reading");
  }

  /** Show the lines that were read from strokes; `noted` is {leftOut, isPersonal}. */
  function answered(lines, strokes, noted = NOTHING_NOTED) {
    const isRead = lines.length > 0;
    const why = noted.leftOut > 0 ? ALL_LEFT_OUT : nothing;
    show(lines, strokes);
    note(noted);
    setState(isRead ? "answer" : "nothing", isRead ? "" : why);
    const said = isRead ? [...lines.flatMap(sentences), sayLeftOut(noted.leftOut)] : [why];
    say(said.filter((sentence) => sentence !== "").join(". "));
  }

  /** Note beside the answer what is not in it, and whose hand it was read as. */
  function note({ leftOut, isPersonal }) {
    parts.leftOut.hidden = leftOut === 0;
    parts.leftOutCount.textContent = sayLeftOut(leftOut);
    parts.personal.hidden = !isPersonal;
    showNotes();
  }

  /** Say quietly what became of a correction; no words when all is well. */
  function unkept(sentence, wantsToken = false) {
    parts.unkept.textContent = sentence;
    parts.enterToken.hidden = !wantsToken;
    showNotes();
  }

  async function enterToken() {
    if (!(await askForToken())) unkept("");
  }

  function showNotes() {
    const { leftOut, personal, unkept } = parts;
    const isNoted = !leftOut.hidden || !personal.hidden || unkept.textContent !== "";
    parts.display.classList.toggle("noted", isNoted);
  }

  /** Say what speaks against reading at all, before an answer is shown. */
  function warned(warnings) {
    show([]);
    note(NOTHING_NOTED);
    parts.warnings.replaceChildren(...warnings.map(itemOf));
    setState("warned");
    say(warnings.join(" "));
  }

  function trouble(sentence) {
    setState("trouble", sentence);
    say(sentence);
  }

  function show(lines, strokes = []) {
    resetCopy();
    answers = lines.filter((line) => line.result !== null).map((line) => answerForms(line)[0]);
    answer.show(lines, strokes, inSight(lines));
  }

  async function copy() {
    if (answers.length === 0) return;
    try {
      await navigator.clipboard.writeText(answers.join("\n"));
      labelCopy("Copied");
    } catch {
      // The browser or its user forbids it, or there is no clipboard at all.
      labelCopy("Not copied");
    }
  }

  /** Say on the button and aloud how copying went, until the button is left. */
  function labelCopy(text) {
    clearTimeout(timer);
    parts.copyLabel.textContent = text;
    parts.spoken.textContent = text;
    parts.copy.addEventListener("blur", resetCopy, { once: true });
    parts.copy.addEventListener("pointerleave", resetCopy, { once: true });
  }

  function resetCopy() {
    parts.copyLabel.textContent = "Copy";
  }

  parts.retry.addEventListener("click", retry);
  parts.putBack.addEventListener("click", putBack);
  parts.enterToken.addEventListener("click", enterToken);
  // Pressed with a pointer, it leaves the focus, and so the keys, to the page.
  parts.putBack.addEventListener("mousedown", (event) => event.preventDefault());
  const state = () => parts.display.dataset.state;
  return { empty, reading, answered, warned, trouble, unkept, copy, state };
}

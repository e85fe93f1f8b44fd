/** The display: in which state the answer is, said on the screen and to screen readers. */

import { answerForms, sayLine } from "./words.js";

/** Screen readers hear an answer once the pen has rested this long. */
const REST_MS = 600;

const READING = "reading…";

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
 * `nothing` is the sentence for when there is no line, `inSight(lines)` the line to be seen first,
 * and `retry()` is called when a person wants to try again.
 */
export function makeDisplay(parts, answer, { nothing, inSight, retry }) {
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

  function answered(lines, strokes) {
    show(lines, strokes);
    setState(lines.length > 0 ? "answer" : "nothing", lines.length > 0 ? "" : nothing);
    say(lines.length > 0 ? lines.flatMap(sentences).join(". ") : nothing);
  }

  /** Say what speaks against reading at all, before an answer is shown. */
  function warned(warnings) {
    show([]);
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
  return { empty, reading, answered, warned, trouble, copy, state: () => parts.display.dataset.state };
}

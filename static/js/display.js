/** The display: in which state the answer is, said on the screen and to screen readers. */

import { answerForms, sayLine } from "./words.js";

/** Screen readers hear an answer once the pen has rested this long. */
const REST_MS = 600;

const NOTHING_READ = "Nothing was read yet. Write digits and signs such as 12 + 30.";

/** Return the sentences that are spoken for a line: what it says, and what else it may say. */
function sentences(line) {
  return [sayLine(line), ...line.offers.map((offer) => offer.spoken)];
}

/** Show states in the display; `parts` are its elements and `answer` shows the lines. */
export function makeDisplay(parts, answer, retry) {
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

  function reading() {
    clearTimeout(timer);
    setState("reading");
  }

  function answered(lines, strokes) {
    show(lines, strokes);
    setState(lines.length > 0 ? "answer" : "nothing", lines.length > 0 ? "" : NOTHING_READ);
    say(lines.length > 0 ? lines.flatMap(sentences).join(". ") : NOTHING_READ);
  }

  function trouble(sentence) {
    setState("trouble", sentence);
    say(sentence);
  }

  function show(lines, strokes = []) {
    resetCopy();
    answers = lines.filter((line) => line.result !== null).map((line) => answerForms(line)[0]);
    answer.show(lines, strokes);
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
  return { empty, reading, answered, trouble, copy };
}

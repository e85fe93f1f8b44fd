/** Doubt: what else a line may say, and in which words the page offers it. */

import { isGiven } from "./sheet.js";
import { errorState, nameOf, sayNumber, showExact, showExpression } from "./words.js";

/** Other readings are offered from this probability on: in doubt sooner than on a sure line. */
const LEAST_OFFERED = 0.03;
const LEAST_OFFERED_IN_DOUBT = 0.01;

/** A line is in doubt below this confidence; both are calibrated probabilities. */
const SURE_FROM = 0.9;

/** How many other readings of a line are offered: more would be work, not help. */
const MOST_OFFERED = 3;

const NO_ANSWER = "no answer";
const ORDINALS = ["first ", "second ", "third ", "fourth ", "fifth "];

/** Return the lines of a reading with what is settled on the sheet, and with their offers. */
export function weigh(reading, sheet, labels) {
  return reading.lines.map((line) => ({
    ...line,
    symbols: line.symbols.map((symbol) => ({ ...symbol, isSettled: isSettled(symbol, sheet) })),
    offers: offers(line, labels),
  }));
}

function isSettled({ marks, label }, sheet) {
  const strokes = marks.map((mark) => sheet.strokes[mark]);
  return isGiven(sheet, strokes, label);
}

/**
 * Return what may be offered for a line, the likeliest first.
 *
 * Each is {before, answer, spoken, symbols, changes}: words, the answer it leads to, both as a
 * sentence, the indices of the symbols concerned, and what to say for it, [{marks, label}], which
 * is empty where there is nothing to choose.
 */
function offers(line, labels) {
  return line.readings
    .filter((reading) => matters(reading, line))
    .slice(0, MOST_OFFERED)
    .map((reading) => offer(reading, line, labels));
}

/** A reading matters if it is likely enough and changes the answer. */
function matters(reading, line) {
  const least = line.confidence < SURE_FROM ? LEAST_OFFERED_IN_DOUBT : LEAST_OFFERED;
  const isUnfinished = line.error !== null && errorState(line) === "unfinished";
  const hasEffect = reading.result !== (line.result?.exact ?? null);
  return reading.probability >= least && hasEffect && !isUnfinished;
}

function offer(reading, line, labels) {
  const concerned = ({ marks }) => symbolsOn(line, marks);
  const symbols = [...new Set(reading.changes.flatMap(concerned))].sort((a, b) => a - b);
  const canBeSaid = reading.changes.every(({ label }) => labels.includes(label));
  const words = condition(reading, line, symbols);
  return {
    ...(words === null ? wholeOffer(reading) : shortOffer(words, reading)),
    symbols,
    changes: canBeSaid ? reading.changes : [],
  };
}

function shortOffer(words, { result }) {
  const answer = result === null ? NO_ANSWER : showExact(result);
  const effect = result === null ? "there is no answer" : `the answer is ${sayNumber(answer)}`;
  return { before: `${words}:`, answer, spoken: `${words}, ${effect}` };
}

function wholeOffer({ expression, result }) {
  const shown = showExpression(expression);
  const answer = result === null ? NO_ANSWER : showExact(result);
  const before = result === null ? `Or ${shown}:` : `Or ${shown} =`;
  return { before, answer, spoken: `${before} ${answer}` };
}

/** Return the change in words, or null where only the whole expression tells it. */
function condition({ changes }, line, symbols) {
  if (changes.length !== 1) return null;
  const [{ marks, label }] = changes;
  const old = symbols.flatMap((symbol) => line.symbols[symbol].marks);
  if (old.length !== marks.length) return null;
  if (symbols.length === 1) return `If the ${which(line, symbols[0])} is ${withArticle(label)}`;
  if (symbols.length > 2) return `If these ${symbols.length} are one ${nameOf(label)}`;
  const [first, second] = symbols.map((symbol) => nameOf(line.symbols[symbol].label));
  return `If ${first} and ${second} are one ${nameOf(label)}`;
}

/** Name a symbol so that it cannot be taken for another of the same label. */
function which(line, symbol) {
  const { label } = line.symbols[symbol];
  const same = [...line.symbols.keys()].filter((at) => line.symbols[at].label === label);
  const ordinal = same.length > 1 ? (ORDINALS[same.indexOf(symbol)] ?? "marked ") : "";
  return ordinal + nameOf(label);
}

function withArticle(label) {
  const name = nameOf(label);
  return `${/^[8aeio]/.test(name) ? "an" : "a"} ${name}`;
}

/** Return the indices of the symbols that some of the marks belong to. */
function symbolsOn(line, marks) {
  const holds = (at) => line.symbols[at].marks.some((mark) => marks.includes(mark));
  return [...line.symbols.keys()].filter(holds);
}

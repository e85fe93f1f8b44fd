/** Words of the page: labels as people write and say them. */

import { nameOf, symbolName } from "../words.js";

export const NO_SYMBOL = "none";

/** Names that are spoken with "an". */
const WITH_AN = new Set(["8", "("]);

/** Return a label as it is written on a button. */
export function shownLabel(label) {
  return label === NO_SYMBOL ? "no symbol" : label === "." ? "." : symbolName(label);
}

/** Return a label as it is called within a sentence. */
export function calledLabel(label) {
  return label === NO_SYMBOL ? "no symbol" : nameOf(label);
}

/** Return a label with its article: "a 7", "an opening bracket". */
export function withArticle(label) {
  return `${articleOf(label)} ${calledLabel(label)}`;
}

export function articleOf(label) {
  return WITH_AN.has(label) ? "an" : "a";
}

/** Return a number with its noun: "1 symbol", "1,000 symbols". */
export function counted(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

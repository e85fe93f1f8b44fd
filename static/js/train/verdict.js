/** The verdict: whether a model may go into service, and what falls by how much if not. */

import { counted, shownLabel } from "../collect/wording.js";
import { made } from "./elements.js";
import { listed, percent } from "./wording.js";

/** Return items of a list that say what falls by how much, and how much is allowed. */
export function fallsOf({ falls, margins }) {
  return falls.map(({ what, label, from, to, fall }) => {
    const margin = what === "class" ? margins.class : margins.expressions;
    const name = what === "class" ? `“${shownLabel(label)}”` : `Sums (${label})`;
    const verb = what === "class" ? "falls" : "fall";
    const course = `${inPoints(fall)}, from ${percent(from)} to ${percent(to)}`;
    const words = ` ${verb} by ${course}; the limit is ${inPoints(margin)}.`;
    return made("li", { "data-fall": label }, made("b", {}, name), words);
  });
}

/** Return the verdict of a judgement as a plain sentence; `inService` is the id of a model. */
export function sayVerdict({ candidate, against, held, gate: { falls, unexamined = [] } }, inService) {
  const places = falls.length === 1 ? "one place" : counted(falls.length, "place");
  if (candidate === inService) {
    return `Compared with ${against}, ${held ? "it read nothing noticeably worse" : `it fell in ${places}`}.`;
  }
  if (against !== inService) {
    return `${against}, with which it was compared, no longer serves. Compare it again before it does.`;
  }
  if (held) return "It reads nothing noticeably worse, so it may go into service.";
  if (falls.length > 0) return `It falls in ${places}, so it does not go into service by itself.`;
  const named = listed(unexamined.map(shownLabel));
  return `Nothing that is held out shows how it reads ${named}, so it does not go into service by itself.`;
}

/** Say how far a figure may fall. */
export function sayMargins({ margins }) {
  const least = margins.least_lost ?? 1;
  const chance = least > 1 ? ` Fewer than ${least} that are lost are chance.` : "";
  return `A symbol may fall by ${inPoints(margins.class)} at most, a score of sums by ${inPoints(margins.expressions)}.${chance}`;
}

function inPoints(rate) {
  const points = (100 * rate).toFixed(2).replace(/\.?0+$/, "");
  return `${points} ${points === "1" ? "point" : "points"}`;
}

/** The comparison: a judgement of two models, from its verdict to the samples behind each number. */

import { NO_SYMBOL } from "../collect/wording.js";
import { makeCell } from "./cell.js";
import { showClasses } from "./classes.js";
import { differenceOf, makeConfusion } from "./confusion.js";
import { showFigures } from "./figures.js";
import { showHeldOut } from "./held-out.js";
import { fallsOf, sayMargins, sayVerdict } from "./verdict.js";
import { sayMoment } from "./wording.js";

const element = (id) => document.getElementById(id);

/** Make the comparison; the result is show(model, inService), the latter an id. */
export function makeComparison(trouble) {
  const openCell = makeCell(trouble);
  const confusion = makeConfusion(element("confusion"), open);
  let model = null;
  let names = null;

  /** Show the judgement of a model, if there is one. */
  function show(told, inService) {
    model = told;
    const { judgement } = model;
    element("comparison").hidden = judgement === null;
    element("verdict").hidden = judgement === null;
    showUnjudged();
    if (judgement === null) return;
    names = namesOf(judgement, inService);
    showVerdict(judgement, inService);
    element("pair").textContent = sayPair(judgement, inService);
    showFigures(element("figures"), judgement.models, names);
    showClasses(element("by-class"), element("by-class-words"), judgement.models, names);
    const [, other] = element("confusion-of").querySelectorAll("span");
    other.textContent = names.against;
    showConfusion();
    showHeldOut(judgement);
  }

  function showUnjudged() {
    const { kind, in_service: isServing, judgement } = model;
    element("unjudged").hidden = judgement !== null || isServing || kind !== "symbols";
    element("unjudged-words").textContent = "It has not been compared with the model in service.";
  }

  function showVerdict(judgement, inService) {
    const isOld = judgement.against !== inService && judgement.candidate !== inService;
    element("verdict").classList.toggle("held", judgement.held);
    element("verdict").classList.toggle("old", isOld);
    element("verdict-words").textContent = sayVerdict(judgement, inService);
    element("falls").replaceChildren(...fallsOf(judgement.gate));
    element("verdict-more").textContent = sayMargins(judgement.gate);
  }

  function showConfusion() {
    const { candidate, against } = model.judgement.models;
    const of = element("confusion-of").querySelector(":checked").value;
    const labels = [...model.classes, NO_SYMBOL];
    const isDifference = of === "difference";
    const counts = {
      candidate: candidate.confusion,
      against: against.confusion,
      difference: differenceOf(candidate.confusion, against.confusion),
    }[of];
    confusion({ labels, counts, isDifference });
    element("confusion-words").textContent = sayConfusion(of, names);
  }

  /** Open the samples of a cell; where a change is shown, those of the model that has more of them. */
  function open({ truth, read, count }) {
    const shown = element("confusion-of").querySelector(":checked").value;
    const of = shown !== "difference" ? shown : count > 0 ? "candidate" : "against";
    const whose = of === "candidate" ? model.judgement.candidate : model.judgement.against;
    openCell(model.id, { of, truth, read }, whose);
  }

  element("confusion-of").addEventListener("change", showConfusion);
  return show;
}

/** Return what the two models are called above a column. */
function namesOf({ candidate, against }, inService) {
  return {
    candidate: candidate === inService ? "In service" : "This model",
    against: against === inService ? "In service" : "The other",
  };
}

function sayPair({ candidate, against, at }, inService) {
  const served = against === inService ? "is in service" : "was in service then";
  return `${candidate} against ${against}, which ${served}; ${sayMoment(at)}.`;
}

function sayConfusion(of, names) {
  if (of !== "difference") return "";
  const change = `How many more (+) or fewer (−) in “${names.candidate}” than in “${names.against}”.`;
  return `${change} A number opens the samples of the one that has more of them.`;
}

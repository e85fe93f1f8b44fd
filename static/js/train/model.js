/** One model: what it is, how it compares, what it takes a picture for, and how it was made. */

import { makeComparison } from "./comparison.js";
import { showFacts } from "./facts.js";
import { makeModelCard } from "./model-card.js";
import { makeTrial } from "./trial.js";

const element = (id) => document.getElementById(id);

/** Make the view of one model, with what can be done with it (see `makeService`). */
export function makeModel(service, trouble) {
  const card = makeModelCard(service, { isAlone: true });
  const comparison = makeComparison(trouble);
  const trial = makeTrial();
  let shown = null;

  card.element.querySelector("h2").id = "model-title";
  element("model-head").append(card.element);

  /** Show a model with what its card tells beside it; `inService` is an id. */
  function show(model, context, inService) {
    shown = model;
    card.show(model, context);
    comparison(model, inService);
    trial.show(model);
    showFacts(model);
    setSeen(true);
  }

  /** Show nothing of another model until the one of an id is known. */
  function clear(id) {
    if (shown?.id !== id) setSeen(false);
  }

  function setSeen(isSeen) {
    element("one-model").classList.toggle("unknown", !isSeen);
  }

  /** Show how far the comparison of the model is. */
  function follow(context) {
    if (shown !== null) card.show(shown, context);
  }

  return { show, clear, follow, drop: trial.drop };
}

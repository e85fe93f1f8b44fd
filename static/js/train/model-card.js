/** The card of a model: what it is, whether it serves, and what can be done with it. */

import { cloned, made } from "./elements.js";
import { bundleAddress } from "./server.js";
import { listed, percent, sayBytes, sayMoment } from "./wording.js";

/** Classes that are named; of more, how many there are. */
const MOST_NAMED = 10;

/** States in which a model may go into service at once. */
const MAY_SERVE = ["held", "back"];

/** States of which a comparison tells, or that there is none. */
const COMPARED = ["held", "fell", "not_judged"];

/**
 * Make the card of a model; `acts` are use, judge, back and delete.
 *
 * The result has the element and show(model, {previous, job, title}): the model that served before,
 * the job that compares it now, if any, and what its training was called.
 */
export function makeModelCard(acts, { isAlone = false } = {}) {
  const card = cloned("model-card");
  const part = (selector) => card.querySelector(selector);
  const button = (name) => part(`[data-do="${name}"]`);
  let model = null;

  function show(told, { previous = null, job = null, title = null } = {}) {
    model = told;
    Object.assign(card.dataset, { model: model.id, gate: model.gate.state });
    part("h2").textContent = model.id;
    part(".badges").replaceChildren(...badgesOf(model));
    part(".about").textContent = sayAbout(model, title);
    part(".gate").textContent = job === null ? sayGate() : sayJob(job);
    part("progress").hidden = job === null;
    part("progress").value = job?.progress.fraction ?? 0;
    part("progress").setAttribute("aria-label", `Comparison of ${model.id}`);
    showButtons(previous, job);
  }

  /** Of a model that stands alone the comparison itself says what the gate says. */
  function sayGate() {
    return isAlone && COMPARED.includes(model.gate.state) ? "" : model.gate.message;
  }

  function showButtons(previous, job) {
    const { state } = model.gate;
    const isUsable = !model.in_service && state !== "not_symbols";
    button("use").hidden = !isUsable;
    button("use").classList.toggle("strong", MAY_SERVE.includes(state));
    button("use").textContent = state === "back" ? "Put back in service" : "Put in service";
    button("judge").hidden = !isUsable || job !== null || (!isAlone && state !== "not_judged");
    button("judge").lastChild.textContent = state === "not_judged" ? "Compare them" : "Compare them again";
    button("open").hidden = isAlone;
    button("open").href = `#models/${model.id}`;
    button("open").textContent = state === "not_symbols" ? "Try it" : "Look at it";
    button("back").hidden = !model.in_service || previous === null;
    button("back").title = `Put ${previous} back in service`;
    button("download").href = bundleAddress(model.id);
    button("delete").hidden = model.shipped || model.served || model.in_service;
  }

  card.addEventListener("click", ({ target }) => {
    const name = target.closest("button[data-do]")?.dataset.do;
    if (name !== undefined) acts[name](model);
  });
  return { element: card, show };
}

function badgesOf({ kind, in_service: isServing, served, shipped }) {
  return [
    ...(isServing ? [made("b", { class: "badge serving" }, "In service")] : []),
    ...(!isServing && served ? [made("span", { class: "badge" }, "Served before")] : []),
    ...(shipped ? [made("span", { class: "badge" }, "Came with Inkcalc")] : []),
    ...(kind === "symbols" ? [] : [made("span", { class: "badge" }, "Other classes")]),
  ];
}

function sayAbout({ kind, classes, created, origin, accuracy, size_bytes: size, shipped }, title) {
  const named = classes.length > MOST_NAMED ? `${classes.length} classes` : listed(classes);
  return [
    ...(title === null ? [] : [`“${title}”`]),
    ...(kind === "symbols" ? [] : [`Tells apart ${named}`]),
    ...(shipped ? [] : [capital(origin)]),
    ...(created === null ? [] : [sayMoment(created)]),
    ...(accuracy === null ? [] : [`${percent(accuracy)} right on what was held out`]),
    sayBytes(size),
  ].join(" · ");
}

function sayJob({ state, progress }) {
  if (state === "queued") return "Its comparison with the model in service waits in the queue.";
  return `It is compared with the model in service. ${progress.stage}`;
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

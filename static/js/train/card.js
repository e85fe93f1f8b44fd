/** The card of a job: how far it is, what can be done about it, and how it goes. */

import { counted } from "../collect/wording.js";
import { makeCurves } from "./curves.js";
import { cloned } from "./elements.js";
import { isActive } from "./queue.js";
import { sheetAddress } from "./server.js";
import { percent, sayDuration, sayMoment, sayPlace } from "./wording.js";

const STATES = {
  running: "Running",
  stopping: "Stopping",
  stopped: "Stopped",
  failed: "Failed",
  done: "Done",
};

const WAITS = ["queued", "stopped", "failed"];

/**
 * Make a card; `act(name, job)` hears its buttons: stop, resume, cancel, unfold.
 *
 * The result has the element, show(job) and showCourse(job).
 */
export function makeCard(act) {
  const card = cloned("job-card");
  const part = (selector) => card.querySelector(selector);
  const button = (name) => part(`[data-do="${name}"]`);
  const showCurves = makeCurves(part(".curves"));
  let job = null;

  function show(told) {
    job = told;
    Object.assign(card.dataset, { job: job.id, state: job.state, kind: job.kind });
    part("h2").textContent = titleOf(job);
    part(".badge").textContent = STATES[job.state] ?? sayPlace(job.place ?? 1);
    part(".stage-words").textContent = sayStage(job);
    part(".left").textContent = sayLeft(job);
    part("progress").hidden = !isActive(job) && job.state !== "stopped";
    part("progress").value = job.progress.fraction;
    part("progress").setAttribute("aria-label", `Done of ${titleOf(job)}`);
    part(".error").textContent = job.error ?? "";
    showButtons();
  }

  function showButtons() {
    const { state, kind } = job;
    const model = job.model ?? job.settings.model ?? null;
    button("see").hidden = state !== "done" || model === null;
    button("see").href = `#models/${model}`;
    button("resume").hidden = !["stopped", "failed"].includes(state);
    button("stop").hidden = state !== "running" || kind !== "train";
    button("cancel").hidden = state === "stopping";
    button("cancel").lastElementChild.textContent = isActive(job) || WAITS.includes(state) ? "Cancel" : "Remove";
    button("unfold").hidden = kind !== "train" || state === "queued";
    button("resume").lastChild.textContent = state === "failed" ? "Try again" : "Go on";
    unfold(!part(".course").hidden);
  }

  /** Show the course or hide it. */
  function unfold(isOpen) {
    part(".course").hidden = !isOpen;
    button("unfold").setAttribute("aria-expanded", String(isOpen));
    button("unfold").lastElementChild.textContent = isOpen ? "Hide curves" : "Show curves";
  }

  function showCourse(told) {
    show({ ...told, place: told.place ?? job.place });
    showCurves({ history: told.history, losses: told.losses, epochs: told.progress.epochs });
    const figure = part(".augmented");
    if (told.has_sheet && figure.hidden) part("img").src = sheetAddress(told.id);
    figure.hidden = !told.has_sheet;
    part(".chosen").textContent = sayChosen(told.settings);
  }

  card.addEventListener("click", ({ target }) => {
    const name = target.closest("button[data-do]")?.dataset.do;
    if (name !== undefined) act(name, job);
  });
  return {
    element: card,
    show,
    showCourse,
    unfold,
    isUnfolded: () => !part(".course").hidden,
  };
}

/** Return what a job is called. */
export function titleOf({ title, kind, created }) {
  if (title) return title;
  return kind === "judge" ? "Comparison" : `Training of ${sayMoment(created)}`;
}

function sayStage({ state, progress, ended, held }) {
  if (state === "queued") return "It waits for its turn.";
  if (state === "stopping") return "It ends after this step; what it learnt is kept.";
  if (state === "stopped") return sayStopped(progress);
  if (state === "failed") return "";
  if (state === "running") return progress.stage === "" ? "It begins." : `${progress.stage}.`;
  return `Ended ${sayMoment(ended)}.${sayHeld(held)}`;
}

function sayStopped({ epoch, epochs }) {
  if (epoch === 0) return "Stopped before it began to learn.";
  return `Stopped in epoch ${epoch} of ${epochs}; it can go on from the one before.`;
}

function sayHeld(held) {
  if (held === null) return "";
  return held ? " It may go into service." : " It falls somewhere, so it does not go into service by itself.";
}

function sayLeft({ state, progress }) {
  if (state === "done" && progress.accuracy !== null) return `${percent(progress.accuracy)} right on held-out symbols`;
  if (state !== "running") return "";
  return [
    ...(progress.epoch === 0 ? [] : [`Epoch ${progress.epoch} of ${progress.epochs}`]),
    ...(progress.seconds_left === null ? [] : [`${sayDuration(progress.seconds_left)} left`]),
    ...(progress.accuracy === null ? [] : [`${percent(progress.accuracy)} right so far`]),
  ].join(" · ");
}

/** Say what was chosen for a training. */
function sayChosen({ epochs, seed, shares = {}, own = "none" }) {
  const sets = Object.entries(shares).map(([name, share]) =>
    share === 0 ? `without ${name}` : `${name} at ${share}`,
  );
  const samples = { mine: ["with samples of one person"], all: ["with everybody’s samples"] }[own] ?? [];
  return [counted(epochs ?? 0, "epoch"), `seed ${seed}`, ...sets, ...samples].join(", ") + ".";
}

/** The jobs: those that run, wait and ended, each on a card. */

import { makeCard, titleOf } from "./card.js";
import { arrange } from "./elements.js";
import { isActive } from "./queue.js";
import { cancelJob, resumeJob, stopJob } from "./server.js";

const element = (id) => document.getElementById(id);

/**
 * Show the jobs of a queue.
 *
 * `ask` is the dialog that confirms, `notice` tells what was done, `trouble(error)` what failed.
 */
export function makeJobs({ queue, ask, notice, trouble }) {
  const cards = new Map();
  const begun = new Set();
  const acts = { stop, resume, cancel, unfold };

  function show({ jobs, workers }) {
    element("no-worker").hidden = workers.length > 0;
    element("no-jobs").hidden = jobs.length > 0;
    for (const id of cards.keys()) if (!jobs.some((job) => job.id === id)) cards.delete(id);
    const shown = [...jobs].sort((a, b) => urgency(a) - urgency(b) || (a.place ?? 0) - (b.place ?? 0));
    shown.forEach(showCard);
    arrange(element("jobs"), shown.map(({ id }) => cards.get(id).element));
  }

  function showCard(job) {
    const card = cards.get(job.id) ?? makeCard((name, told) => acts[name](told));
    cards.set(job.id, card);
    card.show(job);
    // A training that begins shows its curves by itself; others when they are wanted.
    if (!isActive(job) || job.kind !== "train" || begun.has(job.id)) return;
    begun.add(job.id);
    open(job.id, true);
  }

  function open(id, isOpen) {
    const card = cards.get(id);
    card.unfold(isOpen);
    if (isOpen) queue.unfold(id, card.showCourse);
    else queue.fold(id);
  }

  function unfold({ id }) {
    open(id, !cards.get(id).isUnfolded());
  }

  function stop({ id }) {
    return change(() => stopJob(id), "It stops; what it learnt is kept.");
  }

  function resume({ id }) {
    return change(() => resumeJob(id), "It goes on from where it stopped.");
  }

  async function cancel(job) {
    const isEnded = job.state === "done";
    const isFresh = job.state === "queued" && job.progress.epoch === 0;
    const losesNothing = isEnded || isFresh || job.kind === "judge";
    const isSure = losesNothing || (await ask(aboutCancelling(job)));
    if (!isSure) return;
    await change(() => cancelJob(job.id), isEnded ? "It is off the list; its model stays." : "It is cancelled.");
  }

  async function change(act, words) {
    try {
      await act();
      notice.show(words);
    } catch (error) {
      trouble(error);
    }
    queue.nudge();
  }

  queue.follow(show);
}

function aboutCancelling(job) {
  return {
    title: "Cancel this training?",
    words: `“${titleOf(job)}” is taken from the list, and what it learnt so far is lost. If you only want to interrupt it, stop it: then it can go on later.`,
    yes: "Cancel it",
    isFinal: true,
  };
}

/** Return where in the list a job stands: what runs, what waits, what ended. */
function urgency(job) {
  if (isActive(job)) return 0;
  return job.state === "queued" ? 1 : 2;
}

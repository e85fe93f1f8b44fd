/** The models: all of them, one of them, and what was in service when. */

import { arrange } from "./elements.js";
import { isUnfinished } from "./queue.js";
import { makeModel } from "./model.js";
import { makeModelCard } from "./model-card.js";
import { showHistory } from "./history.js";
import { getModel, getModels } from "./server.js";
import { makeService } from "./service.js";

const element = (id) => document.getElementById(id);

/** Show the models; `queue` tells which of them are being compared. */
export function makeModels({ queue, ask, notice, trouble }) {
  const service = makeService({ ask, notice, trouble, changed: refresh, queued: queue.nudge });
  const one = makeModel(service, trouble);
  const cards = new Map();
  let told = null;
  let jobs = [];
  let ended = null;
  let isOpen = false;
  let shown = null;

  /** Ask for the models, and for the one that is looked at, and show them. */
  async function refresh() {
    if (!isOpen) return;
    const id = shown;
    try {
      const [list, model] = await Promise.all([getModels(), id === null ? null : getModel(id)]);
      told = list;
      if (shown !== id) return;
      show();
      if (model !== null) one.show(model, contextOf(model), told.in_service);
    } catch (error) {
      trouble(error);
    }
  }

  function show() {
    if (told === null) return;
    const inOrder = [...told.models].sort((a, b) => Number(b.in_service) - Number(a.in_service));
    arrange(element("model-list"), inOrder.map(cardOf));
    element("only-shipped").hidden = told.models.length > 1;
    showHistory(told.history);
  }

  function cardOf(model) {
    const card = cards.get(model.id) ?? makeModelCard(service);
    cards.set(model.id, card);
    card.show(model, contextOf(model));
    return card.element;
  }

  /** Return what a card tells beside its model. */
  function contextOf(model) {
    const isJudged = (job) => isUnfinished(job) && judgedBy(job) === model.id;
    const training = jobs.find(({ id }) => id === model.job);
    return { previous: told.previous, job: jobs.find(isJudged) ?? null, title: training?.title || null };
  }

  /** What is being compared shows how far it is; with a job that ended the models are others. */
  function watch(queued) {
    ({ jobs } = queued);
    const now = jobs.filter((job) => !isUnfinished(job)).map(({ id, state }) => `${id} ${state}`).join();
    const isEnded = ended !== null && now !== ended;
    ended = now;
    if (!isOpen || told === null) return;
    if (isEnded) refresh();
    else for (const model of told.models) cards.get(model.id)?.show(model, contextOf(model));
    if (!isEnded && shown !== null) one.follow(contextOf(told.models.find(({ id }) => id === shown) ?? {}));
  }

  /** Show all models, or the one of an id. */
  function open(id = null) {
    if (!isOpen || shown !== id) element("one-model").parentElement.scrollTop = 0;
    isOpen = true;
    shown = id;
    element("all-models").hidden = id !== null;
    element("one-model").hidden = id === null;
    if (id !== null) one.clear(id);
    refresh();
  }

  queue.follow(watch);
  return {
    open,
    close() {
      isOpen = false;
    },
    drop(event) {
      if (shown !== null) one.drop(event);
    },
  };
}

/** Return the id of the model that a job compares, or makes. */
function judgedBy({ model, settings }) {
  return model ?? settings.model;
}

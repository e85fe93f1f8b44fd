/** The form: what a new training learns from and for how long, and how it is started. */

import { makeChoice } from "../collect/choice.js";
import { counted } from "../collect/wording.js";
import { made } from "./elements.js";
import { sentenceOf } from "./faults.js";
import { getRecipe, startTraining } from "./server.js";
import { makeSets } from "./sets.js";
import { listed, sayDuration } from "./wording.js";

/** The lengths that have names, as shares of the usual one. */
const LENGTHS = { try: 1 / 12, half: 1 / 2, full: 1 };

/** How long an epoch took on two cores without a graphics card, in seconds (docs/decisions.md, 60 in 37 minutes). */
const USUAL_EPOCH_S = 37;

/** What comes of taking samples of one's own. */
const ABOUT_OWN = {
  all: "All that people taught this server. Whole sittings are held out, so that the comparison shows how well it reads them.",
  sittings: "Whole sittings are held out, so that the comparison shows how well it reads you.",
  sitting: "All of them are from one sitting, so none can be held out: the comparison cannot tell how well it reads you. Write some more on another day.",
};

const element = (id) => document.getElementById(id);

/** Let a training be set up; `queue` tells of those before it, `started(job)` hears of the new one. */
export function makeForm({ queue, started }) {
  const sets = makeSets(element("sets"), show);
  const showOwn = makeChoice(element("own"), show);
  const showLength = makeChoice(element("lengths"), chooseLength);
  let recipe = null;
  let jobs = [];

  /** Ask the server what there is to train on, unless it is known. */
  async function load() {
    if (recipe !== null) return;
    recipe = await getRecipe();
    sets.show(recipe.sets);
    element("no-sets").hidden = true;
    element("epochs").value = recipe.defaults.epochs;
    element("seed").value = recipe.defaults.seed;
    for (const input of element("own").querySelectorAll("input")) showNumber(input);
    show();
  }

  function showNumber(input) {
    const number = recipe.own[input.value];
    input.disabled = number === 0;
    input.parentElement.querySelector(".number").textContent =
      number === undefined ? "" : number.toLocaleString("en");
  }

  function chooseLength(length) {
    if (recipe === null) return;
    element("epochs").value = Math.max(1, Math.round(recipe.defaults.epochs * LENGTHS[length]));
    show();
  }

  /** Show what follows from the choices. */
  function show() {
    if (recipe === null) return;
    const own = chosenOwn();
    showOwn(own);
    showLength(lengthOf(element("epochs").valueAsNumber));
    element("own-words").replaceChildren(...aboutOwn(own, recipe.own));
    element("refused").textContent = "";
    showEstimate();
  }

  function showEstimate() {
    const words = recipe === null ? "" : estimate();
    // What is said again is spoken again.
    if (element("estimate").textContent !== words) element("estimate").textContent = words;
  }

  function lengthOf(epochs) {
    const isIt = (share) => Math.max(1, Math.round(recipe.defaults.epochs * share)) === epochs;
    return Object.keys(LENGTHS).find((length) => isIt(LENGTHS[length])) ?? "";
  }

  /** Say how long it will take, as far as can be told. */
  function estimate() {
    if (!isWhole("epochs", 1)) return "";
    const epochs = element("epochs").valueAsNumber;
    const before = jobs.filter(({ state }) => ["queued", "running", "stopping"].includes(state)).length;
    const measured = epochSeconds(jobs);
    const duration = sayDuration(epochs * (measured ?? USUAL_EPOCH_S));
    const basis = measured === null ? " on two cores" : ", judged by the last one here";
    const fetched = sets.missing();
    const steps = [
      ...(before > 0 ? [`waits for ${counted(before, "job")}`] : []),
      ...(fetched > 0 ? [`fetches ${counted(fetched, "set")}`] : []),
      `takes ${duration}${basis}`,
    ];
    return `It ${listed(steps)}.`;
  }

  function chosenOwn() {
    return element("own").querySelector(":checked").value;
  }

  /** Say why nothing can be trained by the choices, or nothing. */
  function sayMistake() {
    if (recipe === null) return "The server has not said yet which sets there are.";
    if (!sets.isAny() && chosenOwn() === "none") return "Choose at least one set to learn from.";
    if (!isWhole("epochs", 1)) return "Say for how many epochs: a whole number from 1.";
    if (!isWhole("seed", 0)) return "The seed is a whole number from 0.";
    return "";
  }

  /** Return what is chosen, as the server takes it; what is usual goes without saying. */
  function settings() {
    const title = element("title").value.trim();
    const shares = sets.shares();
    return {
      ...(title === "" ? {} : { title }),
      epochs: element("epochs").valueAsNumber,
      seed: element("seed").valueAsNumber,
      ...(Object.keys(shares).length === 0 ? {} : { shares }),
      own: chosenOwn(),
    };
  }

  async function start(event) {
    event.preventDefault();
    const button = element("start");
    if (button.getAttribute("aria-disabled") === "true") return;
    element("refused").textContent = sayMistake();
    if (sayMistake() !== "") return;
    button.setAttribute("aria-disabled", "true");
    try {
      const job = await startTraining(settings());
      element("title").value = "";
      started(job);
    } catch (error) {
      element("refused").textContent = sentenceOf(error);
    }
    button.removeAttribute("aria-disabled");
  }

  element("new").addEventListener("submit", start);
  element("epochs").addEventListener("input", show);
  queue.follow((told) => {
    ({ jobs } = told);
    showEstimate();
  });
  return { load };
}

/** Say whether a whole number of at least so much is in a field. */
function isWhole(id, least) {
  const number = element(id).valueAsNumber;
  return Number.isInteger(number) && number >= least;
}

/** Return how long a usual epoch took in the newest training that ended, or null if none did. */
function epochSeconds(jobs) {
  const isUsual = ({ kind, settings }) => kind === "train" && settings.epoch_size === undefined;
  const done = jobs.find((job) => job.state === "done" && isUsual(job));
  const epochs = done?.progress?.epochs;
  if (!epochs) return null;
  return (Date.parse(done.ended) - Date.parse(done.started)) / 1000 / epochs;
}

/** Say what comes of taking samples of one's own; the words may hold a link. */
function aboutOwn(own, { mine, mine_sessions: sittings }) {
  if (own === "all") return [ABOUT_OWN.all];
  if (own === "mine" && sittings === 1) return [ABOUT_OWN.sitting];
  if (own === "mine") return [`They are from ${counted(sittings, "sitting")}. ${ABOUT_OWN.sittings}`];
  if (mine > 0) return ["The sets above only."];
  const link = made("a", { href: "/collect" }, "teach it your hand");
  return ["You have written none yet: ", link, " first, if it should learn from yours."];
}

/** The curves: how a training goes, as two growing pictures and as a table. */

import { made } from "./elements.js";
import { plotOf } from "./plot.js";
import { roundDomain, roundUp } from "./scale.js";
import { percent } from "./wording.js";

/** The height of a picture, and its width before it was laid out, in pixels. */
const HEIGHT = 190;
const USUAL_WIDTH = 420;

/** Numbers on an axis that the domains are made round for. */
const STEPS = 4;

/** This share of the first numbers may leave the picture at its edge: all falls fast at first. */
const STEEP = 0.08;

/**
 * Show in `container` the course {history, losses, epochs} of a training.
 *
 * `history` has {loss, accuracy} of each epoch, and `losses` [epochs, loss] along the way. The
 * result is show(course).
 */
export function makeCurves(container) {
  const loss = pictureOf("Loss", "how wrong it still is; lower is better", [
    ["each", "along the way"],
    ["mean", "mean of an epoch"],
  ]);
  const accuracy = pictureOf("Accuracy", "on what it never learns from; higher is better", [
    ["known", "after each epoch"],
  ]);
  const rows = made("tbody");
  let course = null;
  let listed = -1;

  container.append(made("div", { class: "pair" }, loss.figure, accuracy.figure), tableOf(rows));
  new ResizeObserver(draw).observe(loss.stage);

  function show(told) {
    course = told;
    draw();
    if (course.history.length === listed) return;
    listed = course.history.length;
    rows.replaceChildren(...course.history.map(rowOf));
  }

  function draw() {
    if (course === null) return;
    const reach = reachOf(course);
    const size = [loss.stage.clientWidth || USUAL_WIDTH, HEIGHT];
    loss.figure.classList.toggle("coarse", course.losses.length === 0);
    loss.stage.replaceChildren(plotOf({ size, x: [0, reach], ...lossOf(course) }));
    accuracy.stage.replaceChildren(plotOf({ size, x: [0, reach], ...accuracyOf(course) }));
  }

  return show;
}

function pictureOf(name, about, lines) {
  const stage = made("div", { class: "stage-of" });
  const keys = lines.map(([kind, words]) => made("span", { class: `key ${kind}` }, made("i"), words));
  const caption = made("figcaption", {}, made("b", {}, name), " ", made("small", {}, about));
  const legend = made("p", { class: "legend small" }, ...keys);
  return { stage, figure: made("figure", { "data-curve": name.toLowerCase() }, caption, stage, legend) };
}

/** Return how many epochs the picture spans: it grows with the course, in round steps. */
function reachOf({ history, losses, epochs }) {
  const last = Math.max(history.length, losses.at(-1)?.[0] ?? 0);
  return Math.min(Math.max(epochs, 1), roundUp(Math.max(last, 1)));
}

function lossOf({ history, losses, epochs }) {
  const means = history.map(({ loss }, epoch) => [epoch + 0.5, loss]);
  const all = [...losses, ...means].map(([, loss]) => loss);
  const newest = history.at(-1)?.loss ?? losses.at(-1)?.[1];
  return {
    y: domainOf(all, [0, 1], 1 - STEEP),
    write: (loss) => Number(loss.toFixed(3)).toString(),
    label: sayCurve("Loss", history, epochs, newest?.toFixed(3)),
    lines: [
      { kind: "each", points: losses },
      { kind: "mean", points: means },
    ],
  };
}

function accuracyOf({ history, epochs }) {
  const known = history.map(({ accuracy }, epoch) => [epoch + 1, accuracy]);
  const newest = history.at(-1)?.accuracy;
  const [low, high] = domainOf(known.map(([, accuracy]) => 1 - accuracy), [0, 1], 1 - STEEP);
  return {
    y: [1 - high, 1 - low],
    write: (rate) => percent(rate, high - low < 0.04 ? 1 : 0),
    label: sayCurve("Accuracy on what is held out", history, epochs, newest && percent(newest)),
    lines: [{ kind: "known", points: known }],
  };
}

/** Say what a picture shows, with the newest number that is known. */
function sayCurve(name, { length }, epochs, newest) {
  const now = newest === undefined ? "" : `: ${newest} now`;
  return `${name} over the epochs, ${length} of ${epochs} so far${now}.`;
}

/** Return a round domain of numbers, without the largest beyond the given share of them. */
function domainOf(numbers, usual, share) {
  if (numbers.length === 0) return usual;
  const sorted = [...numbers].sort((a, b) => a - b);
  const high = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  const low = sorted[0];
  return roundDomain([low, Math.max(high, low * 1.1 + 1e-3)], STEPS);
}

function tableOf(rows) {
  const heads = ["Epoch", "Loss", "Accuracy"].map((name) => made("th", { scope: "col" }, name));
  return made(
    "details",
    { class: "as-table" },
    made("summary", {}, "The same as a table"),
    made("div", { class: "frame" }, made("table", {}, made("thead", {}, made("tr", {}, ...heads)), rows)),
  );
}

function rowOf({ loss, accuracy }, epoch) {
  const cells = [loss.toFixed(3), percent(accuracy)].map((text) => made("td", {}, text));
  return made("tr", {}, made("th", { scope: "row" }, String(epoch + 1)), ...cells);
}

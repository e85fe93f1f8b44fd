/** The facts: how a model was made, from its card. */

import { counted } from "../collect/wording.js";
import { makeConfusion } from "./confusion.js";
import { makeCurves } from "./curves.js";
import { made } from "./elements.js";
import { listed, percent, sayMoment } from "./wording.js";

const element = (id) => document.getElementById(id);

/** Show the card of a model. */
export function showFacts({ card, created, classes }) {
  const rows = factsOf(card, created).filter(([, value]) => value !== null);
  const items = rows.map(([name, value]) => made("div", {}, made("dt", {}, name), made("dd", {}, value)));
  element("facts").replaceChildren(...items);
  showCourse(card.history ?? []);
  showConfused(card.confusion ?? null, classes);
}

/** Models of other classes tell in their cards what they took for what. */
function showConfused(counts, labels) {
  element("confused").hidden = counts === null;
  if (counts !== null) makeConfusion(element("confused-table"))({ labels, counts });
}

function showCourse(history) {
  const curves = made("div", { class: "curves" });
  element("learnt").replaceChildren(...(history.length === 0 ? [] : [curves]));
  if (history.length > 0) makeCurves(curves)({ history, losses: [], epochs: history.length });
}

function factsOf({ data = [], config = {}, parameters = null, metrics = {}, start = null, teachers = [] }, created) {
  return [
    ["Trained", created === null ? null : sayMoment(created)],
    ["Learnt from", listed(data.map(sayData)) || null],
    ["Went on from", start],
    ["Taught by", listed(teachers) || null],
    ["Epochs", config.epochs?.toString() ?? null],
    ["Seed", config.seed?.toString() ?? null],
    ["Weights", parameters === null ? null : parameters.toLocaleString("en")],
    ["Right on what was held out", listed(Object.entries(metrics).map(sayMetric)) || null],
  ];
}

function sayData({ name, samples, outliers = 0 }) {
  return `${name} (${counted(samples + outliers, "sample")})`;
}

function sayMetric([name, { n, accuracy }]) {
  return `${name} ${percent(accuracy)} of ${n.toLocaleString("en")}`;
}

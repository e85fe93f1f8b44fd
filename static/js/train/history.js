/** The history: what was in service when, and why. */

import { made } from "./elements.js";
import { sayMoment } from "./wording.js";

/** What was done: the words before and after the model. */
const DONE = {
  held: ["", " was put in service; it read nothing noticeably worse."],
  overridden: ["", " was put in service all the same, because:"],
  back: ["Back to ", "."],
  shipped: ["", " came with Inkcalc."],
};

/** Show [{model, at, gate, reason}], the newest first. */
export function showHistory(history) {
  const newest = [...history].sort((a, b) => timeOf(b) - timeOf(a));
  document.getElementById("history-section").hidden = history.length === 0;
  document.getElementById("history").replaceChildren(...newest.map(itemOf));
}

/** What came with Inkcalc has served from the first. */
function timeOf({ at }) {
  return at === null ? 0 : Date.parse(at);
}

function itemOf({ model, at, gate, reason }) {
  const [before, after] = DONE[gate] ?? ["", ""];
  return made(
    "li",
    { "data-gate": gate },
    at === null ? null : made("time", { datetime: at }, sayMoment(at)),
    made("p", {}, before, made("a", { href: `#models/${model}` }, model), after),
    reason ? made("blockquote", {}, reason) : null,
  );
}

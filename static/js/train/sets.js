/** The sets: what a training learns from, and how much of each. */

import { counted } from "../collect/wording.js";
import { cloned } from "./elements.js";

/** How much of a set is taken, as a multiple of what is usual. */
const STEPS = { none: 0, less: 0.5, normal: 1, more: 2 };

/** "digits (LeCun, Cortes, Burges)": what it is, and whose. */
const WHAT_OF_WHOM = /^(?<what>.*?)(?: \((?<whose>[^)]*)\))?$/;

/** Show the sets in a list; `changed()` hears a choice. The result shows them and tells the choice. */
export function makeSets(list, changed) {
  let sets = [];

  function show(told) {
    sets = told;
    list.replaceChildren(...sets.map(rowOf));
  }

  function chosen(name) {
    return list.querySelector(`[name="share-${CSS.escape(name)}"]:checked`).value;
  }

  /** Return the shares {name: 0..1} of the sets of which not the usual amount is taken. */
  function shares() {
    const others = sets.filter(({ name }) => chosen(name) !== "normal");
    return Object.fromEntries(
      others.map(({ name, share }) => [name, Math.min(1, share * STEPS[chosen(name)])]),
    );
  }

  const taken = () => sets.filter(({ name }) => chosen(name) !== "none");

  list.addEventListener("change", changed);
  return {
    show,
    shares,
    isAny: () => taken().length > 0,
    missing: () => taken().filter(({ present }) => !present).length,
  };
}

function rowOf({ name, what, samples, licence, present }) {
  const row = cloned("set-row");
  const { what: kind, whose } = WHAT_OF_WHOM.exec(what).groups;
  // Files of one's own have nobody's name: what is known of them is theirs.
  const shown = whose === undefined ? name : kind.charAt(0).toUpperCase() + kind.slice(1);
  row.dataset.set = name;
  row.title = name;
  row.classList.toggle("absent", !present);
  row.querySelector("b").textContent = shown;
  row.querySelector(".presence").textContent = present ? "is here" : "is fetched first";
  row.querySelector(".about").textContent = [
    counted(samples, "sample"),
    whose ?? kind,
    licence,
  ].join(" · ");
  const steps = row.querySelector("fieldset");
  steps.setAttribute("aria-label", `How much of: ${shown}, ${name}`);
  for (const input of steps.querySelectorAll("input")) input.name = `share-${name}`;
  return row;
}

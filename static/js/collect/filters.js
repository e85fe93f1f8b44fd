/** The filters: which class, which source, and whether only those that look like something else. */

import { makeChoice } from "./choice.js";
import { calledLabel, shownLabel } from "./wording.js";

/** Let a filter {label, source, suspect} be chosen; `changed(filter)` hears it. */
export function makeFilters({ classes, sources, suspects }, labels, changed) {
  let filter = { label: "", source: "", suspect: "" };
  const showSource = makeChoice(sources, (source) => set({ source }));
  const chips = new Map(labels.map((label) => [label, chipOf(label, choose)]));
  classes.replaceChildren(...chips.values());

  function set(changes) {
    filter = { ...filter, ...changes };
    for (const [label, chip] of chips) chip.setAttribute("aria-pressed", String(filter.label === label));
    suspects.setAttribute("aria-pressed", String(filter.suspect !== ""));
    showSource(filter.source);
    changed(filter);
  }

  function choose(label) {
    set({ label: filter.label === label ? "" : label });
  }

  /** Show how many samples there are of each class, and how many look like something else. */
  function count({ labels: counts, suspects: doubtful }) {
    for (const [label, chip] of chips) {
      const number = counts[label] ?? 0;
      chip.querySelector(".number").textContent = number;
      chip.classList.toggle("none", number === 0);
    }
    suspects.querySelector(".number").textContent = doubtful;
    suspects.hidden = doubtful === 0 && filter.suspect === "";
  }

  suspects.addEventListener("click", () => set({ suspect: filter.suspect === "" ? "1" : "" }));
  return {
    count,
    filter: () => filter,
    isOpen: () => Object.values(filter).every((value) => value === ""),
    clear: () => set({ label: "", source: "", suspect: "" }),
  };
}

function chipOf(label, choose) {
  const chip = document.createElement("button");
  chip.type = "button";
  chip.className = "chip";
  chip.dataset.label = label;
  chip.setAttribute("aria-pressed", "false");
  chip.setAttribute("aria-label", calledLabel(label));
  const name = document.createElement("b");
  name.textContent = shownLabel(label);
  const number = document.createElement("span");
  number.className = "number";
  chip.append(name, number);
  chip.addEventListener("click", () => choose(label));
  return chip;
}

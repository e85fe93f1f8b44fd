/** The grid: samples as pictures, of which several can be selected by pointer and by keys. */

import { pictureOf } from "./pictures.js";
import { calledLabel, NO_SYMBOL, shownLabel } from "./wording.js";

const CAME = { correction: "corrected", collected: "written", imported: "imported" };

/** Show samples in a listbox; `changed(ids)` hears which are selected. */
export function makeGrid(listbox, changed) {
  let samples = [];
  const selected = new Set();
  const tiles = new Map();
  let anchor = null;

  /** Add samples that are not shown yet; return how many were. */
  function add(more) {
    const fresh = more.filter(({ id }) => !tiles.has(id));
    for (const sample of fresh) {
      tiles.set(sample.id, tileOf(sample));
      listbox.append(tiles.get(sample.id));
    }
    samples = [...samples, ...fresh];
    keepTabStop();
    return fresh.length;
  }

  function clear() {
    samples = [];
    selected.clear();
    tiles.clear();
    anchor = null;
    listbox.replaceChildren();
    tell();
  }

  /** Take samples away; the focus goes to what comes after them. */
  function remove(ids) {
    const gone = new Set(ids);
    const hadFocus = listbox.contains(document.activeElement);
    const at = samples.findIndex(({ id }) => gone.has(id));
    for (const id of gone) {
      tiles.get(id)?.remove();
      tiles.delete(id);
      selected.delete(id);
    }
    samples = samples.filter(({ id }) => !gone.has(id));
    keepTabStop();
    const next = samples[Math.min(at, samples.length - 1)];
    if (hadFocus && next !== undefined) focus(next.id);
    tell();
  }

  /** Show samples as they are now; those that were selected no longer are. */
  function update(ids, change) {
    for (const id of ids) {
      const at = samples.findIndex((sample) => sample.id === id);
      if (at === -1) continue;
      samples[at] = change(samples[at]);
      const tile = tileOf(samples[at]);
      tile.tabIndex = tiles.get(id).tabIndex;
      const hadFocus = document.activeElement === tiles.get(id);
      tiles.get(id).replaceWith(tile);
      tiles.set(id, tile);
      if (hadFocus) tile.focus();
    }
    select([]);
  }

  /** Select these samples and no others. */
  function select(ids) {
    selected.clear();
    ids.forEach((id) => selected.add(id));
    tell();
  }

  function tell() {
    for (const [id, tile] of tiles) tile.setAttribute("aria-selected", String(selected.has(id)));
    changed([...selected]);
  }

  function toggle(id) {
    if (!selected.delete(id)) selected.add(id);
    anchor = id;
    tell();
  }

  /** Select all from the last one that was toggled to this one. */
  function selectTo(id) {
    const ids = samples.map((sample) => sample.id);
    const from = Math.max(0, ids.indexOf(anchor));
    const to = ids.indexOf(id);
    ids.slice(Math.min(from, to), Math.max(from, to) + 1).forEach((each) => selected.add(each));
    tell();
  }

  function clicked(event) {
    const id = idOf(event);
    if (id === undefined) return;
    focus(id);
    if (event.shiftKey) selectTo(id);
    else toggle(id);
  }

  function keydown(event) {
    const id = idOf(event);
    if (id === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      toggle(id);
      return;
    }
    const at = samples.findIndex((sample) => sample.id === id);
    const to = placeAfter(event.key, at);
    if (to === null) return;
    event.preventDefault();
    if (event.shiftKey && anchor === null) anchor = id;
    focus(samples[to].id);
    if (event.shiftKey) selectTo(samples[to].id);
  }

  /** Return where a key leads to from a place, or null. */
  function placeAfter(key, at) {
    const wide = getComputedStyle(listbox).gridTemplateColumns.split(" ").length;
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -wide, ArrowDown: wide };
    const last = samples.length - 1;
    const to = { Home: 0, End: last }[key] ?? at + (steps[key] ?? NaN);
    return Number.isNaN(to) ? null : Math.min(last, Math.max(0, to));
  }

  function focus(id) {
    listbox.querySelector("[tabindex='0']")?.setAttribute("tabindex", "-1");
    tiles.get(id).tabIndex = 0;
    tiles.get(id).focus();
  }

  /** All tiles are one stop of the Tab key. */
  function keepTabStop() {
    if (listbox.querySelector("[tabindex='0']") !== null || samples.length === 0) return;
    tiles.get(samples[0].id).tabIndex = 0;
  }

  listbox.addEventListener("click", clicked);
  listbox.addEventListener("keydown", keydown);
  return {
    add,
    clear,
    remove,
    update,
    select,
    selected: () => [...selected],
    selectAll: () => select(samples.map(({ id }) => id)),
    samples: () => samples,
  };
}

function idOf(event) {
  return event.target.closest("[role='option']")?.dataset.id;
}

function tileOf(sample) {
  const { id, label, source, suspect } = sample;
  const tile = document.createElement("div");
  tile.className = "sample";
  tile.classList.toggle("none", label === NO_SYMBOL);
  tile.dataset.id = id;
  tile.setAttribute("role", "option");
  tile.setAttribute("aria-selected", "false");
  tile.tabIndex = -1;
  const about = [calledLabel(label), CAME[source]];
  tile.append(pictureOf(sample), text("b", shownLabel(label)));
  if (suspect !== null) {
    tile.classList.add("suspect");
    tile.append(text("small", `looks like ${shownLabel(suspect.label)}`));
    about.push(`looks like ${calledLabel(suspect.label)}`);
  }
  tile.setAttribute("aria-label", about.join(", "));
  return tile;
}

function text(name, words) {
  const element = document.createElement(name);
  element.textContent = words;
  return element;
}

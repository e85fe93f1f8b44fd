/** Samples: all that is kept, as pictures to look through, relabel and delete. */

import { makeFilters } from "./filters.js";
import { makeGrid } from "./grid.js";
import { makeRelabelling } from "./relabelling.js";
import { makeRemoval } from "./removal.js";
import { findSamples, relabelSamples } from "./server.js";
import { calledLabel, counted } from "./wording.js";

/** Samples that are fetched at once, and ids in one request. */
const PAGE = 100;
const MOST_AT_ONCE = 1000;

const element = (id) => document.getElementById(id);

/**
 * Show the samples of an account.
 *
 * `notice` tells what was done, `trouble(error)` what failed, and `gone(ids)` what was deleted.
 */
export function makeSamples({ account, labels, notice, trouble, gone }) {
  const grid = makeGrid(element("grid"), showSelection);
  const elements = {
    classes: element("classes"),
    sources: element("sources"),
    suspects: element("suspects"),
  };
  const filters = makeFilters(elements, labels, load);
  const relabelling = makeRelabelling(element("relabelling"), labels, relabel);
  const removal = makeRemoval({ done: removed, failed: kept });
  let next = 0;
  let total = 0;
  let request = null;
  let isOpen = false;

  /** Show the samples anew, from the first on. */
  async function load() {
    request?.abort();
    request = null;
    next = 0;
    total = 0;
    if (!isOpen) return;
    await removal.finish();
    await further(true);
  }

  /** Fetch the next page; a page of nothing new leads on to the one after it. */
  async function further(isFirst = false) {
    if (request !== null) return;
    const own = new AbortController();
    request = own;
    try {
      const page = await findSamples(filters.filter(), next, PAGE, own.signal);
      if (request !== own) return;
      request = null;
      if (isFirst) grid.clear();
      ({ total } = page);
      next += page.samples.length;
      const waiting = new Set(removal.waiting());
      const added = grid.add(page.samples.filter(({ id }) => !waiting.has(id)));
      showEnd();
      if (added === 0 && page.samples.length > 0 && next < total) await further();
    } catch (error) {
      if (own.signal.aborted) return;
      request = null;
      trouble(error);
    }
  }

  function showEnd() {
    const isEmpty = grid.samples().length === 0;
    element("further").hidden = next >= total;
    element("grid").hidden = isEmpty;
    element("select-all").hidden = isEmpty;
    element("no-samples").hidden = !isEmpty;
    element("filters").hidden = isEmpty && filters.isOpen();
    element("no-samples-words").textContent = filters.isOpen() ? "Nothing here yet" : "None of these";
    element("no-samples-more").textContent = filters.isOpen()
      ? "Every symbol that you write or correct is shown here as a picture."
      : "There are no samples of this kind.";
  }

  function showSelection(ids) {
    element("selection").hidden = ids.length === 0;
    element("selected").textContent = ids.length === 0 ? "" : `${ids.length.toLocaleString("en")} selected`;
  }

  async function relabel(label) {
    const ids = grid.selected();
    try {
      for (let at = 0; at < ids.length; at += MOST_AT_ONCE) {
        await relabelSamples(ids.slice(at, at + MOST_AT_ONCE), label);
      }
    } catch (error) {
      trouble(error);
      return;
    }
    grid.update(ids, (sample) => ({ ...sample, label, suspect: null }));
    const strangers = ids.filter(() => !belongs(label));
    // What has a new label stands elsewhere in the server's order: some pages overlap now.
    next = Math.max(0, next - ids.length);
    if (strangers.length > 0) grid.remove(strangers);
    showEnd();
    notice.show(`${counted(ids.length, "sample")} relabelled: ${calledLabel(label)}.`);
    account.refresh().catch(trouble);
  }

  /** Say whether samples of a label that a person just gave belong to what is shown. */
  function belongs(label) {
    const filter = filters.filter();
    return (filter.label === "" || filter.label === label) && filter.suspect === "";
  }

  function remove() {
    const ids = grid.selected();
    if (ids.length === 0) return;
    const chosen = grid.samples().filter(({ id }) => ids.includes(id));
    removal.put(chosen);
    account.countAll(chosen, -1);
    grid.remove(ids);
    showEnd();
    notice.show(`${counted(ids.length, "sample")} deleted.`, { action: "Undo", run: undo });
  }

  /** What was deleted no longer stands before the next page. */
  function removed(samples) {
    next = Math.max(0, next - samples.length);
    total -= samples.length;
    showEnd();
    gone(samples.map(({ id }) => id));
    account.refresh().catch(trouble);
  }

  /** What could not be deleted is shown again. */
  function kept(error, samples) {
    account.countAll(samples, 1);
    if (isOpen) grid.add(samples);
    showEnd();
    trouble(error);
  }

  function undo() {
    if (!removal.undo()) return;
    notice.hide();
    showAll();
  }

  function openRelabelling() {
    const ids = grid.selected();
    if (ids.length > 0) relabelling.open(element("relabel"), ids.length);
  }

  /** Show and count the samples anew. */
  function showAll() {
    return Promise.all([load(), account.refresh().catch(trouble)]);
  }

  /** Show the samples while their part of the page is open. */
  function open() {
    isOpen = true;
    showAll();
  }

  function close() {
    isOpen = false;
    if (removal.waiting().length > 0) notice.hide();
    removal.finish();
  }

  const actions = {
    undo,
    all: () => grid.selectAll(),
    none: () => grid.select([]),
    remove,
    relabel: openRelabelling,
  };
  element("relabel").addEventListener("click", openRelabelling);
  element("delete").addEventListener("click", remove);
  element("deselect").addEventListener("click", actions.none);
  element("select-all").addEventListener("click", actions.all);
  element("further").addEventListener("click", () => further());
  // Further samples come before the end is reached; the button is for who has no wheel.
  new IntersectionObserver(
    ([entry]) => {
      if (entry.isIntersecting) further();
    },
    { rootMargin: "400px" },
  ).observe(element("further"));
  account.follow(({ samples }) => filters.count(samples));
  return { open, close, actions };
}

/**
 * Corrections: what a person says of a sheet is kept by the server as samples of the hand.
 *
 * What is said is kept once; what is taken back while its strokes are still there is deleted. What
 * cannot be sent waits, and is tried again; where the server wants its token, once that is entered.
 */

import { whenGranted } from "./access.js";
import { Refusal, TokenWanted } from "./answers.js";
import { makeId } from "./ids.js";
import { APART, isSaidOf, marksOf, NO_SYMBOL, ONE } from "./sheet.js";

/** A new reading waits so long for what it may learn from, in milliseconds. */
const PATIENCE_MS = 2000;

/** What the layout or the decoder finds is no word on what a shape is. */
const UNTOLD = new Set([ONE, "frac"]);

/** To the classifier, strokes that are not one symbol are none, as those that are in none. */
const LABELS = { [NO_SYMBOL]: NO_SYMBOL, [APART]: NO_SYMBOL };

const SESSION_KEY = "inkcalc.session";

const NOT_YET = "Your correction counts here, but could not be kept yet.";
const NOT_KEPT = "Your correction counts here, but could not be kept.";
const TOKEN_FIRST = "Your correction counts here. This server keeps samples only with its token.";

/**
 * Return {changed, retry}, which keep what is said of the sheets of a page.
 *
 * `how` is {sheet, outbox, jobOf, send}: what was said of the first `sheet` is kept already;
 * jobOf(sheet, about) makes of {session, model, samples} what send(job) sends; to delete it gets
 * {deleted: ids}. `say(sentence, wantsToken)` tells how it goes, with no words when all is kept; that
 * the token is wanted is said once, and nothing is sent until it is entered.
 */
export function makeCorrections({ sheet, outbox, jobOf, send }, say) {
  /** The ids of what is kept or on its way, and as what was read what they are of. */
  const known = new Set(sheet.given.map(({ id }) => id));
  const wasRead = new Map();
  let sending = null;
  let wantsToken = false;

  /**
   * Keep what is new between two sheets, given the reading {lines, sheet, model} that was seen.
   *
   * Return a promise for when a new reading can profit from it, or null if nothing is new.
   */
  function changed(before, after, seen) {
    const said = after.given.filter((each) => !known.has(each.id) && !UNTOLD.has(each.label));
    const isGone = (each) => known.has(each.id) && !after.given.some(({ id }) => id === each.id);
    const unsaid = before.given.filter((each) => isGone(each) && isOn(after, each));
    said.filter(({ id }) => !wasRead.has(id)).forEach((each) => {
      wasRead.set(each.id, readAs(each, seen, before));
    });
    if (said.length > 0) keep(after, said, seen.model);
    if (unsaid.length > 0) remove(unsaid.map(({ id }) => id));
    const sent = retry();
    return said.length + unsaid.length > 0 ? atMost(PATIENCE_MS, sent) : null;
  }

  function keep(after, said, model) {
    const samples = said.map((each) => sampleOf(after, each, wasRead.get(each.id)));
    const about = { session: sessionId(), model, samples };
    said.forEach(({ id }) => known.add(id));
    outbox.add({ id: makeId(), ...jobOf(after, about) });
  }

  function remove(ids) {
    ids.forEach((id) => known.delete(id));
    outbox.add({ id: makeId(), deleted: ids });
  }

  /** Return as what strokes were read before anything was said of them, or null. */
  function readAs({ strokes }, seen, before) {
    const symbol = symbolOf(strokes, seen);
    if (symbol === undefined) return null;
    const earlier = before.given.find((each) => isSaidOf(each, strokes));
    const isRead = !symbol.isSettled || earlier?.label === ONE;
    return isRead ? symbol.label : (wasRead.get(earlier?.id) ?? null);
  }

  /** Send what waits; the promise is kept when nothing more can be done. */
  function retry() {
    sending ??= sendAll().finally(() => {
      sending = null;
    });
    return sending;
  }

  async function sendAll() {
    if (wantsToken) return;
    let refused = false;
    for (let job = outbox.first(); job !== null; job = outbox.first()) {
      try {
        await send(job);
      } catch (error) {
        wantsToken = error instanceof TokenWanted;
        if (wantsToken || !(error instanceof Refusal)) {
          say(wantsToken ? TOKEN_FIRST : NOT_YET, wantsToken);
          return;
        }
        refused ||= job.deleted === undefined;
      }
      outbox.drop(job);
    }
    say(refused ? NOT_KEPT : "");
  }

  whenGranted(() => {
    wantsToken = false;
    retry();
  });
  return { changed, retry };
}

function sampleOf(sheet, { id, strokes, label }, readAs) {
  return { id, marks: marksOf(sheet, strokes), label: LABELS[label] ?? label, read_as: readAs };
}

/** Return the symbol of exactly these strokes in a reading that was seen, if there is one. */
function symbolOf(strokes, { lines, sheet }) {
  const isOf = ({ marks }) => isSaidOf({ strokes: marks.map((mark) => sheet.strokes[mark]) }, strokes);
  return lines.flatMap(({ symbols }) => symbols).find(isOf);
}

function isOn(sheet, { strokes }) {
  return strokes.every((stroke) => sheet.strokes.includes(stroke));
}

/** Return a promise that waits for another one, but not for ever. */
function atMost(time, promise) {
  return Promise.race([promise, new Promise((resolve) => setTimeout(resolve, time))]);
}

/** Return the name of what is written in this tab. */
function sessionId() {
  try {
    const id = sessionStorage.getItem(SESSION_KEY) ?? makeId();
    sessionStorage.setItem(SESSION_KEY, id);
    return id;
  } catch {
    return makeId();
  }
}

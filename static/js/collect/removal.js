/** Removal: samples that were deleted can be brought back for some seconds. */

import { deleteSamples } from "./server.js";

/** How long a deletion can be undone, in milliseconds. */
const REGRET_MS = 6000;

/** Ids in one request. */
const MOST_AT_ONCE = 1000;

/**
 * Delete samples after a while.
 *
 * `done(samples)` hears what went well, `failed(trouble, samples)` what did not.
 */
export function makeRemoval({ done, failed }) {
  let waiting = [];
  let timer = null;

  /** Delete these samples soon, and what still waits at once. */
  function put(samples) {
    finish();
    waiting = samples;
    timer = setTimeout(finish, REGRET_MS);
  }

  async function finish() {
    clearTimeout(timer);
    const samples = waiting;
    const ids = samples.map(({ id }) => id);
    waiting = [];
    if (ids.length === 0) return;
    try {
      for (let at = 0; at < ids.length; at += MOST_AT_ONCE) {
        await deleteSamples(ids.slice(at, at + MOST_AT_ONCE));
      }
      done(samples);
    } catch (trouble) {
      failed(trouble, samples);
    }
  }

  /** Delete nothing after all; return whether there was something to bring back. */
  function undo() {
    clearTimeout(timer);
    const isAny = waiting.length > 0;
    waiting = [];
    return isAny;
  }

  window.addEventListener("pagehide", finish);
  return { put, finish, undo, waiting: () => waiting.map(({ id }) => id) };
}

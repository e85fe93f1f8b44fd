/** Removal: samples that were deleted can be brought back for some seconds. */

import { deleteSamples } from "./server.js";

/** How long a deletion can be undone, in milliseconds. */
const REGRET_MS = 6000;

/** Ids in one request. */
const MOST_AT_ONCE = 1000;

/** Delete samples after a while; `done(ids)` hears what went well, `failed(trouble)` what did not. */
export function makeRemoval({ done, failed }) {
  let waiting = [];
  let timer = null;

  /** Delete these ids soon, and what still waits at once. */
  function put(ids) {
    finish();
    waiting = ids;
    timer = setTimeout(finish, REGRET_MS);
  }

  async function finish() {
    clearTimeout(timer);
    const ids = waiting;
    waiting = [];
    if (ids.length === 0) return;
    try {
      for (let at = 0; at < ids.length; at += MOST_AT_ONCE) {
        await deleteSamples(ids.slice(at, at + MOST_AT_ONCE));
      }
      done(ids);
    } catch (trouble) {
      failed(trouble);
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
  return { put, finish, undo, waiting: () => waiting };
}

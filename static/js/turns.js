/**
 * Turns: requests that may be the first that keeps anything of this browser go one after the other.
 *
 * The answer to the first one says by a cookie who this is; two at once would make two people.
 */

const LOCK = "inkcalc.keeping";

/** The end of the last turn on this page. */
let last = Promise.resolve();

/** Begin a request when its turn comes; the turn ends when its promise is settled. */
export function inTurn(begin) {
  // On a page that came over a plain connection there are no locks between tabs.
  if (navigator.locks) return navigator.locks.request(LOCK, begin);
  const turn = last.then(begin);
  last = turn.catch(() => {});
  return turn;
}

/** The reader: asks about sheets, one at a time, and hands on the newest answer only. */

import { Fault, Refusal } from "./answers.js";

const SERVER_TROUBLE = "Something went wrong while reading.";
const PAGE_TROUBLE = "The answer cannot be shown.";
const NO_CONNECTION = "No connection to the calculator.";
const TOO_SLOW = "Reading takes too long.";

/** Nobody has waited for an answer any longer. */
class Impatience extends Error {}

/**
 * Return {read, forget}: `read(sheet)` asks about a sheet and `forget()` drops what was asked.
 *
 * `how` is {ask, waitMs, patienceMs, kept}: ask(sheet, signal, tell) returns the answer, waitMs is
 * waited first, so that quick changes save requests, and `kept` is the sentence that comforts after
 * a failure. `on` answers reading() at once, sending(share) where `ask` tells it, and then either
 * answer(answer, sheet) or trouble(sentence).
 */
export function makeReader(how, on) {
  let sequence = 0;
  let timer = null;
  let request = null;

  function forget() {
    sequence += 1;
    clearTimeout(timer);
    request?.abort();
    request = null;
  }

  /** Ask about a sheet, not before `ready` where that is a promise; it may not be broken. */
  function read(sheet, ready = null) {
    forget();
    const own = sequence;
    on.reading();
    timer = setTimeout(() => ask(sheet, own, ready), how.waitMs);
  }

  async function ask(sheet, own, ready) {
    const isLate = () => own !== sequence;
    if (ready !== null) await ready;
    if (isLate()) return;
    request = new AbortController();
    let hand;
    try {
      const answer = await patiently(sheet, request, isLate);
      hand = () => show(answer, sheet);
    } catch (error) {
      hand = () => on.trouble(sentence(error, how.kept));
    }
    if (!isLate()) hand();
  }

  /** Ask, and give up after a while. */
  async function patiently(sheet, controller, isLate) {
    const timer = setTimeout(() => controller.abort(new Impatience()), how.patienceMs);
    const tell = (share) => {
      if (!isLate()) on.sending(share);
    };
    try {
      return await how.ask(sheet, controller.signal, tell);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Hand an answer on; a fault of the page itself is said too, and goes on to the console. */
  function show(answer, sheet) {
    try {
      on.answer(answer, sheet);
    } catch (error) {
      on.trouble(`${PAGE_TROUBLE} ${how.kept}`);
      throw error;
    }
  }

  return { read, forget };
}

function sentence(error, kept) {
  if (error instanceof Refusal) return error.message;
  if (error instanceof Impatience) return `${TOO_SLOW} ${kept}`;
  return `${error instanceof Fault ? SERVER_TROUBLE : NO_CONNECTION} ${kept}`;
}

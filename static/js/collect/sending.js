/**
 * Sending: what was written is kept by the server, or taken back, one after the other.
 *
 * It waits in this browser until the server has answered, so that neither a lost connection nor a
 * closed page nor a token that is not at hand loses a symbol. A sample is {id, label, strokes}; the server knows by the id what it
 * has already.
 */

import { whenGranted } from "../access.js";
import { Refusal, TokenWanted } from "../answers.js";
import { makeId } from "../ids.js";
import { makeOutbox } from "../outbox.js";
import { deleteSamples, keepSample } from "./server.js";

const KEY = "inkcalc.collected";

/** The first and the longest wait before it is tried again, in milliseconds. */
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30000;

/**
 * Send what is written in a session of this page.
 *
 * `on` answers waiting(samples, wantsToken) when the connection fails or the token is wanted first,
 * sent() when nothing is left, and refused(sentence, sample) for what the server does not take.
 */
export function makeSending(on) {
  const session = makeId();
  const outbox = makeOutbox(KEY);
  const tried = new Set();
  let isSending = false;
  let wantsToken = false;
  let waitMs = FIRST_WAIT_MS;
  let timer = null;

  function keep(sample) {
    outbox.add({ id: sample.id, session, sample });
    send();
  }

  /** Take a sample back: it is not sent at all, or deleted where it may have been. */
  function takeBack(id) {
    const waits = outbox.all().some((job) => job.id === id);
    if (waits && !tried.has(id)) outbox.drop({ id });
    else outbox.add({ id: makeId(), deleted: id });
    send();
  }

  async function send() {
    if (isSending) return;
    if (wantsToken) {
      on.waiting(unsent(), wantsToken);
      return;
    }
    isSending = true;
    clearTimeout(timer);
    const isDone = await sendAll();
    isSending = false;
    if (isDone) {
      waitMs = FIRST_WAIT_MS;
      on.sent();
      return;
    }
    on.waiting(unsent(), wantsToken);
    // Nothing but the token helps then, and who enters it is heard of.
    if (wantsToken) return;
    timer = setTimeout(send, waitMs);
    waitMs = Math.min(LONGEST_WAIT_MS, 2 * waitMs);
  }

  /** Send all that waits; return whether all of it was taken or refused. */
  async function sendAll() {
    for (let job = outbox.first(); job !== null; job = outbox.first()) {
      tried.add(job.id);
      try {
        await perform(job);
      } catch (error) {
        wantsToken = error instanceof TokenWanted;
        if (wantsToken || !(error instanceof Refusal)) return false;
        if (job.sample !== undefined) on.refused(error.message, job.sample);
      }
      outbox.drop(job);
    }
    return true;
  }

  function unsent() {
    return outbox.all().filter((job) => job.sample !== undefined).map((job) => job.sample);
  }

  window.addEventListener("online", send);
  whenGranted(() => {
    wantsToken = false;
    send();
  });
  return {
    keep,
    takeBack,
    send,
    unsent,
    forget: () => outbox.all().forEach(outbox.drop),
  };
}

function perform(job) {
  return job.sample === undefined
    ? deleteSamples([job.deleted])
    : keepSample(job.session, job.sample);
}

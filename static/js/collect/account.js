/** The account: what the server knows of the person, with what is on its way to it. */

import { getMe } from "./server.js";

const NOBODY = {
  known: false,
  adapts: true,
  samples: { total: 0, labels: {}, sources: {}, suspects: 0 },
  hand: { samples: 0, seconds: null, changes: [] },
};

/** Keep the account; `unsent()` are the samples that the server has not got yet. */
export function makeAccount(unsent) {
  const listeners = [];
  let told = NOBODY;

  function set(answer) {
    told = answer;
    unsent().forEach(({ label }) => add(label, 1));
    tell();
  }

  /** Count one more or one less of a label, before the server does. */
  function count(label, change) {
    add(label, change);
    tell();
  }

  /** Count samples {label, suspect} as gone, or as there again, before the server does. */
  function countAll(samples, change) {
    samples.forEach(({ label }) => add(label, change));
    const doubtful = samples.filter(({ suspect }) => suspect !== null).length;
    const suspects = told.samples.suspects + change * doubtful;
    told = { ...told, samples: { ...told.samples, suspects: Math.max(0, suspects) } };
    tell();
  }

  function add(label, change) {
    const { samples, hand } = told;
    const labels = { ...samples.labels, [label]: (samples.labels[label] ?? 0) + change };
    const total = samples.total + change;
    told = { ...told, samples: { ...samples, labels, total } };
    told = { ...told, hand: { ...hand, samples: Math.max(0, hand.samples + change) } };
  }

  function tell() {
    listeners.forEach((listener) => listener(told));
  }

  /** Call back now and after every change. */
  function follow(listener) {
    listeners.push(listener);
    listener(told);
  }

  return { now: () => told, set, count, countAll, follow, refresh: async () => set(await getMe()) };
}

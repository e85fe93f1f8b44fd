/** The queue: the jobs as the server knows them, asked for again and again while the page is seen. */

import { whenGranted } from "../access.js";
import { Refusal, TokenWanted } from "../answers.js";
import { getJob, getJobs } from "./server.js";

/** How long until the server is asked again, in milliseconds: while something runs, or waits. */
const RUNNING_MS = 1000;
const WAITING_MS = 2000;

/** With nothing to wait for, or no answer, each wait is twice the one before, up to this. */
const LONGEST_MS = 15000;

/** While a job is followed the whole list is asked for once in so many times only. */
const LIST_EVERY = 4;

const ACTIVE = ["running", "stopping"];

/** Say whether a job is being worked on. */
export function isActive({ state }) {
  return ACTIVE.includes(state);
}

/** Say whether a job is on its way to an end. */
export function isUnfinished(job) {
  return isActive(job) || job.state === "queued";
}

/** Follow the jobs; `on` answers away(error) when the server gives no answer, and back() when it does again. */
export function makeQueue(on) {
  const listeners = [];
  const courses = new Map();
  let jobs = null;
  let workers = [];
  let isListOld = true;
  let isAsking = false;
  let isNudged = false;
  let isAway = false;
  let wantsToken = false;
  let turn = 0;
  let idleMs = RUNNING_MS;
  let timer = null;

  /** Ask at once, and soon again. */
  function nudge() {
    isListOld = true;
    idleMs = RUNNING_MS;
    if (isAsking) isNudged = true;
    else tick();
  }

  async function tick() {
    clearTimeout(timer);
    if (document.hidden || wantsToken) return;
    isAsking = true;
    isNudged = false;
    try {
      await askAll();
      if (isAway) on.back();
      isAway = false;
    } catch (error) {
      // Nothing but the token helps then, and who enters it is heard of.
      wantsToken = error instanceof TokenWanted;
      if (!isAway || wantsToken) on.away(error);
      isAway = true;
      isListOld = true;
    }
    isAsking = false;
    if (!wantsToken) timer = setTimeout(tick, isNudged ? 0 : delay());
  }

  async function askAll() {
    turn += 1;
    const followed = [...courses.keys()].filter(isStale);
    if (isListOld || followed.length === 0 || turn % LIST_EVERY === 0) await askList();
    await Promise.all([...courses.keys()].filter(isStale).map(askCourse));
  }

  async function askList() {
    const told = await getJobs();
    isListOld = false;
    ({ jobs, workers } = told);
    for (const id of courses.keys()) if (find(id) === undefined) courses.delete(id);
    tell();
  }

  /** Ask for the course of a job; a job that is gone, or in another state, changes the list. */
  async function askCourse(id) {
    const course = courses.get(id);
    try {
      const told = await getJob(id);
      isListOld ||= told.state !== find(id).state;
      course.state = told.state;
      course.listener(told);
    } catch (error) {
      if (error instanceof TokenWanted || !(error instanceof Refusal)) throw error;
      courses.delete(id);
      isListOld = true;
    }
  }

  /** Say whether the course of a job may have gone on since it was asked for. */
  function isStale(id) {
    const job = find(id);
    return job !== undefined && (isActive(job) || courses.get(id).state !== job.state);
  }

  function delay() {
    if (!isAway && (isListOld || jobs.some(isActive))) return RUNNING_MS;
    if (!isAway && workers.length > 0 && jobs.some(isUnfinished)) return WAITING_MS;
    idleMs = Math.min(LONGEST_MS, 2 * idleMs);
    return idleMs;
  }

  function find(id) {
    return jobs?.find((job) => job.id === id);
  }

  function tell() {
    listeners.forEach((listener) => listener({ jobs, workers }));
  }

  /** Call back now, if the jobs are known, and whenever they are asked for. */
  function follow(listener) {
    listeners.push(listener);
    if (jobs !== null) listener({ jobs, workers });
  }

  /** Call back with the course of a job, as long as it goes on or until nobody wants it. */
  function unfold(id, listener) {
    courses.set(id, { state: null, listener });
    nudge();
  }

  document.addEventListener("visibilitychange", nudge);
  window.addEventListener("online", nudge);
  whenGranted(() => {
    wantsToken = false;
    nudge();
  });
  return { start: tick, nudge, follow, unfold, fold: (id) => courses.delete(id) };
}

/** The server: samples, the person they are of, and its refusals as plain sentences. */

import { withAccess } from "../access.js";
import { answerOf, Fault, parsed } from "../answers.js";
import { inTurn } from "../turns.js";

const ROOT = "/api/v1";

/** How long to wait for an answer, in milliseconds; sending a sample is tried again later. */
const PATIENCE_MS = 20000;

/** Keep a sample {id, label, strokes} that was written in a session. */
export function keepSample(session, { id, label, strokes }) {
  const marks = strokes.map((_, at) => at);
  const samples = [{ id, marks, label, read_as: null }];
  const body = { strokes, source: "collected", session, model: null, samples };
  return inTurn(() => ask("POST", "/samples", body));
}

/** Return {total, samples} of a filter {label, source, suspect}, each empty for all. */
export function findSamples(filter, offset, limit, signal) {
  const query = new URLSearchParams({ offset, limit });
  for (const [name, value] of Object.entries(filter)) if (value !== "") query.set(name, value);
  return withAccess(() => ask("GET", `/samples?${query}`, undefined, { signal }));
}

/** Say that samples are of another label. */
export function relabelSamples(ids, label) {
  return withAccess(() => ask("PATCH", "/samples", { ids, label }));
}

/** Delete samples, even while the page is left. */
export function deleteSamples(ids) {
  return ask("DELETE", "/samples", { ids }, { keepalive: true });
}

/** Return what is known of the person, or make it so and return it then. */
export const getMe = () => withAccess(() => ask("GET", "/me"));
export const setAdapts = (adapts) =>
  withAccess(() => inTurn(() => ask("PATCH", "/me", { adapts })));
export const startAnew = () => withAccess(() => ask("POST", "/me/reset", {}));

/** Delete the person and all samples. */
export const forgetMe = () => withAccess(() => ask("DELETE", "/me"));

/** Import named files [{file, name}]; see `sendFiles`. */
export function importFiles(files, signal, tell) {
  const form = new FormData();
  for (const { file, name } of files) form.append("files", file, name);
  return withAccess(() => sendFiles(`${ROOT}/imports`, form, signal, tell));
}

async function ask(method, path, body, options = {}) {
  const headers = body === undefined ? {} : { "Content-Type": "application/json" };
  const response = await fetch(ROOT + path, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
    cache: "no-store",
    signal: AbortSignal.timeout(PATIENCE_MS),
    ...options,
  });
  return answerOf(response.status, await response.text());
}

/**
 * Send a form and return the last line of the answer, which comes as one JSON object a line.
 *
 * `tell({sent, done, total})` hears how much is sent, from 0 to 1, and how many are done.
 */
function sendFiles(url, form, signal, tell) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => {
      request.abort();
      reject(signal.reason);
    };
    const told = { sent: 0, done: 0, total: 0 };
    request.open("POST", url);
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      tell(Object.assign(told, { sent: loaded / total }));
    });
    request.addEventListener("progress", () => {
      const line = lastLine(request.responseText);
      if (request.status === 200 && "done" in line) tell(Object.assign(told, line));
    });
    request.addEventListener("load", () => finish(request, resolve, reject));
    request.addEventListener("error", () => reject(new TypeError("no connection")));
    signal.addEventListener("abort", abort, { once: true });
    if (signal.aborted) abort();
    else inTurn(() => begun(request, form, signal));
  });
}

/** Send a form; the promise is kept when the answer begins, or none comes. */
function begun(request, form, signal) {
  return new Promise((resolve) => {
    request.addEventListener("readystatechange", () => {
      if (request.readyState >= XMLHttpRequest.HEADERS_RECEIVED) resolve();
    });
    if (signal.aborted) resolve();
    else request.send(form);
  });
}

function finish(request, resolve, reject) {
  try {
    if (request.status !== 200) answerOf(request.status, request.responseText);
    const line = lastLine(request.responseText);
    if (!Array.isArray(line.skipped)) throw new Fault();
    resolve(line);
  } catch (trouble) {
    reject(trouble);
  }
}

/** Return the last line that has come as a whole, or an empty object. */
function lastLine(text) {
  const line = text.slice(0, text.lastIndexOf("\n")).split("\n").at(-1);
  return line === "" ? {} : parsed(line);
}

/** The server: trainings, models and what is known of them, and its refusals as plain sentences. */

import { withAccess } from "../access.js";
import { answerOf } from "../answers.js";

const ROOT = "/api/v1";

/** How long to wait for an answer, in milliseconds. */
const PATIENCE_MS = 20000;

/** Return what there is to train on, what is usual, and which workers are alive. */
export const getRecipe = () => ask("GET", "/training");

/** Return {jobs, workers}, or one job with its course; as this is asked all the time, it asks for no token. */
export const getJobs = () => send("GET", "/jobs");
export const getJob = (id) => send("GET", jobPath(id));

/** Put a training in the queue, or the comparison of a model with the one in service. */
export const startTraining = (settings) => ask("POST", "/jobs", { kind: "train", ...settings });
export const startJudging = (model) => ask("POST", "/jobs", { kind: "judge", model });

export const stopJob = (id) => ask("POST", `${jobPath(id)}/stop`, {});
export const resumeJob = (id) => ask("POST", `${jobPath(id)}/resume`, {});
export const cancelJob = (id) => ask("DELETE", jobPath(id));

/** Return the address of a picture of the samples that a training learns from. */
export const sheetAddress = (id) => `${ROOT}${jobPath(id)}/sheet.png`;

/** Return all models and what was in service, or one model with its card and its judgement. */
export const getModels = () => ask("GET", "/models");
export const getModel = (id) => ask("GET", modelPath(id));

/** Put a model in service; a `reason` does so though it falls. */
export function useModel(id, reason = null) {
  return ask("POST", `${modelPath(id)}/use`, reason === null ? {} : { override: reason });
}

/** Put in service what was so before. */
export const goBack = () => ask("POST", "/models/back", {});

export const deleteModel = (id) => ask("DELETE", modelPath(id));

/** Return the address of a model as a file. */
export const bundleAddress = (id) => `${ROOT}${modelPath(id)}/bundle.zip`;

/** Return how many samples are in a cell {of, truth, read} of the confusion matrix. */
export function countCell(id, cell) {
  return ask("GET", `${modelPath(id)}/cell?${new URLSearchParams(cell)}`);
}

/** Return the address of a page of the samples in a cell, counted from 0. */
export function cellAddress(id, cell, page) {
  return `${ROOT}${modelPath(id)}/cell.png?${new URLSearchParams({ ...cell, page })}`;
}

/** Return what a model takes a picture for, as {classes: [[label, probability], …]}. */
export function tryModel(id, file) {
  return withAccess(() => send("POST", `${modelPath(id)}/try`, file, file.type));
}

function jobPath(id) {
  return `/jobs/${encodeURIComponent(id)}`;
}

function modelPath(id) {
  return `/models/${encodeURIComponent(id)}`;
}

/** Ask for something, and for the token first where that is wanted. */
function ask(method, path, body) {
  if (body === undefined) return withAccess(() => send(method, path));
  return withAccess(() => send(method, path, JSON.stringify(body), "application/json"));
}

async function send(method, path, body, type) {
  const response = await fetch(ROOT + path, {
    method,
    headers: type === undefined ? {} : { "Content-Type": type },
    body,
    cache: "no-store",
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  return answerOf(response.status, await response.text());
}

/** The server: what is asked of it, and its refusals as plain sentences. */

import { answerOf, Fault } from "./answers.js";
import { givenJSON, toJSON } from "./sheet.js";
import { inTurn } from "./turns.js";

const READ_INK_URL = "/api/v1/read/ink";
const READ_PHOTO_URL = "/api/v1/read/photo";
const CHECK_PHOTO_URL = "/api/v1/check/photo";
const SAMPLES_URL = "/api/v1/samples";
const PHOTO_SAMPLES_URL = "/api/v1/samples/photo";

/** How long to wait until a sample is kept, in milliseconds; it is tried again later. */
const KEEPING_MS = 20000;

/** Return the reading of the ink on a sheet. */
export async function readInk(sheet, signal) {
  return checked(await sendJSON("POST", READ_INK_URL, toJSON(sheet), signal), "lines");
}

/** Keep samples of ink, as the body of the request says. */
export async function keepInk(body) {
  await inTurn(() => sendJSON("POST", SAMPLES_URL, body, AbortSignal.timeout(KEEPING_MS)));
}

/** Keep samples of a photo that was read, as `about` says. */
export async function keepPhoto({ file, turn }, about) {
  const form = new FormData();
  form.append("photo", await file());
  form.append("turn", String(turn));
  form.append("about", JSON.stringify(about));
  await inTurn(async () => {
    const signal = AbortSignal.timeout(KEEPING_MS);
    const response = await fetch(PHOTO_SAMPLES_URL, { method: "POST", body: form, signal });
    answerOf(response.status, await response.text());
  });
}

/** Delete samples; those that are not there are none. */
export async function deleteSamples(ids) {
  await sendJSON("DELETE", SAMPLES_URL, { ids }, AbortSignal.timeout(KEEPING_MS));
}

async function sendJSON(method, url, body, signal) {
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(url, { method, headers, body: JSON.stringify(body), signal });
  return answerOf(response.status, await response.text());
}

/** Return the reading of a sheet that is a photo; `tell(share)` hears how much of it is sent. */
export async function readPhoto(sheet, signal, tell) {
  return checked(await sendPhoto(READ_PHOTO_URL, sheet, signal, tell), "lines");
}

/** Return what speaks against reading a sheet that is a photo, as {warnings}. */
export async function checkPhoto(sheet, signal, tell) {
  return checked(await sendPhoto(CHECK_PHOTO_URL, sheet, signal, tell), "warnings");
}

async function sendPhoto(url, sheet, signal, tell) {
  const { file, turn } = sheet.upload;
  const form = new FormData();
  form.append("photo", await file());
  if (turn !== null) form.append("turn", String(turn));
  if (sheet.given.length > 0) form.append("given", JSON.stringify(givenJSON(sheet)));
  const { status, responseText } = await send(url, form, signal, tell);
  return answerOf(status, responseText);
}

/** Send a form; unlike fetch, the older way tells how much has been sent. */
function send(url, form, signal, tell) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => {
      request.abort();
      reject(signal.reason);
    };
    request.open("POST", url);
    request.upload.addEventListener("progress", ({ loaded, total }) => tell(loaded / total));
    request.addEventListener("load", () => resolve(request));
    request.addEventListener("error", () => reject(new TypeError("no connection")));
    signal.addEventListener("abort", abort, { once: true });
    if (signal.aborted) abort();
    else request.send(form);
  });
}

function checked(answer, list) {
  if (!Array.isArray(answer?.[list])) throw new Fault();
  return answer;
}

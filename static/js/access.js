/**
 * Access: away from the machine that serves, samples, training and models want the server's token.
 *
 * Every page has the dialog that asks for it. What a person asks for goes through `withAccess`. What
 * a page does by itself, such as asking again every second or sending what waits, opens no dialog:
 * after a TokenWanted it rests until `whenGranted` calls.
 */

import { answerOf, Busy, Refusal, TokenWanted } from "./answers.js";

const ACCESS_URL = "/api/v1/access";

/** How long to wait until a token is looked at, in milliseconds. */
const PATIENCE_MS = 20000;

const GRANTED = "granted";
const TOO_MANY = "Those were too many wrong tokens; try again in a minute.";
const NO_ANSWER = "The server does not answer. Try again in a moment.";

const element = (id) => document.getElementById(id);

const dialog = element("access");
const field = element("access-token");
const listeners = [];

/** The other tabs of this browser, to which a pass that one of them gets belongs too. */
const tabs = new BroadcastChannel("inkcalc.access");

let asking = null;

/**
 * Return what `request()` promises; where it is refused for want of the token, ask for that first.
 *
 * `request` makes its request each time that it is called, and fails with what `answerOf` raises. It
 * is called once more when the token was entered; where it was not, the result is the TokenWanted,
 * which is a Refusal with a sentence for people. Requests that are refused together share one dialog.
 */
export async function withAccess(request) {
  try {
    return await request();
  } catch (error) {
    if (!(error instanceof TokenWanted) || !(await askForToken())) throw error;
    return request();
  }
}

/** Open the dialog; return a promise of whether the token was entered, on this tab or another. */
export function askForToken() {
  asking ??= opened().finally(() => {
    asking = null;
  });
  return asking;
}

/** Call back whenever the token was entered, on this tab or another. */
export function whenGranted(listener) {
  listeners.push(listener);
}

function opened() {
  say("");
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === GRANTED), { once: true });
  });
}

async function enter(event) {
  event.preventDefault();
  say("");
  try {
    await send(field.value);
  } catch (error) {
    say(sentenceOf(error));
    field.select();
    return;
  }
  field.value = "";
  tabs.postMessage(GRANTED);
  grant();
}

async function send(token) {
  const headers = { "Content-Type": "application/json" };
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const body = JSON.stringify({ token });
  const response = await fetch(ACCESS_URL, { method: "POST", headers, body, signal });
  answerOf(response.status, await response.text());
}

function grant() {
  dialog.close(GRANTED);
  listeners.forEach((listener) => listener());
}

function say(mistake) {
  element("access-mistake").textContent = mistake;
}

function sentenceOf(error) {
  if (error instanceof Busy) return TOO_MANY;
  return error instanceof Refusal ? error.message : NO_ANSWER;
}

element("access-form").addEventListener("submit", enter);
element("access-later").addEventListener("click", () => dialog.close());
tabs.addEventListener("message", grant);

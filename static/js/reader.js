/** The reader: sends sheets to the server and hands on the newest answer only. */

import { toJSON } from "./sheet.js";

const READ_URL = "/api/v1/read/ink";

/** Wait this long after a stroke, so that a quick second stroke saves a request. */
const DEBOUNCE_MS = 120;

/** Give up on an answer after this long. */
const PATIENCE_MS = 15000;

const SERVER_TROUBLE = "Something went wrong while reading. Your writing is still here.";
const PAGE_TROUBLE = "The answer cannot be shown. Your writing is still here.";
const NO_CONNECTION = "No connection to the calculator. Your writing is still here.";
const TOO_SLOW = "Reading takes too long. Your writing is still here.";

/** What the server or the network refused, in a plain sentence. */
class Trouble extends Error {}

/**
 * Return {read, forget}: `read(sheet)` asks for a reading and `forget()` drops what was asked.
 *
 * `on` answers reading() at once, then either answer(reading, sheet) or trouble(sentence).
 */
export function makeReader(on) {
  let sequence = 0;
  let timer = null;
  let request = null;

  function forget() {
    sequence += 1;
    clearTimeout(timer);
    request?.abort();
    request = null;
  }

  function read(sheet) {
    forget();
    const own = sequence;
    on.reading();
    timer = setTimeout(() => ask(sheet, own), DEBOUNCE_MS);
  }

  async function ask(sheet, own) {
    const isLate = () => own !== sequence;
    request = new AbortController();
    let answer;
    try {
      const reading = await post(sheet, request);
      answer = () => show(reading, sheet);
    } catch (error) {
      answer = () => on.trouble(sentence(error));
    }
    if (!isLate()) answer();
  }

  /** Hand a reading on; a fault of the page itself is said too, and goes on to the console. */
  function show(reading, sheet) {
    try {
      on.answer(reading, sheet);
    } catch (error) {
      on.trouble(PAGE_TROUBLE);
      throw error;
    }
  }

  return { read, forget };
}

async function post(sheet, controller) {
  const timer = setTimeout(() => controller.abort(new Trouble(TOO_SLOW)), PATIENCE_MS);
  try {
    const response = await fetch(READ_URL, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(toJSON(sheet)),
      signal: controller.signal,
    });
    if (!response.ok) throw new Trouble(await refusal(response));
    const reading = await response.json();
    if (!Array.isArray(reading?.lines)) throw new Trouble(SERVER_TROUBLE);
    return reading;
  } finally {
    clearTimeout(timer);
  }
}

/** Return the server's own sentence for a refused request, or a general one. */
async function refusal(response) {
  if (response.status >= 500) return SERVER_TROUBLE;
  const body = await response.json().catch(() => null);
  return body?.error?.message ?? SERVER_TROUBLE;
}

function sentence(error) {
  if (error instanceof Trouble) return error.message;
  return error instanceof SyntaxError ? SERVER_TROUBLE : NO_CONNECTION;
}

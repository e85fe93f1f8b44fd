/** Faults: what went wrong with a request, as a sentence for who made it. */

import { Busy, Refusal } from "../answers.js";

/** Return the server's own sentence, or one about it where it has none. */
export function sentenceOf(error) {
  if (error instanceof Refusal) return error.message;
  if (error instanceof Busy) return "The server has too much to do just now. Try again in a moment.";
  return "The server does not answer. Try again in a moment.";
}

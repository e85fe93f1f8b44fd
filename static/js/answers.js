/** Answers of the server: their objects, and its refusals as plain sentences. */

/** From this status on, the fault is the server's own and its words are not for people. */
const OWN_FAULT = 500;

const TOKEN_WANTED = 401;
const TOO_BUSY = 429;

/** What the server refused, in its own plain sentence; `kind` is its name among refusals. */
export class Refusal extends Error {
  constructor(message, kind = null) {
    super(message);
    this.kind = kind;
  }
}

/** The server wants its token first; with that, the same may be asked again. */
export class TokenWanted extends Refusal {}

/** An answer that is none. */
export class Fault extends Error {}

/** The server has other work; the same may be asked again. */
export class Busy extends Fault {}

/** Return the object of an answer, or raise the server's own sentence for a refused request. */
export function answerOf(status, text) {
  if (status >= 200 && status < 300) return parsed(text);
  if (status === TOO_BUSY) throw new Busy();
  const { message, kind } = (status < OWN_FAULT ? parsed(text)?.error : undefined) ?? {};
  if (message === undefined) throw new Fault();
  throw status === TOKEN_WANTED ? new TokenWanted(message, kind) : new Refusal(message, kind);
}

/** Return the object that a text is, or raise a fault. */
export function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Fault();
  }
}

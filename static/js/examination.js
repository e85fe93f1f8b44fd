/**
 * The examination of a photo: it is checked first and read if nothing speaks against it.
 *
 * A photo that was warned of is read only once a person trusts it all the same.
 */

import { makeReader } from "./reader.js";
import { checkPhoto, readPhoto } from "./server.js";

/** A second quarter-turn within this time saves a request; no answer is waited for any longer. */
const WAIT_MS = 150;
const PATIENCE_MS = 60000;

const HOW = { waitMs: WAIT_MS, patienceMs: PATIENCE_MS, kept: "Your photo is still here." };

/**
 * Return {examine, trust, forget}, which take sheets that are photos.
 *
 * `on` answers progress(words, share), where the share of what is being sent may be null, and then
 * warned(sentences), read(reading, sheet) or trouble(sentence).
 */
export function makeExamination(on) {
  /** The files that nothing speaks against, or that a person trusts. */
  const trusted = new WeakSet();
  const { trouble } = on;

  const checker = makeReader(
    { ...HOW, ask: checkPhoto },
    {
      reading: () => on.progress("sending…", null),
      sending: (share) => on.progress(share < 1 ? sent(share) : "looking at it…", part(share)),
      answer({ warnings }, sheet) {
        if (warnings.length === 0) trust(sheet);
        else on.warned(warnings.map(({ message }) => message));
      },
      trouble,
    },
  );
  const reader = makeReader(
    { ...HOW, waitMs: 0, ask: readPhoto },
    {
      reading: () => on.progress("reading…", null),
      sending: (share) => on.progress("reading…", part(share)),
      answer: on.read,
      trouble,
    },
  );

  /** Check a sheet, or read it at once if it is trusted, but not before it is `ready`. */
  function examine(sheet, ready = null) {
    if (trusted.has(sheet.upload.file)) {
      trust(sheet, ready);
      return;
    }
    forget();
    checker.read(sheet);
  }

  function trust(sheet, ready = null) {
    forget();
    trusted.add(sheet.upload.file);
    reader.read(sheet, ready);
  }

  function forget() {
    checker.forget();
    reader.forget();
  }

  return { examine, trust, forget };
}

function sent(share) {
  return `sending, ${Math.round(100 * share)} %`;
}

/** What is sent wholly shows no share any longer. */
function part(share) {
  return share < 1 ? share : null;
}

/** Files: samples from elsewhere are imported with progress, and all can be taken away. */

import { Busy, Refusal, TokenWanted } from "../answers.js";
import { batchesOf, bytesOf } from "./batches.js";
import { droppedFiles, filesOf } from "./gathering.js";
import { importFiles } from "./server.js";
import { counted } from "./wording.js";

/** The share of a batch's time that sending it takes; the rest is reading it. */
const SENDING = 0.3;

/** The server is asked again after so long when it has other work, in milliseconds. */
const BUSY_MS = 2000;

/** Names of skipped files that are listed. */
const MOST_LISTED = 500;

const NOTHING = { imported: 0, known: 0, skipped: [] };

/** The server says that it cannot go on, in its own sentence. */
class Stop extends Error {}

const element = (id) => document.getElementById(id);

/** Import into an account, at most `mostBytes` in a request; `notice` tells what is no file. */
export function makeFiles({ account, notice, mostBytes }) {
  let batches = [];
  let at = 0;
  let result = NOTHING;
  let control = null;
  let depth = 0;

  /** Begin an import of files [{file, name}]. */
  function take(files) {
    if (control !== null) return;
    if (files.length === 0) {
      notice.show("There was no file in it.");
      return;
    }
    const all = batchesOf(files);
    const tooLarge = all.filter((batch) => bytesOf(batch) > mostBytes).flat();
    const reason = `It is larger than ${Math.floor(mostBytes / 2 ** 20)} MB; take it in parts.`;
    batches = all.filter((batch) => bytesOf(batch) <= mostBytes);
    at = 0;
    result = { ...NOTHING, skipped: tooLarge.map(({ name }) => ({ name, reason })) };
    send();
  }

  /** Send the batches that are left. */
  async function send() {
    control = new AbortController();
    show("running", "Importing…");
    try {
      for (; at < batches.length; at += 1) await sendBatch(batches[at]);
      end(said(result));
    } catch (trouble) {
      const isCancelled = control.signal.aborted;
      const why = isCancelled ? "Cancelled:" : "The connection was lost:";
      const isSaid = trouble instanceof Stop || trouble instanceof TokenWanted;
      const told = isSaid ? trouble.message : why;
      end(`${told} ${said(result)} so far`, isCancelled ? "done" : "broken");
    }
  }

  async function sendBatch(batch) {
    try {
      const told = await importFiles(batch, control.signal, progress);
      result = {
        imported: result.imported + told.imported,
        known: result.known + (told.known ?? 0),
        skipped: [...result.skipped, ...told.skipped],
      };
      if (told.error) throw new Stop(told.error.message);
    } catch (trouble) {
      if (trouble instanceof Busy) {
        await new Promise((resolve) => setTimeout(resolve, BUSY_MS));
        await sendBatch(batch);
        return;
      }
      if (trouble instanceof TokenWanted || !(trouble instanceof Refusal)) throw trouble;
      const refused = batch.map(({ name }) => ({ name, reason: trouble.message }));
      result = { ...result, skipped: [...result.skipped, ...refused] };
    }
    progress({ sent: 0, done: 0, total: 0 }, 1);
  }

  /** Show how far it is: over all batches, by their bytes. */
  function progress({ sent, done, total }, whole = 0) {
    const before = bytesOf(batches.slice(0, at).flat());
    const all = Math.max(1, bytesOf(batches.flat()));
    const part = whole || SENDING * sent + (1 - SENDING) * (total > 0 ? done / total : 0);
    element("import-share").value = (before + part * bytesOf(batches[at])) / all;
    const count = result.imported + (whole ? 0 : done);
    element("import-words").textContent =
      count === 0 ? "Importing…" : `Importing… ${counted(count, "sample")}`;
  }

  function end(words, state = "done") {
    control = null;
    show(state, words);
    listSkipped();
    account.refresh().catch(() => {});
  }

  function show(state, words) {
    element("drop").hidden = true;
    element("import").hidden = false;
    element("import").dataset.state = state;
    element("import-words").textContent = words;
    element("import-share").hidden = state === "done";
    element("cancel-import").hidden = state !== "running";
    element("resume-import").hidden = state !== "broken";
    element("see-import").hidden = state === "running" || result.imported + result.known === 0;
    element("more-import").hidden = state === "running";
    if (state === "running") element("skipped").hidden = true;
  }

  function listSkipped() {
    const { skipped } = result;
    const [summary, list] = element("skipped").children;
    element("skipped").hidden = skipped.length === 0;
    element("skipped").open = skipped.length <= MOST_LISTED;
    summary.textContent = `${counted(skipped.length, "file")} skipped, and why`;
    const items = skipped.slice(0, MOST_LISTED).map(({ name, reason }) => itemOf(name, reason));
    if (skipped.length > MOST_LISTED) {
      items.push(itemOf(`and ${counted(skipped.length - MOST_LISTED, "more file")}`, ""));
    }
    list.replaceChildren(...items);
  }

  function again() {
    element("drop").hidden = false;
    element("import").hidden = true;
    element("choose-folder").focus();
  }

  for (const [button, id] of [["choose-folder", "folder"], ["choose-files", "files"]]) {
    const input = element(id);
    element(button).addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
      const files = filesOf(input);
      // The same folder may be chosen again, so the choice is forgotten.
      input.value = "";
      take(files);
    });
  }
  element("cancel-import").addEventListener("click", () => control?.abort(new Error("cancelled")));
  element("resume-import").addEventListener("click", send);
  element("more-import").addEventListener("click", again);

  /** Each element tells when it is entered or left, so what counts is how many have been. */
  function enter(change) {
    depth = Math.max(0, depth + change);
    element("drop").classList.toggle("over", depth > 0);
  }

  /** Take what is dropped anywhere on the page; returns whether it may have been files. */
  async function drop({ dataTransfer }) {
    enter(-depth);
    take(await droppedFiles(dataTransfer));
  }

  account.follow(({ samples }) => {
    element("exports").classList.toggle("absent", samples.total === 0);
    element("no-exports").hidden = samples.total > 0;
  });
  return { enter, drop };
}

/** Say what came of an import: "950 imported, 40 were there already, 10 skipped". */
function said({ imported, known, skipped }) {
  const parts = [`${imported.toLocaleString("en")} imported`];
  if (known > 0) parts.push(`${known.toLocaleString("en")} ${known === 1 ? "was" : "were"} there already`);
  if (skipped.length > 0) parts.push(`${skipped.length.toLocaleString("en")} skipped`);
  return parts.join(", ");
}

function itemOf(name, reason) {
  const item = document.createElement("li");
  const file = document.createElement("b");
  file.textContent = name;
  item.append(file, reason === "" ? "" : ` ${reason}`);
  return item;
}

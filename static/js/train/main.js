/** The page for training: two parts, one of which is open, named by the address. */

import { askForToken, whenGranted } from "../access.js";
import { TokenWanted } from "../answers.js";
import { makeConfirming } from "../collect/confirming.js";
import { makeNotice } from "../collect/notice.js";
import { showPart } from "../parts.js";
import { listenToKeys } from "../shortcuts.js";
import { listenToButtons } from "../toolbar.js";
import { sentenceOf } from "./faults.js";
import { makeForm } from "./form.js";
import { makeJobs } from "./jobs.js";
import { makeModels } from "./models.js";
import { makeQueue } from "./queue.js";

const FIRST_PART = "train";

/** What a notice lets do where the server wants its token. */
const TOKEN = { action: "Enter it", run: askForToken };

const element = (id) => document.getElementById(id);

const page = element("trainer");
const notice = makeNotice(element("notice"));
const ask = makeConfirming(element("confirm"));

const queue = makeQueue({
  away(error) {
    if (error instanceof TokenWanted) trouble(error);
    else notice.show("The server does not answer. It is asked again and again.", { stays: true });
  },
  back() {
    notice.hide();
    open();
  },
});
makeJobs({ queue, ask, notice, trouble });
const form = makeForm({
  queue,
  started(job) {
    notice.show(job.place > 1 ? "It is in the queue." : "It begins as soon as a worker is free.");
    queue.nudge();
    element("jobs").parentElement.scrollIntoView({ block: "start" });
  },
});
const models = makeModels({ queue, ask, notice, trouble });

const parts = {
  train: { open: () => form.load().catch(trouble), close() {} },
  models,
};

/** Run an action by its name. */
function run(name) {
  if (name === "help") element("help").showModal();
}

/** Say what went wrong with a request that a person made. */
function trouble(error) {
  notice.show(sentenceOf(error), error instanceof TokenWanted ? TOKEN : {});
}

/** Open the part that the address names, and in it what comes after the name. */
function open() {
  const [wanted, id = null] = location.hash.slice(1).split("/");
  const name = Object.hasOwn(parts, wanted) ? wanted : FIRST_PART;
  showPart(page, parts, name);
  parts[name].open(id);
}

/** A picture that is dropped on a model is tried on it. */
function dropped(event) {
  // Without this the browser would leave the page and show the file.
  event.preventDefault();
  if (page.dataset.part === "models") models.drop(event);
}

listenToButtons(run);
listenToKeys(run, { named: {}, characters: { "?": "help" } });
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", dropped);
window.addEventListener("hashchange", open);
element("to-form").addEventListener("click", () => {
  element("new").scrollIntoView({ block: "start" });
  element("new-title").focus();
});
whenGranted(open);
open();
queue.start();

/** The page that is taught: four parts, one of which is open, named by the address. */

import { askForToken, whenGranted } from "../access.js";
import { Refusal, TokenWanted } from "../answers.js";
import { showPart } from "../parts.js";
import { listenToKeys } from "../shortcuts.js";
import { listenToButtons } from "../toolbar.js";
import { makeAccount } from "./account.js";
import { makeConfirming } from "./confirming.js";
import { makeFiles } from "./files.js";
import { makeHand } from "./hand.js";
import { makeNotice } from "./notice.js";
import { makeSamples } from "./samples.js";
import { makeSending } from "./sending.js";
import { makeWriting } from "./writing.js";
import { counted } from "./wording.js";

const FIRST_PART = "write";

/** What a notice lets do where the server wants its token. */
const TOKEN = { action: "Enter it", run: askForToken };

const element = (id) => document.getElementById(id);

const page = element("teach");
const labels = page.dataset.labels.split(" ");
const notice = makeNotice(element("notice"));

let isWaiting = false;

const sending = makeSending({
  waiting({ length }, wantsToken) {
    isWaiting = true;
    const wait = length === 1 ? "waits" : "wait";
    const waiting = `${counted(length, "symbol")} ${wait}`;
    if (wantsToken) notice.show(`${waiting} for the token of this server.`, { ...TOKEN, stays: true });
    else notice.show(`No connection: ${waiting} in this browser.`, { stays: true });
  },
  sent() {
    if (isWaiting) notice.hide();
    isWaiting = false;
  },
  refused(sentence, { label }) {
    account.count(label, -1);
    notice.show(sentence);
  },
});

const account = makeAccount(sending.unsent);
const writing = makeWriting({ sending, account, say: (words) => (element("spoken").textContent = words) });
const samples = makeSamples({ account, labels, notice, trouble, gone: writing.forget });
const files = makeFiles({ account, notice, mostBytes: Number(page.dataset.mostBytes) });
const hand = makeHand({
  account,
  labels: [...document.querySelectorAll("#tiles [data-label]")].map((tile) => tile.dataset.label),
  ask: makeConfirming(element("confirm")),
  notice,
  trouble,
  forgotten() {
    sending.forget();
    writing.forgetAll();
  },
});

const help = () => element("help").showModal();
const parts = {
  write: { open() {}, close() {}, actions: writing.actions },
  samples,
  files: { open() {}, close() {}, actions: {} },
  hand: { ...hand, actions: {} },
};

/** Say what went wrong with a request that a person made. */
function trouble(error) {
  if (error instanceof TokenWanted) notice.show(error.message, TOKEN);
  else notice.show(error instanceof Refusal ? error.message : "The server does not answer. Try again in a moment.");
}

/** Count what is kept; without a connection that waits. */
function count() {
  account.refresh().then(writing.balance, () => {});
}

/** Open the part that the address names. */
function open() {
  const wanted = location.hash.slice(1);
  const name = Object.hasOwn(parts, wanted) ? wanted : FIRST_PART;
  showPart(page, parts, name);
  parts[name].open();
}

/** Run an action of the open part by its name. */
function run(name) {
  if (name === "help") help();
  else parts[page.dataset.part].actions[name]?.();
}

/** The keys that shortcuts leave to the browser elsewhere. */
function selectAll(event) {
  const isAll = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "a";
  if (!isAll || page.dataset.part !== "samples" || event.target.matches("input")) return;
  event.preventDefault();
  run("all");
}

/** A drop opens the part that takes it. */
function dropped(event) {
  // Without this the browser would leave the page and show the file.
  event.preventDefault();
  location.hash = "files";
  files.drop(event);
}

listenToButtons(run);
listenToKeys(run, {
  named: { backspace: "back", delete: "remove", escape: "none" },
  characters: { s: "skip", r: "relabel", "?": "help" },
});
document.addEventListener("keydown", selectAll);
document.addEventListener("dragenter", () => files.enter(1));
document.addEventListener("dragleave", () => files.enter(-1));
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", dropped);
window.addEventListener("hashchange", open);
account.follow((me) => {
  element("total").textContent = me.samples.total === 0 ? "" : me.samples.total.toLocaleString("en");
});
writing.start();
open();
count();
sending.send();
whenGranted(() => {
  count();
  open();
});

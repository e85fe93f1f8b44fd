/** Your hand: what was learnt of it, shown, switched off, begun anew or deleted. */

import { pictureOf } from "./pictures.js";
import { findSamples, forgetMe, setAdapts, startAnew } from "./server.js";
import { calledLabel, counted, shownLabel } from "./wording.js";

/** What teaches a hand, and how many of each are looked through for one of each class. */
const OWN_SOURCES = ["collected", "correction"];
const LOOKED_AT = 200;

const element = (id) => document.getElementById(id);

/**
 * Show the hand of an account.
 *
 * `ask` is the dialog that confirms, `forgotten()` hears that all was deleted.
 */
export function makeHand({ account, labels, ask, notice, trouble, forgotten }) {
  let isOpen = false;

  function show({ known, adapts, samples, hand }) {
    const isKnown = known || samples.total > 0;
    element("unknown").hidden = isKnown;
    element("known").hidden = !isKnown;
    element("learnt").textContent = sayLearnt(hand, adapts);
    element("adapts").setAttribute("aria-checked", String(adapts));
    element("changes").replaceChildren(...hand.changes.map(changeOf));
    element("no-changes").hidden = hand.changes.length > 0 || hand.samples === 0;
    element("reset").setAttribute("aria-disabled", String(hand.samples === 0));
  }

  /** Show one symbol of each class as a printer shows a face: the newest that nobody would doubt. */
  async function showSpecimen() {
    const find = (source) => findSamples({ label: "", source, suspect: "" }, 0, LOOKED_AT);
    const pages = await Promise.all(OWN_SOURCES.map(find));
    const own = pages.flatMap(({ samples }) => samples).sort(newestFirst);
    const newest = (label) => {
      const alike = own.filter((each) => each.label === label);
      return alike.find(({ suspect }) => suspect === null) ?? alike[0];
    };
    element("specimen").replaceChildren(...labels.map((label) => cellOf(label, newest(label))));
  }

  async function refresh() {
    try {
      await account.refresh();
      if (account.now().samples.total > 0) await showSpecimen();
      else element("specimen").replaceChildren();
    } catch (error) {
      trouble(error);
    }
  }

  /** Do something to the account, unless the server does not. */
  async function change(act, words) {
    try {
      account.set(await act());
      notice.show(words);
    } catch (error) {
      trouble(error);
    }
  }

  function turn() {
    const adapts = !account.now().adapts;
    const words = adapts ? "It reads by what it learnt of you." : "It reads you like anybody now.";
    change(() => setAdapts(adapts), words);
  }

  async function reset() {
    const { samples } = account.now().hand;
    if (samples === 0) return;
    const isSure = await ask({
      title: "Start anew?",
      words: `What it learnt from ${counted(samples, "symbol")} counts no longer, and it reads you like anybody until you write or correct again. Your samples stay.`,
      yes: "Start anew",
    });
    if (isSure) await change(startAnew, "It starts anew with your hand.");
  }

  async function forget() {
    const isSure = await ask({
      title: "Delete everything?",
      words: `${counted(account.now().samples.total, "sample")}, what was learnt from them, and the cookie by which this browser is known are deleted for good. Nobody can bring them back. You may want to download them first.`,
      yes: "Delete everything",
      isFinal: true,
    });
    if (!isSure) return;
    try {
      await forgetMe();
      forgotten();
      await refresh();
      notice.show("Everything that was kept of you is deleted.");
    } catch (error) {
      trouble(error);
    }
  }

  element("adapts").addEventListener("click", turn);
  element("reset").addEventListener("click", reset);
  element("forget").addEventListener("click", forget);
  account.follow((me) => {
    if (isOpen) show(me);
  });
  return {
    open() {
      isOpen = true;
      show(account.now());
      refresh();
    },
    close() {
      isOpen = false;
    },
  };
}

function newestFirst(a, b) {
  return a.created < b.created ? 1 : -1;
}

function sayLearnt({ samples, seconds }, adapts) {
  if (samples === 0) return "It has learnt nothing of your hand yet";
  const time = seconds === null ? "" : `, in ${Math.max(0.1, seconds).toFixed(1)} s`;
  const off = adapts ? "" : " That is switched off.";
  return `It has learnt from ${counted(samples, "symbol")} of yours${time}.${off}`;
}

function changeOf({ label, read_as: readAs, count }) {
  const item = document.createElement("li");
  const times = count === 1 ? "once" : count === 2 ? "twice" : `${count} times`;
  const name = document.createElement("b");
  name.textContent = shownLabel(label);
  item.append(name, `, first read as ${shownLabel(readAs)}; corrected ${times}`);
  return item;
}

function cellOf(label, sample) {
  const cell = document.createElement("span");
  cell.setAttribute("role", "listitem");
  cell.setAttribute("aria-label", sample ? calledLabel(label) : `${calledLabel(label)}: none yet`);
  if (sample) {
    cell.append(pictureOf(sample));
    return cell;
  }
  cell.className = "blank";
  cell.textContent = shownLabel(label);
  return cell;
}

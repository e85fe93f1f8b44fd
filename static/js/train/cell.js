/** The samples in a cell of the confusion matrix, as pictures, a page at a time. */

import { calledLabel, counted } from "../collect/wording.js";
import { cellAddress, countCell } from "./server.js";

const element = (id) => document.getElementById(id);

/** Make the dialog; the result is open(model, {of, truth, read}, whose). */
export function makeCell(trouble) {
  let shown = null;
  let page = 0;
  let pages = 1;

  /** Show the samples of a cell; `whose` says in words who read them. */
  async function open(model, { of, truth, read }, whose) {
    try {
      const cell = { of, truth, read };
      const { total, per_page: most } = await countCell(model, cell);
      shown = { model, cell, total, most };
      page = 0;
      pages = Math.max(1, Math.ceil(total / most));
      element("cell-title").textContent = sayCell(truth, read);
      element("cell-words").textContent = `${counted(total, "sample")}, read by ${whose}.`;
      showPage();
      element("cell").showModal();
    } catch (error) {
      trouble(error);
    }
  }

  function showPage() {
    const { model, cell, total, most } = shown;
    const sheet = element("cell-sheet");
    sheet.hidden = total === 0;
    const number = Math.min(most, total - page * most);
    const were = number === 1 ? "was" : "were";
    const pair = `of ${calledLabel(cell.truth)} that ${were} read as ${calledLabel(cell.read)}`;
    sheet.alt = `${counted(number, "picture")} ${pair}`;
    if (total > 0) sheet.src = cellAddress(model, cell, page);
    element("cell-pages").hidden = pages < 2;
    element("cell-page").textContent = `${page + 1} of ${pages}`;
    element("cell-before").setAttribute("aria-disabled", String(page === 0));
    element("cell-after").setAttribute("aria-disabled", String(page === pages - 1));
  }

  function turn(change) {
    const next = Math.max(0, Math.min(pages - 1, page + change));
    if (next === page) return;
    page = next;
    showPage();
  }

  element("cell-before").addEventListener("click", () => turn(-1));
  element("cell-after").addEventListener("click", () => turn(1));
  return open;
}

function sayCell(truth, read) {
  return truth === read ? `${shown(truth)}, read right` : `${shown(truth)} taken for ${calledLabel(read)}`;
}

function shown(label) {
  const called = calledLabel(label);
  return called.charAt(0).toUpperCase() + called.slice(1);
}

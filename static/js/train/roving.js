/** Roving: of many buttons in a table one takes the Tab key, and the arrows lead to the others. */

const WAYS = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

/** Let arrow keys move among what `selector` finds in the cells of a table. */
export function makeRoving(table, selector) {
  table.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td");
    const way = WAYS[event.key];
    if (cell === null || way === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    next(cell, way)?.focus();
  });
  table.addEventListener("focusin", ({ target }) => {
    if (!target.matches(selector)) return;
    for (const each of table.querySelectorAll(selector)) each.tabIndex = each === target ? 0 : -1;
  });

  /** Return the next control from a cell on, in a direction [rows, columns]. */
  function next(cell, [down, right]) {
    let row = cell.parentElement.rowIndex;
    let column = cell.cellIndex;
    for (;;) {
      row += down;
      column += right;
      const other = table.rows[row]?.cells[column];
      if (other === undefined) return null;
      const found = other.querySelector(selector);
      if (found !== null) return found;
    }
  }
}

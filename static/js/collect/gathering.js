/** Gathering: the files of a choice or a drop, with the paths that say their classes. */

/** Files that systems put into folders by themselves. */
const CLUTTER = /(^|\/)(\.[^/]*|Thumbs\.db|desktop\.ini|__MACOSX)(\/|$)/;

/** Entries that a folder told without an end would be a fault; so many are taken. */
const MOST = 100000;

/** Return the files of an input as [{file, name}], the name with its folders. */
export function filesOf(input) {
  const named = [...input.files].map((file) => ({ file, name: file.webkitRelativePath || file.name }));
  return named.filter(isWanted);
}

/** Return the files of a drop, with all that is in its folders. */
export async function droppedFiles({ items, files }) {
  const entries = [...items].map((item) => item.webkitGetAsEntry?.()).filter((entry) => entry);
  if (entries.length === 0) return [...files].map((file) => ({ file, name: file.name })).filter(isWanted);
  const found = [];
  // A drop tells its entries only at once, but what is in them later.
  for (const entry of entries) await walk(entry, found);
  return found;
}

async function walk(entry, found) {
  const name = entry.fullPath.replace(/^\//, "");
  if (found.length >= MOST || !isWanted({ name })) return;
  if (entry.isFile) {
    found.push({ file: await fileOf(entry), name });
    return;
  }
  const reader = entry.createReader();
  for (let some = await entriesOf(reader); some.length > 0; some = await entriesOf(reader)) {
    for (const inside of some) await walk(inside, found);
  }
}

function fileOf(entry) {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** Return the next entries of a folder, which tells some at a time and none at its end. */
function entriesOf(reader) {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}

function isWanted({ name }) {
  return !CLUTTER.test(name);
}

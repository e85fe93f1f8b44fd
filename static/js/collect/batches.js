/** Batches: files in requests of a bearable size, with what belongs together in one. */

const MOST_FILES = 200;
const MOST_BYTES = 8 * 1024 * 1024;

/** The two files of an IDX pair differ in these words only. */
const IDX = /(images|labels)([.-])idx[13][.-]ubyte/i;

/** Return the batches of files [{file, name}], in their order. */
export function batchesOf(files) {
  const batches = [];
  let batch = [];
  let bytes = 0;
  for (const unit of unitsOf(files)) {
    const size = bytesOf(unit);
    const isFull = batch.length + unit.length > MOST_FILES || bytes + size > MOST_BYTES;
    if (isFull && batch.length > 0) {
      batches.push(batch);
      batch = [];
      bytes = 0;
    }
    batch.push(...unit);
    bytes += size;
  }
  return batch.length > 0 ? [...batches, batch] : batches;
}

export function bytesOf(files) {
  return files.reduce((sum, { file }) => sum + file.size, 0);
}

/** Return lists of files that only a whole can be read of. */
function unitsOf(files) {
  const units = new Map();
  for (const named of files) {
    const key = IDX.test(named.name) ? named.name.replace(IDX, "").replace(/\.gz$/i, "") : named;
    units.set(key, [...(units.get(key) ?? []), named]);
  }
  return [...units.values()];
}

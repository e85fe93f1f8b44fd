/** The outbox: what is still to be sent, in its order; it may outlive the page. */

/**
 * Return {all, first, add, drop}, over jobs that have an `id`.
 *
 * With a `key` the jobs are plain data and are kept in this browser, for other tabs and visits too:
 * whoever comes first sends them. Without, they are in memory, and may hold anything.
 */
export function makeOutbox(key = null) {
  let memory = [];
  let isStored = key !== null;

  function jobs() {
    return isStored ? stored(key) : memory;
  }

  function keep(changed) {
    memory = changed;
    if (!isStored) return;
    try {
      localStorage.setItem(key, JSON.stringify(changed));
    } catch {
      // Storage that is full or forbidden: the jobs are sent as long as this page lives.
      isStored = false;
    }
  }

  return {
    all: jobs,
    first: () => jobs()[0] ?? null,
    add: (job) => keep([...jobs(), job]),
    drop: ({ id }) => keep(jobs().filter((job) => job.id !== id)),
  };
}

function stored(key) {
  try {
    const jobs = JSON.parse(localStorage.getItem(key));
    return Array.isArray(jobs) ? jobs.filter((job) => typeof job?.id === "string") : [];
  } catch {
    return [];
  }
}

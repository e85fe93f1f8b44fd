"""The jobs of the running application, and the queue that carries them."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from flask import current_app

from webapp.jobs.jobs import Jobs
from webapp.store.current import current_store

if TYPE_CHECKING:
    from webapp.jobs.queue import Queue

_NAME = "inkcalc-queue"
_lock = Lock()


def current_jobs() -> Jobs:
    """Return the jobs of the application that answers a request."""
    return Jobs(current_store().database)


def current_queue() -> Queue:
    """Return the queue, which is opened when it is first needed; raises QueueError."""
    # Huey and what it knows of other storages take a third of a second to load.
    from webapp.jobs.queue import open_queue

    with _lock:
        queue: Queue | None = current_app.extensions.get(_NAME)
        if queue is None:
            queue = open_queue()
            current_app.extensions[_NAME] = queue
    return queue

"""The lookout: it shows that a worker is there, and brings back jobs that were lost."""

from __future__ import annotations

import logging
from threading import Event

from webapp.jobs.claims import Claims
from webapp.jobs.errors import QueueError
from webapp.jobs.queue import Queue
from webapp.store.errors import StoreError

EVERY = 5.0
"""Seconds; several times within the patience that others have with a worker."""

_log = logging.getLogger(__name__)


class Lookout:
    """Looks around for one worker. Huey forgets what a worker had that was killed."""

    def __init__(self, claims: Claims, queue: Queue) -> None:
        self._claims = claims
        self._queue = queue
        self._is_blind = False

    def look(self) -> None:
        """Show that the worker is there, and have a message in the queue for each job that waits.

        Raises StoreError and QueueError.
        """
        self._claims.show()
        waiting = self._claims.recover()
        for job in waiting[self._queue.count() :]:
            self._queue.put(job)

    def keep_looking(self, done: Event) -> None:
        """Look around until that is done, also when nothing can be seen for a while."""
        while not done.wait(EVERY):
            try:
                self.look()
                self._is_blind = False
            except (StoreError, QueueError) as error:
                if not self._is_blind:
                    _log.error("%s", error)
                self._is_blind = True

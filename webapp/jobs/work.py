"""Work: what a worker does when it hears that a job waits."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event

from webapp.commands.train_extra import missing
from webapp.jobs.claims import Claims
from webapp.jobs.errors import JobLost
from webapp.jobs.job import Job
from webapp.store.errors import StoreError

UNEXPECTED = "Something went wrong that should not; the log of the worker says what."

_log = logging.getLogger(__name__)


class Work:
    """Takes the job that waits longest, and does it; whatever comes of that is kept with the job.

    `perform` does a job and keeps how it ended. Nothing is taken once the worker is `ending`.
    """

    def __init__(self, claims: Claims, perform: Callable[[Job], None], ending: Event) -> None:
        self._claims = claims
        self._perform = perform
        self._ending = ending

    def __call__(self) -> None:
        try:
            job = None if self._ending.is_set() else self._claims.claim()
            if job is not None:
                self._do(job)
        except JobLost as lost:
            _log.warning("Job %s is not this worker's any more.", lost)
        except StoreError as error:
            # The job waits again when this worker is not seen with it any more.
            _log.error("%s", error)
        finally:
            self._claims.rest()

    def _do(self, job: Job) -> None:
        try:
            self._perform(job)
        except (JobLost, StoreError):
            raise
        except Exception as error:
            told = missing(error)
            if told is None:
                _log.exception("Job %s failed", job.id)
            self._claims.finish(job.id, error=f"{told}." if told else UNEXPECTED)

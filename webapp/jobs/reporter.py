"""The reporter: it watches a training for the database, and ends it when that is wanted."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from dataclasses import replace
from threading import Event

from training.watch import History, Stopped, Watch
from webapp.jobs.claims import Claims
from webapp.jobs.curve import Curve
from webapp.jobs.job import Job
from webapp.store.errors import StoreError

KEPT_EVERY = 0.5
"""Seconds between steps of which the database hears."""
_TOLD_FROM = 3.0
"""Seconds of steps after which it is said how long the others take."""
_TRAINED = 0.95
"""The share of a job that is done after the last epoch: the judgement comes then."""

_log = logging.getLogger(__name__)


class Reporter(Watch):
    """Keeps how far a job is; raises Stopped where it is to end, and JobLost where it is lost.

    `ending` is set when the worker itself is to end. A database that does not answer for a while
    ends no training.
    """

    def __init__(
        self,
        claims: Claims,
        job: Job,
        ending: Event,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._claims = claims
        self._job = job.id
        self._ending = ending
        self._clock = clock
        self._epochs = job.progress.epochs
        self._progress = job.progress
        self._curve = Curve(self._epochs, job.progress.losses)
        self._kept = -math.inf
        self._first: tuple[float, float] | None = None  # when steps began here, and after how many

    def says(self, stage: str) -> None:
        self._progress = replace(self._progress, stage=stage, seconds_left=None)
        self._keep()

    def drew(self, sheet: bytes) -> None:
        self._keep(sheet)

    def stepped(self, epoch: int, step: int, steps: int, loss: float) -> None:
        done = epoch - 1 + step / steps
        self._curve.add(done, loss)
        self._progress = replace(
            self._progress,
            stage="Learning",
            epoch=epoch,
            fraction=_TRAINED * done / self._epochs,
            seconds_left=self._seconds_left(done),
        )
        if self._clock() >= self._kept + KEPT_EVERY:
            self._keep()
        elif self._ending.is_set():
            raise Stopped

    def finished(self, history: History) -> None:
        self._progress = replace(
            self._progress,
            history=tuple(history),
            epoch=len(history),
            fraction=_TRAINED * len(history) / self._epochs,
            accuracy=history[-1]["accuracy"],
            lost=0,
        )
        self._keep()

    def _seconds_left(self, done: float) -> int | None:
        """Return how long the other steps take, by the pace since the first one here."""
        now = self._clock()
        if self._first is None:
            self._first = now, done
        since, before = self._first
        if now - since < _TOLD_FROM or done <= before:
            return None
        return math.ceil((now - since) / (done - before) * (self._epochs - done))

    def _keep(self, sheet: bytes | None = None) -> None:
        losses = self._curve.points
        loss = losses[-1][1] if losses else None
        self._progress = replace(self._progress, losses=losses, loss=loss)
        self._kept = self._clock()
        try:
            wanted = self._claims.report(self._job, self._progress, sheet)
        except StoreError as error:
            _log.warning("%s", error)
            wanted = None
        if wanted or self._ending.is_set():
            raise Stopped

"""The worker: a process that does jobs, one at a time, until it is ended."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
from contextlib import suppress
from secrets import token_hex
from threading import Event, Thread

from webapp.jobs.claims import Claims
from webapp.jobs.errors import JobLost
from webapp.jobs.folders import tidy
from webapp.jobs.job import Job
from webapp.jobs.jobs import Jobs
from webapp.jobs.lookout import Lookout
from webapp.jobs.queue import Queue
from webapp.jobs.work import Work
from webapp.store.errors import StoreError
from webapp.store.store import Store

GRACE = 10.0
"""Seconds in which a job stops when its worker is ended; one that does not is cut off."""
_MAX_HOST = 60
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Worker:
    """A worker on a store and a queue; the main thread of its process runs it."""

    def __init__(self, store: Store, queue: Queue) -> None:
        self.name = f"{socket.gethostname()[:_MAX_HOST]}-{os.getpid()}-{token_hex(3)}"
        self._store = store
        self._claims = Claims(store.database, self.name)
        self._ending = Event()
        self._lookout = Lookout(self._claims, queue)
        work = Work(self._claims, self._perform, self._ending)
        self._consumer = queue.consumer(work, GRACE)

    def start(self, is_tied: bool) -> None:
        """Begin to do jobs; raises StoreError and QueueError where they cannot be reached.

        A worker that is tied ends with its standard input.
        """
        tidy(Jobs(self._store.database))
        logging.getLogger("huey.consumer.Worker").addFilter(_briefly)
        self._consumer.start()
        for each in _SIGNALS:  # after Huey, which has set its own
            signal.signal(each, lambda *_: self._ending.set())
        if is_tied:
            Thread(target=self._end_with_input, daemon=True).start()
        self._lookout.look()

    def run(self) -> None:
        """Do jobs until the process is told to end; the job that it has then waits again."""
        done = Event()
        looking = Thread(target=self._lookout.keep_looking, args=(done,), daemon=True)
        looking.start()
        self._ending.wait()
        self._consumer.stop(graceful=True)
        done.set()
        looking.join()
        job = self._claims.job
        with suppress(StoreError, JobLost):
            if job is not None:
                self._claims.let_go(job)
            self._claims.leave()
        if job is not None:
            # The thread that still works on it would hold the process up.
            os._exit(0)

    def _perform(self, job: Job) -> None:
        # Torch takes seconds to load, and much memory.
        from webapp.jobs.training import Steps, Workshop

        Workshop(self._store, self._claims, self._ending, Steps()).perform(job)

    def _end_with_input(self) -> None:
        # Not by `sys.stdin`, whose lock a thread that waits would hold at the end of the process.
        while os.read(sys.stdin.fileno(), 1):
            pass
        self._ending.set()


def _briefly(record: logging.LogRecord) -> bool:
    """Tell of an error of the queue in one line."""
    if record.exc_info:
        record.msg, record.args = f"{record.getMessage()}: {record.exc_info[1]}", ()
        record.exc_info = None
    return True

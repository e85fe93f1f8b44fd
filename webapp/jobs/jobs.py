"""The jobs, as people see them and what they may ask of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session, defer

from webapp.jobs import rows
from webapp.jobs.errors import TooManyJobs, UnknownJob, WrongState
from webapp.jobs.job import (
    ACTIVE,
    CANCEL,
    FAILED,
    QUEUED,
    RUNNING,
    STOP,
    STOPPED,
    STOPPING,
    Job,
    Progress,
    Worker,
)
from webapp.store.database import Database
from webapp.store.engine import be_alone
from webapp.store.schema import CheckpointRow, JobRow, WorkerRow

PATIENCE = timedelta(seconds=15)
"""A worker that was not seen for so long is gone; it shows itself several times as often."""
MAX_WAITING = 20
"""Jobs in the queue."""
MAX_SHOWN = 200


class Jobs:
    """The jobs in a database; safe to use from several threads and processes."""

    def __init__(self, database: Database, now: Callable[[], datetime] = rows.now) -> None:
        self._database = database
        self._now = now

    def add(self, kind: str, title: str, settings: dict[str, Any], person: str | None) -> Job:
        """Put a new job at the end of the queue; raises TooManyJobs."""
        job, moment = str(uuid4()), self._now()
        fields = {"id": job, "person": person, "kind": kind, "title": title, "state": QUEUED}
        progress = Progress(epochs=settings.get("epochs", 0))
        texts = {"settings": json.dumps(settings), "progress": progress.as_json()}
        times = {"created": moment, "queued": moment}
        with self._database.writing() as session:
            _make_room(session)
            session.execute(insert(JobRow).values(**fields, **texts, **times))
            return _known(session, job)

    def job(self, job: str) -> Job:
        """Return a job; raises UnknownJob."""
        with self._database.reading() as session:
            return _known(session, job)

    def jobs(self) -> list[Job]:
        """Return the latest jobs, the newest first."""
        with self._database.reading() as session:
            return list(rows.found(session, most=MAX_SHOWN))

    def sheet(self, job: str) -> bytes | None:
        """Return the picture of what a training learns from, PNG, or None where there is none."""
        with self._database.reading() as session:
            return session.scalar(select(JobRow.sheet).where(JobRow.id == job))

    def workers(self) -> list[Worker]:
        """Return the workers that are there."""
        alive = select(WorkerRow).where(WorkerRow.seen >= self._now() - PATIENCE)
        with self._database.reading() as session:
            found = session.scalars(alive.order_by(WorkerRow.id))
            return [Worker(row.id, row.seen, row.job) for row in found]

    def stop(self, job: str) -> Job:
        """End a job at its next step, or take it out of the queue; it can be resumed.

        Raises UnknownJob, and WrongState for one that neither runs nor waits.
        """
        with self._database.writing() as session:
            row = _locked(session, job)
            if row.state == QUEUED:
                row.state, row.ended = STOPPED, self._now()
            elif row.state == RUNNING:
                row.state, row.wanted = STOPPING, STOP
            elif row.state != STOPPING:
                raise WrongState("The job does not run, so it cannot be stopped.")
            session.flush()
            return _known(session, job)

    def resume(self, job: str) -> Job:
        """Put a job that was stopped, or failed, at the end of the queue.

        It goes on from its checkpoint. Raises UnknownJob, TooManyJobs, and WrongState for others.
        """
        with self._database.writing() as session:
            row = _locked(session, job)
            if row.state not in (STOPPED, FAILED):
                raise WrongState("Only a job that was stopped or that failed can be resumed.")
            _make_room(session)
            row.state, row.queued, row.ended, row.error = QUEUED, self._now(), None, None
            session.flush()
            return _known(session, job)

    def delete(self, job: str) -> None:
        """Remove a job; one that runs ends first. Raises UnknownJob."""
        with self._database.writing() as session:
            row = _locked(session, job)
            if row.state in ACTIVE:
                row.state, row.wanted = STOPPING, CANCEL
            else:
                remove(session, row)


def remove(session: Session, row: JobRow) -> None:
    """Delete a job and its checkpoint."""
    session.execute(delete(CheckpointRow).where(CheckpointRow.job == row.id))
    session.delete(row)


def _make_room(session: Session) -> None:
    # No other job is put in the queue before this transaction ends.
    be_alone(session.connection())
    waiting = select(func.count()).select_from(JobRow).where(JobRow.state == QUEUED)
    if (session.scalar(waiting) or 0) >= MAX_WAITING:
        raise TooManyJobs(f"At most {MAX_WAITING} jobs wait at a time.")


def _known(session: Session, job: str) -> Job:
    found = rows.one(session, job)
    if found is None:
        raise UnknownJob(job)
    return found


def _locked(session: Session, job: str) -> JobRow:
    """Return the row of a job, which no other transaction changes before the end of this one."""
    row = session.get(JobRow, job, with_for_update=True, options=[defer(JobRow.sheet)])
    if row is None:
        raise UnknownJob(job)
    return row

"""Claims: what a worker does with jobs. It takes one, tells how far it is, and lets it go.

A job that was taken belongs to its worker until that is not seen any more. Whatever a worker then
still says of it raises JobLost: another worker may have it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session, defer

from webapp.jobs import rows
from webapp.jobs.errors import JobLost
from webapp.jobs.job import (
    ACTIVE,
    CANCEL,
    DONE,
    FAILED,
    QUEUED,
    RUNNING,
    STOP,
    STOPPED,
    Job,
    Progress,
)
from webapp.jobs.jobs import PATIENCE, remove
from webapp.store.database import Database
from webapp.store.schema import CheckpointRow, JobRow, WorkerRow

MOST_LOST = 3
"""Workers that a job loses without an epoch between, before it gets no other."""
_LOST = (
    f"{MOST_LOST} workers were lost over it before it got any further; there may be too little"
    " memory for it."
)


class Claims:
    """The jobs of one worker, which has one at a time, in a database."""

    def __init__(
        self, database: Database, worker: str, now: Callable[[], datetime] = rows.now
    ) -> None:
        self.worker = worker
        self._database = database
        self._now = now
        self._job: str | None = None

    def claim(self) -> Job | None:
        """Take the job that waits longest, which no other worker then gets; None if none waits."""
        first = select(JobRow).where(JobRow.state == QUEUED).order_by(*rows.IN_LINE).limit(1)
        with self._database.writing() as session:
            row = session.scalar(_locking(first))
            if row is None:
                return None
            row.state, row.worker, row.seen = RUNNING, self.worker, self._now()
            row.started = row.started or row.seen
            session.flush()
            job = rows.one(session, row.id)
        self._job = job.id if job else None
        return job

    @property
    def job(self) -> str | None:
        """Return the job that the worker has, if it has one."""
        return self._job

    def rest(self) -> None:
        """Have no job any more, whatever became of it."""
        self._job = None

    def report(self, job: str, progress: Progress, sheet: bytes | None = None) -> str | None:
        """Keep how far a job is, and what it drew; return what is wanted of it.

        Raises JobLost.
        """
        with self._database.writing() as session:
            row = self._mine(session, job)
            row.progress, row.seen = progress.as_json(), self._now()
            if sheet is not None:
                row.sheet = sheet
            return row.wanted

    def name_model(self, job: str, model: str) -> None:
        """Keep which model a training made; raises JobLost."""
        with self._database.writing() as session:
            self._mine(session, job).model = model

    def finish(self, job: str, judgement: str | None = None, error: str | None = None) -> None:
        """End a job, well or with an error; its checkpoint is kept only with an error.

        Raises JobLost.
        """
        with self._database.writing() as session:
            row = self._mine(session, job)
            row.judgement, row.error = judgement, error
            if row.wanted == CANCEL:
                remove(session, row)
                return
            if error is None:
                _change_progress(row, fraction=1.0)
                session.execute(delete(CheckpointRow).where(CheckpointRow.job == job))
            self._end(row, FAILED if error else DONE)

    def let_go(self, job: str) -> None:
        """End a job before its time: as was wanted, or so that it waits again. Raises JobLost."""
        with self._database.writing() as session:
            self._let_go(session, self._mine(session, job))

    def checkpoint(self, job: str) -> bytes | None:
        """Return the checkpoint of a job, if there is one."""
        with self._database.reading() as session:
            return session.scalar(select(CheckpointRow.content).where(CheckpointRow.job == job))

    def keep_checkpoint(self, job: str, content: bytes) -> None:
        """Keep a checkpoint in place of the one before; raises JobLost."""
        with self._database.writing() as session:
            self._mine(session, job)
            session.merge(CheckpointRow(job=job, content=content))

    def show(self) -> None:
        """Show that the worker is there, with its job; forget the workers that are not."""
        moment, job = self._now(), self._job
        with self._database.writing() as session:
            session.merge(WorkerRow(id=self.worker, seen=moment, job=job))
            own = update(JobRow).where(JobRow.id == job, JobRow.worker == self.worker)
            session.execute(own.values(seen=moment))
            session.execute(delete(WorkerRow).where(WorkerRow.seen < moment - PATIENCE))

    def leave(self) -> None:
        """Say that the worker is not there any more."""
        with self._database.writing() as session:
            session.execute(delete(WorkerRow).where(WorkerRow.id == self.worker))

    def recover(self) -> list[str]:
        """Let go of the jobs whose workers are gone; return all that wait then, in their order.

        A job that loses one worker after the other gets no further one.
        """
        is_lost = JobRow.state.in_(ACTIVE), JobRow.seen < self._now() - PATIENCE
        waiting = select(JobRow.id).where(JobRow.state == QUEUED).order_by(*rows.IN_LINE)
        with self._database.writing() as session:
            for row in session.scalars(_locking(select(JobRow).where(*is_lost))).all():
                self._recover(session, row)
            session.flush()
            return list(session.scalars(waiting))

    def _recover(self, session: Session, row: JobRow) -> None:
        lost = Progress.of_json(row.progress).lost + 1
        if row.wanted is None and lost == MOST_LOST:
            row.error = _LOST
            _change_progress(row, lost=0)
            self._end(row, FAILED)
        else:
            _change_progress(row, lost=lost)
            self._let_go(session, row)

    def _let_go(self, session: Session, row: JobRow) -> None:
        if row.wanted == CANCEL:
            remove(session, row)
        elif row.wanted == STOP:
            self._end(row, STOPPED)
        else:
            row.state, row.worker = QUEUED, None
            _change_progress(row, stage="", seconds_left=None)

    def _end(self, row: JobRow, state: str) -> None:
        row.state, row.ended = state, self._now()
        row.wanted = row.worker = None
        _change_progress(row, stage="", seconds_left=None)

    def _mine(self, session: Session, job: str) -> JobRow:
        own = JobRow.id == job, JobRow.worker == self.worker, JobRow.state.in_(ACTIVE)
        row = session.scalar(_locking(select(JobRow).where(*own), skips=False))
        if row is None:
            raise JobLost(job)
        return row


def _change_progress(row: JobRow, **fields: Any) -> None:
    row.progress = replace(Progress.of_json(row.progress), **fields).as_json()


def _locking(jobs: Select[JobRow], skips: bool = True) -> Select[JobRow]:
    """Select jobs to change them; those that another transaction changes are waited for, or not."""
    return jobs.options(defer(JobRow.sheet)).with_for_update(skip_locked=skips)

"""Rows of jobs and what they mean."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, RowMapping, select
from sqlalchemy.orm import Session

from webapp.jobs.job import QUEUED, Job, Progress
from webapp.store.schema import JobRow, JudgementRow

IN_LINE = JobRow.queued, JobRow.id
"""The order in which waiting jobs are taken."""
_COLUMNS = (
    JobRow.id,
    JobRow.person,
    JobRow.kind,
    JobRow.state,
    JobRow.title,
    JobRow.settings,
    JobRow.progress,
    JobRow.sheet.is_not(None).label("has_sheet"),
    JobRow.error,
    JobRow.model,
    JobRow.judgement,
    JudgementRow.held,
    JobRow.created,
    JobRow.started,
    JobRow.ended,
)


def now() -> datetime:
    """Return the present time; the clocks of all machines with workers are to agree on it."""
    return datetime.now(UTC)


def found(
    session: Session, *conditions: ColumnElement[bool], most: int | None = None
) -> Iterator[Job]:
    """Go through jobs, the newest first; what they drew stays where it is."""
    waiting = session.scalars(select(JobRow.id).where(JobRow.state == QUEUED).order_by(*IN_LINE))
    places = {job: place for place, job in enumerate(waiting, start=1)}
    rows = session.execute(
        select(*_COLUMNS)
        .outerjoin(JudgementRow, JudgementRow.id == JobRow.judgement)
        .where(*conditions)
        .order_by(JobRow.created.desc(), JobRow.id)
        .limit(most)
    )
    return (_job_of(fields, places) for fields in rows.mappings())


def _job_of(fields: RowMapping, places: Mapping[str, int]) -> Job:
    meant = {
        "settings": json.loads(fields["settings"]),
        "progress": Progress.of_json(fields["progress"]),
        "place": places.get(fields["id"]),
    }
    return Job(**{**fields, **meant})


def one(session: Session, job: str) -> Job | None:
    """Return the job with an id, or None."""
    return next(found(session, JobRow.id == job), None)

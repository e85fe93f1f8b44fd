"""Traces: what trainings leave of the samples that people let them learn from."""

from __future__ import annotations

import json

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from webapp.jobs.job import ALL, CANCEL, MINE, RUNNING, STOPPING
from webapp.store.schema import CheckpointRow, JobRow, JudgementRow

NO_PICTURES = b""


def remove_traces(session: Session, person: str) -> None:
    """Remove the pictures of trainings that may show a person's samples, and end those that run.

    The models that came of them stay, and so do the figures of their judgements.
    """
    known = select(JobRow.id, JobRow.person, JobRow.settings, JobRow.model)
    for job in session.execute(known).all():
        own = json.loads(job.settings).get("own")
        if own != ALL and (own != MINE or job.person != person):
            continue
        blank = update(JudgementRow).where(JudgementRow.candidate == job.model)
        session.execute(blank.values(pictures=NO_PICTURES))
        session.execute(delete(CheckpointRow).where(CheckpointRow.job == job.id))
        this = update(JobRow).where(JobRow.id == job.id)
        session.execute(this.values(sheet=None))
        running = this.where(JobRow.state == RUNNING)
        session.execute(running.values(state=STOPPING, wanted=CANCEL))
    session.execute(update(JobRow).where(JobRow.person == person).values(person=None))

"""Traces: what trainings leave of the samples that people let them learn from."""

from __future__ import annotations

import json

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from webapp.store.schema import CheckpointRow, JobRow, JudgementRow

ALL, MINE = "all", "mine"
"""Whose own samples a training may have been asked to learn from, beside nobody's."""
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
        session.execute(update(JobRow).where(JobRow.id == job.id).values(sheet=None))
        running = JobRow.id == job.id, JobRow.state == "running"
        session.execute(update(JobRow).where(*running).values(state="stopping", wanted="cancel"))
    own_jobs = update(JobRow).where(JobRow.person == person)
    session.execute(own_jobs.values(person=None))

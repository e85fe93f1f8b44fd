"""What is asked of the table of judgements."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session, defer

from webapp.models.model import Judgement
from webapp.store.schema import JudgementRow


def keep(session: Session, report: dict[str, Any], pictures: bytes) -> str:
    """Keep what came of a judging; return the id of the judgement."""
    row = JudgementRow(
        id=str(uuid4()),
        candidate=report["candidate"],
        against=report["against"],
        held_out=report["held_out"]["sha256"],
        held=report["held"],
        report=json.dumps(report),
        pictures=pictures,
        created=datetime.now(UTC),
    )
    session.add(row)
    return row.id


def latest(session: Session, candidate: str, against: str | None = None) -> Judgement | None:
    """Return the latest judgement of a candidate, against a given model or against any."""
    order = JudgementRow.created.desc(), JudgementRow.id
    wanted = select(JudgementRow).where(JudgementRow.candidate == candidate)
    if against is not None:
        wanted = wanted.where(JudgementRow.against == against)
    # The pictures are most of it, and seldom wanted.
    slim = wanted.options(defer(JudgementRow.pictures))
    row = session.scalars(slim.order_by(*order).limit(1)).one_or_none()
    return None if row is None else _judgement_of(row)


def pictures(session: Session, judgement: str) -> bytes | None:
    """Return the pictures of a judgement, None where it has none (any more) or is not known."""
    return session.scalar(select(JudgementRow.pictures).where(JudgementRow.id == judgement)) or None


def forget(session: Session, model: str) -> None:
    """Delete the judgements in which a model has a part."""
    has_part = or_(JudgementRow.candidate == model, JudgementRow.against == model)
    session.execute(delete(JudgementRow).where(has_part))


def _judgement_of(row: JudgementRow) -> Judgement:
    report = json.loads(row.report)
    return Judgement(row.id, row.created, row.candidate, row.against, row.held, report)

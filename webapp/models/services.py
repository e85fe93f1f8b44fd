"""What is asked of the table that says which model serves, and which did before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.models.model import SHIPPED_GATE, Serving
from webapp.store.schema import ModelRow, ServiceRow

LATEST = 100
"""Switches that a history goes back."""
_IS_KEPT = select(ModelRow.id).where(ModelRow.id == ServiceRow.model).exists()
"""A model that has served is kept for good: one that is not was shipped with its version."""


def present(session: Session, shipped: str) -> Serving:
    """Return which model serves: the shipped one before any switch, and instead of an older one."""
    latest = select(ServiceRow, _IS_KEPT).order_by(ServiceRow.number.desc()).limit(1)
    found = session.execute(latest).one_or_none()
    if found is None:
        return Serving(0, shipped, None, SHIPPED_GATE)
    row, is_kept = found
    serving = _serving_of(row)
    return serving if is_kept else replace(serving, model=shipped)


def before(session: Session, shipped: str) -> str | None:
    """Return the model that served before the one that serves now, None where there is none."""
    now = present(session, shipped).model
    others = select(ServiceRow.model, _IS_KEPT).where(ServiceRow.model != now)
    if now == shipped:
        others = others.where(_IS_KEPT)
    found = session.execute(others.order_by(ServiceRow.number.desc()).limit(1)).one_or_none()
    if found is not None and found[1]:
        return str(found[0])
    return None if now == shipped else shipped


def latest(session: Session) -> list[Serving]:
    """Return the latest switches, the last one first."""
    rows = session.scalars(select(ServiceRow).order_by(ServiceRow.number.desc()).limit(LATEST))
    return [_serving_of(row) for row in rows]


def that_served(session: Session) -> set[str]:
    """Return the models that are or were in service by a switch."""
    return set(session.scalars(select(ServiceRow.model).distinct()))


def switch(
    session: Session,
    model: str,
    gate: str,
    reason: str | None = None,
    judgement: str | None = None,
) -> Serving:
    """Put a model in service: one row, which is there with the whole transaction or not at all."""
    row = ServiceRow(
        model=model, at=datetime.now(UTC), gate=gate, reason=reason, judgement=judgement
    )
    session.add(row)
    session.flush()
    return _serving_of(row)


def _serving_of(row: ServiceRow) -> Serving:
    return Serving(row.number, row.model, row.at, row.gate, row.reason, row.judgement)

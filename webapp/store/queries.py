"""What is asked of the table of samples."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from sqlalchemy import ColumnElement, Select, UpdateBase, and_, case, func, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from webapp.store.filter import Change, Counts, Filter
from webapp.store.rows import CORRECTION, GEOMETRIC, SUSPECT_FROM
from webapp.store.schema import SampleRow

Condition: TypeAlias = ColumnElement[bool]
Changing: TypeAlias = Callable[[Sequence[Condition]], UpdateBase]


def in_order(person: str, wanted: Filter) -> Select[SampleRow]:
    """Select samples: suspects first, the surest first, then the newest first."""
    order = SampleRow.suspicion.desc(), SampleRow.created.desc(), SampleRow.id.desc()
    return select(SampleRow).where(*_meant(person, wanted)).order_by(*order)


def total(person: str, wanted: Filter) -> Select[int]:
    """Count samples."""
    return select(func.count()).select_from(SampleRow).where(*_meant(person, wanted))


def after(person: str, last: str) -> Select[SampleRow]:
    """Select the samples whose ids come after one."""
    own = SampleRow.person == person, SampleRow.id > last
    return select(SampleRow).where(*own).order_by(SampleRow.id)


def lessons(person: str) -> Select[SampleRow]:
    """Select the samples that adapt the reading, the latest first."""
    latest = SampleRow.created.desc(), SampleRow.id.desc()
    return select(SampleRow).where(*_teaching(person)).order_by(*latest)


def relabel(own: Sequence[Condition], label: str) -> UpdateBase:
    """Give samples a label, and say of each whether it is a suspect now."""
    is_other = SampleRow.guess != label, SampleRow.sure >= SUSPECT_FROM
    is_suspect = and_(*is_other, SampleRow.source != CORRECTION)
    suspicion = 0.0 if label in GEOMETRIC else case((is_suspect, SampleRow.sure), else_=0.0)
    return update(SampleRow).where(*own).values(label=label, suspicion=suspicion)


def counts(session: Session, person: str) -> Counts:
    """Count the samples of a person in every way that is told."""
    own = SampleRow.person == person
    suspects = select(func.count()).where(own, SampleRow.suspicion > 0)
    teaching = select(func.count()).where(*_teaching(person))
    return Counts(
        _by(session, SampleRow.label, own),
        _by(session, SampleRow.source, own),
        session.scalar(suspects) or 0,
        session.scalar(teaching) or 0,
        _changes(session, person),
    )


def _by(session: Session, column: InstrumentedAttribute[str], own: Condition) -> dict[str, int]:
    rows = session.execute(select(column, func.count()).where(own).group_by(column))
    return {value: count for value, count in rows}


def _changes(session: Session, person: str) -> tuple[Change, ...]:
    columns = SampleRow.label, SampleRow.read_as
    wrong = SampleRow.read_as != SampleRow.label
    count = func.count()
    rows = session.execute(
        select(*columns, count)
        .where(*_teaching(person), wrong)
        .group_by(*columns)
        .order_by(count.desc(), *columns)
    )
    return tuple(Change(label, read_as or "", number) for label, read_as, number in rows)


def _teaching(person: str) -> list[Condition]:
    is_class = SampleRow.label.not_in(GEOMETRIC)
    return [SampleRow.person == person, SampleRow.teaches.is_(True), is_class]


def _meant(person: str, wanted: Filter) -> list[Condition]:
    meant: list[Condition] = [SampleRow.person == person]
    if wanted.label is not None:
        meant.append(SampleRow.label == wanted.label)
    if wanted.source is not None:
        meant.append(SampleRow.source == wanted.source)
    if wanted.suspect is not None:
        meant.append(SampleRow.suspicion > 0 if wanted.suspect else SampleRow.suspicion == 0)
    return meant

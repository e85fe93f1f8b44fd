"""Own samples: those that people have collected, corrected and imported, for a training."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import distinct, func, select

from calculator.automaton import POINT
from webapp.store.database import Database
from webapp.store.sample import Sample
from webapp.store.schema import SampleRow
from webapp.store.store import Store

_USELESS = POINT
"""The label of which a network learns nothing: it is told by its place, not by its shape."""


@dataclass(frozen=True, slots=True)
class OwnCounts:
    """How many samples a training can use: one's own, their sessions, and everybody's."""

    mine: int = 0
    mine_sessions: int = 0
    all: int = 0


def count_own(database: Database, person: str | None) -> OwnCounts:
    """Count the samples that a training can learn from."""
    used = SampleRow.label != _USELESS
    mine = select(func.count(), func.count(distinct(SampleRow.session))).where(
        used, SampleRow.person == person
    )
    with database.reading() as session:
        number, sessions = session.execute(mine).one()
        everybody = session.scalar(select(func.count()).select_from(SampleRow).where(used))
        return OwnCounts(number, sessions, everybody or 0)


def write_own(store: Store, people: Iterable[str], until: datetime, path: Path) -> None:
    """Write the samples that people had by a time, each in the order of writing, for a training.

    The same samples give the same bytes, so that a training which was cut off knows them again.
    """
    with (
        path.open("wb") as file,
        gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0) as rows,
    ):
        for person in people:
            for row in _rows(store.each_sample(person), person, until):
                rows.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")


def _rows(samples: Iterable[Sample], person: str, until: datetime) -> Iterator[dict[str, object]]:
    for sample in sorted(samples, key=lambda sample: (sample.created, sample.id)):
        if sample.label != _USELESS and sample.created <= until:
            strokes = [stroke.points.tolist() for stroke in sample.ink.strokes[: sample.own]]
            session = f"{person}/{sample.session}"
            yield {"label": sample.label, "strokes": strokes, "session": session}

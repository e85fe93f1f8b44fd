"""Rows of the store and what they mean: people, samples, and which samples are suspects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from calculator.automaton import EQUALS, POINT
from webapp.store.inks import packed, unpacked
from webapp.store.sample import Sample
from webapp.store.schema import PersonRow, SampleRow

SUSPECT_FROM = 0.9
"""How sure the model has to be of another label for a sample to be a suspect: a probability."""
CORRECTION, IMPORTED = "correction", "imported"
GEOMETRIC = (POINT, EQUALS)
"""Labels that geometry tells: the network has no such class, and cannot learn or contradict it."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of whom something is kept.

    With `adapts`, what was read wrong teaches; what did so before `reset_at` counts no longer. The
    `revision` rises with every change of what adapts.
    """

    id: str
    created: datetime
    adapts: bool
    revision: int
    reset_at: datetime | None


def suspicion(sample: Sample) -> float:
    """Return how sure the model is of another label: from SUSPECT_FROM on, or 0.0.

    That a person has corrected the model is no reason to doubt the person. `queries.relabel` says
    the same in SQL.
    """
    if sample.source == CORRECTION or sample.label in GEOMETRIC:
        return 0.0
    is_other = sample.guess not in (None, sample.label)
    return sample.sure if is_other and sample.sure >= SUSPECT_FROM else 0.0


def person_of(row: PersonRow) -> Person:
    """Return the person of a row."""
    return Person(row.id, row.created, row.adapts, row.revision, row.reset_at)


def sample_of(row: SampleRow) -> Sample:
    """Return the sample of a row."""
    return Sample(
        row.id,
        row.label,
        unpacked(row.ink),
        row.own,
        row.size,
        row.source,
        row.medium,
        row.session,
        row.model,
        row.created,
        row.read_as,
        row.guess,
        row.sure,
        row.picture,
    )


def fields_of(sample: Sample, person: str) -> dict[str, Any]:
    """Return the row of a sample that is new."""
    return {
        "person": person,
        "id": sample.id,
        "label": sample.label,
        "source": sample.source,
        "medium": sample.medium,
        "session": sample.session,
        "model": sample.model,
        "created": sample.created,
        "read_as": sample.read_as,
        "guess": sample.guess,
        "sure": sample.sure,
        "suspicion": suspicion(sample),
        "teaches": sample.source != IMPORTED,
        "own": sample.own,
        "size": sample.size,
        "ink": packed(sample.ink),
        "picture": sample.picture,
    }

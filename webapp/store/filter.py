"""Which samples are asked for, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass, field

from webapp.store.sample import Sample


@dataclass(frozen=True, slots=True)
class Filter:
    """Which samples are meant; None is any."""

    label: str | None = None
    source: str | None = None
    suspect: bool | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some samples, suspects first and then the newest first, and how many there are in all."""

    total: int
    samples: tuple[Sample, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """How often a symbol with a label was read as another one."""

    label: str
    read_as: str
    count: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many samples there are, by label and by source; only what there is has a count.

    `teaching` is how many adapt the reading, and `changes` what they changed, the most often first.
    """

    labels: dict[str, int] = field(default_factory=dict)
    sources: dict[str, int] = field(default_factory=dict)
    suspects: int = 0
    teaching: int = 0
    changes: tuple[Change, ...] = ()

    @property
    def total(self) -> int:
        return sum(self.labels.values())

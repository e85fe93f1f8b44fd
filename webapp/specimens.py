"""Specimens become samples of a person: batch by batch, each kept before the next is looked for.

`training` is imported where it is needed, so that serving starts without it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4, uuid5

from webapp.store.sample import Sample
from webapp.surroundings import MAX_POINTS

if TYPE_CHECKING:
    from segmentation.ink import Ink
    from training.exchange.specimen import Found, Skipped, Specimen

BATCH = 100
"""Samples that are kept at once, and parts of an import after which its progress is told."""
MOST_NAMED = 200
"""Of what was skipped; the rest is counted."""

Keep = Callable[[Sequence[Sample]], int]
"""Keeps samples, and returns how many of them were not there already."""


@dataclass(slots=True)
class Tally:
    """What came of an import so far: `done` of its parts, and samples that are on the disk.

    Of these, `known` were there already, and are not among the `imported`.
    """

    done: int = 0
    imported: int = 0
    known: int = 0
    skipped: int = 0
    named: list[Skipped] = field(default_factory=list)

    def skip(self, skipped: Skipped) -> None:
        """Count what was skipped, and remember it while there is room."""
        self.skipped += 1
        if len(self.named) < MOST_NAMED:
            self.named.append(skipped)


def keep_all(
    parts: Iterable[Found], person: str, model: str, keep: Keep, tally: Tally
) -> Iterator[Tally]:
    """Keep all specimens of an import; yield the tally whenever more is on the disk.

    A specimen without an id has it from its content, so that importing it again changes nothing.
    What `keep` raises is raised; the tally then says what was kept before.
    """
    maker = _Maker(person, model)
    waiting: list[Sample] = []
    for part in parts:
        for each in part:
            made = maker.made(each)
            if isinstance(made, Sample):
                waiting.append(made)
            else:
                tally.skip(made)
        tally.done += 1
        if len(waiting) >= BATCH or tally.done % BATCH == 0:
            yield _kept(waiting, keep, tally)
            waiting = []
    yield _kept(waiting, keep, tally)


def _kept(samples: Sequence[Sample], keep: Keep, tally: Tally) -> Tally:
    """Keep samples, and count them; a single file of ink can have any number of them."""
    for first in range(0, len(samples), BATCH):
        batch = samples[first : first + BATCH]
        new = keep(batch)
        tally.imported += new
        tally.known += len(batch) - new
    return tally


class _Maker:
    """Makes samples of what was found in one import."""

    def __init__(self, person: str, model: str) -> None:
        self._person = UUID(person)
        self._model = model
        self._session = f"import-{uuid4().hex[:12]}"
        self._created = datetime.now(UTC)
        self._ids: set[str] = set()

    def made(self, found: Specimen | Skipped) -> Sample | Skipped:
        """Return the sample of a specimen; what cannot be kept is skipped."""
        from training.exchange.specimen import Skipped

        if isinstance(found, Skipped):
            return found
        if sum(len(stroke.points) for stroke in found.ink.strokes) > MAX_POINTS:
            return Skipped(found.name, f"It has more than {MAX_POINTS:,} points.")
        sample = self._sample(found)
        if sample.id in self._ids:
            return Skipped(found.name, "The very same symbol was in this import before.")
        self._ids.add(sample.id)
        return sample

    def _sample(self, found: Specimen) -> Sample:
        return Sample(
            id=found.id or str(uuid5(self._person, _content(found))),
            label=found.label,
            ink=found.ink,
            own=len(found.ink.strokes),
            size=None,
            source="imported",
            medium="ink" if found.picture is None else "picture",
            session=self._session,
            model=self._model,
            created=self._created,
            picture=found.picture,
        )


def _content(found: Specimen) -> str:
    """Return a digest of a specimen's label and picture, or strokes, whatever its name is."""
    digest = hashlib.sha256(found.label.encode() + b"\0")
    if found.picture is not None:
        digest.update(found.picture)
        return digest.hexdigest()
    for part in _arrays(found.ink):
        digest.update(part)
    return digest.hexdigest()


def _arrays(ink: Ink) -> Iterator[bytes]:
    for stroke in ink.strokes:
        yield len(stroke.points).to_bytes(8, "big")
        yield stroke.points.astype("<f8").tobytes()

"""What a person said about the ink, which a reading must not contradict."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Given:
    """Marks, as indices into the strokes, that are one symbol with this label."""

    marks: frozenset[int]
    label: str

"""A specimen: one labelled symbol as it was found in a file."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from segmentation.errors import InputError
from segmentation.ink import Ink

_MOST_NAMED = 8
_MOST_SIGNS = 20


class Unreadable(InputError):
    """A file that cannot be imported; the message says why."""


@dataclass(frozen=True, slots=True, eq=False)
class Specimen:
    """One symbol and what it is: `label` is one of SAMPLE_LABELS, `ink` the symbol alone.

    `name` says where it was found, in words for a person. What was found as a picture is kept as
    `picture`: PNG, grey, ink dark on white. What was exported from here has its old `id`, a UUID.
    """

    name: str
    label: str
    ink: Ink
    picture: bytes | None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """What could not be imported, and why, in a sentence."""

    name: str
    reason: str


Found = tuple[Specimen | Skipped, ...]
"""What one step of an import gave: mostly one specimen."""


def foreign(name: str, count: int, classes: Collection[str]) -> Skipped:
    """Tell in one sentence of symbols whose classes mean nothing here."""
    named = [label[:_MOST_SIGNS] for label in sorted(classes)[:_MOST_NAMED]]
    more = ", …" if len(classes) > _MOST_NAMED else ""
    symbols = "1 symbol" if count == 1 else f"{count:,} symbols"
    told = f"{symbols} of classes that are no symbols here: {', '.join(named)}{more}."
    return Skipped(name, told)

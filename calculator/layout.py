"""How symbols stand to each other: rows, fractions and exponents, before they mean anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Glyph:
    """A symbol in a row: its label, and its index among the symbols of the line."""

    label: str
    symbol: int


@dataclass(frozen=True, slots=True)
class Fraction:
    """A bar, by the index of its symbol, and what stands over and under it."""

    bar: int
    top: Row
    bottom: Row


@dataclass(frozen=True, slots=True)
class Exponent:
    """A row that is raised beside the item before it."""

    row: Row


Item: TypeAlias = Glyph | Fraction | Exponent
Row: TypeAlias = tuple[Item, ...]


def glyphs(labels: Sequence[str]) -> Row:
    """Return labels side by side as a row, each with its index."""
    return tuple(Glyph(label, index) for index, label in enumerate(labels))

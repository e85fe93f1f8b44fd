"""How symbols stand to each other: rows, fractions and exponents, before they mean anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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


def walk_row(row: Row) -> Iterator[tuple[Item, int]]:
    """Yield every item of a row and of the rows within it, with its depth, 1 in the row itself.

    Needs no recursion, so that the depth of any row can be measured before it is trusted.
    """
    waiting = [(item, 1) for item in reversed(row)]
    while waiting:
        item, depth = waiting.pop()
        yield item, depth
        match item:
            case Fraction(top=top, bottom=bottom):
                waiting.extend((inner, depth + 1) for inner in reversed(top + bottom))
            case Exponent(row=raised):
                waiting.extend((inner, depth + 1) for inner in reversed(raised))


def symbols_of(row: Row) -> tuple[int, ...]:
    """Return the indices of all symbols of a row, bars included, rising."""
    found = []
    for item, _ in walk_row(row):
        match item:
            case Glyph(symbol=symbol):
                found.append(symbol)
            case Fraction(bar=bar):
                found.append(bar)
    return tuple(sorted(found))

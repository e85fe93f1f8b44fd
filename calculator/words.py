"""A row in words: its numbers whole, all else item by item."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

from calculator.automaton import POINT
from calculator.layout import Exponent, Fraction, Glyph, Item, Row
from recognizer.alphabet import DIGITS


@dataclass(frozen=True, slots=True)
class Word:
    """A number, or a single symbol, and the indices of the symbols it is made of."""

    text: str
    symbols: tuple[int, ...]
    is_number: bool

    @property
    def is_whole(self) -> bool:
        """Tell a number of digits alone from all else."""
        return self.is_number and POINT not in self.text


Term: TypeAlias = Word | Fraction | Exponent


def words(row: Row) -> Iterator[Term]:
    """Yield the words of a row, and its fractions and exponents as they are, from left to right."""
    for is_number, items in groupby(row, _belongs_to_number):
        if is_number:
            yield _number(items)
        else:
            yield from map(_term, items)


def is_whole_number(row: Row) -> bool:
    """Tell a row of digits and nothing else."""
    return bool(row) and all(isinstance(item, Glyph) and item.label in DIGITS for item in row)


def _belongs_to_number(item: Item) -> bool:
    return isinstance(item, Glyph) and (item.label in DIGITS or item.label == POINT)


def _number(items: Iterable[Item]) -> Word:
    digits = [item for item in items if isinstance(item, Glyph)]
    text = "".join(digit.label for digit in digits)
    return Word(text, tuple(digit.symbol for digit in digits), is_number=True)


def _term(item: Item) -> Term:
    return Word(item.label, (item.symbol,), is_number=False) if isinstance(item, Glyph) else item

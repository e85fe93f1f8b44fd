"""What a person said about the ink, which a reading must not contradict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from calculator.automaton import EQUALS, POINT
from recognizer.alphabet import LABELS

NO_SYMBOL = "none"
"""Said of marks that are in no symbol, each by itself as well as together."""
SAMPLE_LABELS: tuple[str, ...] = (*LABELS, POINT, EQUALS, NO_SYMBOL)
"""What marks can be said to be so that a hand can be learnt from it."""
ONE = "one"
"""Said of marks that are one symbol, of whatever label suits it best."""
APART = "apart"
"""Said of marks that are not one symbol together, nor part of one that holds them all."""


@dataclass(frozen=True, slots=True)
class Given:
    """Marks, as indices into the strokes, and their label, or NO_SYMBOL, ONE or APART."""

    marks: frozenset[int]
    label: str

    @property
    def is_symbol(self) -> bool:
        """Tell whether the marks are said to be one symbol."""
        return self.label not in (NO_SYMBOL, APART)


def symbols(given: Iterable[Given]) -> tuple[Given, ...]:
    """Return what is given as a symbol."""
    return tuple(each for each in given if each.is_symbol)


def left_out(given: Iterable[Given]) -> frozenset[int]:
    """Return the marks that are in no symbol."""
    return frozenset(mark for each in given if each.label == NO_SYMBOL for mark in each.marks)


def is_parted(marks: Iterable[int], given: Iterable[Given]) -> bool:
    """Tell whether several marks are said not to be one symbol."""
    own = set(marks)
    return len(own) > 1 and any(each.label == APART and each.marks <= own for each in given)


def given_of(given: Iterable[Given], marks: Sequence[int]) -> list[Given]:
    """Return what is given of some marks alone, with the marks counted among these."""
    place = {mark: at for at, mark in enumerate(marks)}
    return [
        Given(frozenset(place[mark] for mark in each.marks), each.label)
        for each in given
        if each.marks <= place.keys()
    ]

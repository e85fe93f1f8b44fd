"""The agenda of the search: partial readings, and the steps from one to the next."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from calculator.automaton import POINT, State
from calculator.levels import Level, Place
from calculator.pieces import Piece
from recognizer.alphabet import DIGITS

BEAM = 40
"""How many partial readings that cover as many marks are kept."""
_ALIKE = 8
"""How many of them that allow the same to follow."""
_BEHIND = 11.0
"""A partial reading so much worse than the best is dropped; in natural logarithms."""
_IN_NUMBERS = DIGITS | {POINT}


@dataclass(frozen=True, slots=True)
class Outer:
    """A level around an exponent: its state after the exponent, and its items so far."""

    state: State | None
    level: Level
    items: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A reading of the marks covered so far.

    `items` are those of the innermost level; `outer` are the levels around it. `state` is None once
    the grammar is broken, or where it plays no part.
    """

    covered: int
    weight: float
    state: State | None
    level: Level
    items: tuple[Piece, ...]
    outer: tuple[Outer, ...]
    last: str
    is_lone_zero: bool


class Step(NamedTuple):
    """One more piece of a hypothesis; a tuple, because most are dropped before they are taken."""

    weight: float
    before: Hypothesis
    covered: int
    label: str
    state: State | None
    place: Place | None
    piece: Piece | None

    def taken(self) -> Hypothesis:
        """Return the hypothesis with the piece; a stray mark leaves nothing but its cost."""
        before = self.before
        if self.place is None or self.piece is None:
            return replace(before, covered=self.covered, weight=self.weight)
        return Hypothesis(
            self.covered,
            self.weight,
            self.state,
            before.level.after(self.place),
            (*before.items, self.piece),
            before.outer,
            self.label,
            self.label == "0" and before.last not in _IN_NUMBERS,
        )


class Agenda:
    """The steps still to be taken, by how many marks they cover."""

    def __init__(self) -> None:
        self.overflowed = False
        self._steps: dict[int, list[Step]] = {}
        self._best: dict[int, float] = {}

    def is_wanted(self, count: int, weight: float) -> bool:
        """Tell whether a reading of so many marks, of that weight at most, may be kept."""
        return weight > self._best.get(count, -math.inf) - _BEHIND

    def add(self, step: Step) -> None:
        count = step.covered.bit_count()
        if self.is_wanted(count, step.weight):
            self._best[count] = max(self._best.get(count, -math.inf), step.weight)
            self._steps.setdefault(count, []).append(step)

    def take(self, count: int) -> Iterator[Hypothesis]:
        """Yield the best hypotheses that cover so many marks."""
        steps = self._steps.pop(count, [])
        steps.sort(key=lambda step: -step.weight)
        alike: Counter[tuple[object, ...]] = Counter()
        taken = 0
        for step in steps:
            if taken == BEAM or not self.is_wanted(count, step.weight):
                self.overflowed |= taken == BEAM
                break
            key = step.covered, step.state, len(step.before.outer), step.label in DIGITS
            alike[key] += 1
            if alike[key] > _ALIKE:
                self.overflowed = True
                continue
            taken += 1
            yield step.taken()

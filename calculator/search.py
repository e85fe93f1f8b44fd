"""Search: the best ways to cover all marks of a line by cells, and how these stand to each other.

A beam search over exact covers: a reading is always extended by a cell that holds the leftmost mark
not yet covered, so bars and dots that were added late do no harm. A fraction is one step of it: its
upper and lower part are searched by themselves first, once for every set of marks. An exponent is a
level of its own, entered when a symbol stands raised and left when one stands on the line again.

The search is exact while no more than BEAM readings are alive; `Search.exact` tells.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from calculator.automaton import (
    CLOSING,
    EQUALS,
    FRACTION,
    OPERATORS,
    POINT,
    RAISED,
    SIGNS,
    Phase,
    State,
    accepts,
    advance,
    start,
)
from calculator.bars import Bar, find_bars
from calculator.cells import STRAY, Cell
from calculator.levels import Level, Place
from calculator.weights import Weights
from recognizer.alphabet import DIGITS
from segmentation.ink import Box

BEAM = 40
"""How many partial readings that cover as many marks are kept."""
_ALIKE = 8
"""How many of them that allow the same to follow."""
_BEHIND = 11.0
"""A partial reading so much worse than the best is dropped; in natural logarithms."""
_PARTS = 4
"""How many readings of the part of a fraction are considered."""
KEPT = 24
"""How many readings of a line are returned at most."""
_DEEPEST = 12
"""How deep fractions stand within fractions, and exponents within exponents, at most."""
_MOST_IN_PARTS = 400
"""How many marks are searched in the parts of fractions, all parts together: bars on bars are many
ways to divide, and hardly anybody writes them."""
_IN_NUMBERS = DIGITS | {POINT}


@dataclass(frozen=True, slots=True)
class Written:
    """A cell that is read as a symbol."""

    cell: Cell
    label: str


@dataclass(frozen=True, slots=True)
class Stacked:
    """A cell that is read as a fraction bar, with what is read over and under it."""

    bar: Cell
    top: Found
    bottom: Found


@dataclass(frozen=True, slots=True)
class Lifted:
    """What is read as an exponent."""

    items: tuple[Piece, ...]


Piece: TypeAlias = Written | Stacked | Lifted


@dataclass(frozen=True, slots=True)
class Found:
    """One reading of some marks, and its logarithmic weight."""

    items: tuple[Piece, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class _Outer:
    """A level around an exponent: its state after the exponent, and its items so far."""

    state: State | None
    level: Level
    items: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class _Hypothesis:
    """A reading of the marks covered so far.

    `items` are those of the innermost level; `outer` are the levels around it. `state` is None once
    the grammar is broken, or where it plays no part.
    """

    covered: int
    weight: float
    state: State | None
    level: Level
    items: tuple[Piece, ...]
    outer: tuple[_Outer, ...]
    last: str
    is_lone_zero: bool


class _Step(NamedTuple):
    """One more piece of a hypothesis; a tuple, because most are dropped before they are taken."""

    weight: float
    before: _Hypothesis
    covered: int
    label: str
    state: State | None
    place: Place | None
    piece: Piece | None

    def taken(self) -> _Hypothesis:
        """Return the hypothesis with the piece; a stray mark leaves nothing but its cost."""
        before = self.before
        if self.place is None or self.piece is None:
            return replace(before, covered=self.covered, weight=self.weight)
        return _Hypothesis(
            self.covered,
            self.weight,
            self.state,
            before.level.after(self.place),
            (*before.items, self.piece),
            before.outer,
            self.label,
            self.label == "0" and before.last not in _IN_NUMBERS,
        )


class _Agenda:
    """The steps still to be taken, by how many marks they cover."""

    def __init__(self) -> None:
        self.overflowed = False
        self._steps: dict[int, list[_Step]] = {}
        self._best: dict[int, float] = {}

    def is_wanted(self, count: int, weight: float) -> bool:
        """Tell whether a reading of so many marks, of that weight at most, may be kept."""
        return weight > self._best.get(count, -math.inf) - _BEHIND

    def add(self, step: _Step) -> None:
        count = step.covered.bit_count()
        if self.is_wanted(count, step.weight):
            self._best[count] = max(self._best.get(count, -math.inf), step.weight)
            self._steps.setdefault(count, []).append(step)

    def take(self, count: int) -> Iterator[_Hypothesis]:
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
            if alike[key] <= _ALIKE:
                taken += 1
                yield step.taken()


class _Choice(NamedTuple):
    """Some marks read as a symbol or a fraction; what is stray has no place and no piece."""

    weight: float
    mask: int
    label: str
    place: Place | None
    piece: Piece | None


class Search:
    """Finds the best readings of marks of one ink, given the cells of its lattice."""

    def __init__(
        self,
        cells: Sequence[Cell],
        boxes: Sequence[Box],
        size: float,
        weights: Weights,
        grammar: bool = True,
    ) -> None:
        self.exact = True
        self._cells, self._boxes, self._size = cells, boxes, size or 1.0
        self._weights, self._grammar = weights, grammar
        self._alone = {cell.mask: cell for cell in cells if len(cell.group.marks) == 1}
        self._written = {cell.mask: self._choices_of(cell) for cell in cells}
        self._known: dict[tuple[int, bool], tuple[Found, ...]] = {}
        self._depth = self._in_parts = 0

    def best(self, mask: int, is_line: bool = True) -> tuple[Found, ...]:
        """Return the best readings of the marks of a mask, the best first; at least one.

        `is_line` is false for what stands within a fraction, where no `=` may stand.
        """
        key = mask, is_line
        if key not in self._known:
            self._known[key] = self._search(mask, is_line)
        return self._known[key]

    def _search(self, mask: int, is_line: bool) -> tuple[Found, ...]:
        marks = _marks_of(mask, self._boxes)
        choices = self._choices(mask, marks, is_line)
        agenda = _Agenda()
        for longer in self._extended(self._nothing(), choices[marks[0]], agenda):
            agenda.add(longer)
        for count in range(1, len(marks)):
            for hypothesis in agenda.take(count):
                mark = next(m for m in marks if not hypothesis.covered >> m & 1)
                for longer in self._extended(hypothesis, choices[mark], agenda):
                    agenda.add(longer)
        ended = [self._ended(hypothesis) for hypothesis in agenda.take(len(marks))]
        self.exact &= not agenda.overflowed
        kept = KEPT if is_line else _PARTS
        return tuple(sorted(ended, key=lambda found: -found.weight)[:kept])

    def _choices_of(self, cell: Cell) -> list[_Choice]:
        return [
            _Choice(weight, cell.mask, label, None, None)
            if label == STRAY
            else _Choice(
                weight,
                cell.mask,
                label,
                Place.of(label, cell.group.box, self._size),
                Written(cell, label),
            )
            for label, weight in cell.labels
            if label != FRACTION
        ]

    def _nothing(self) -> _Hypothesis:
        state = start() if self._grammar else None
        return _Hypothesis(0, 0.0, state, Level.unknown(self._size), (), (), "", False)

    def _choices(self, mask: int, marks: Sequence[int], is_line: bool) -> dict[int, list[_Choice]]:
        """Return for each mark all that may hold it, within the marks of `mask`."""
        choices: dict[int, list[_Choice]] = {mark: [] for mark in marks}
        for cell in self._cells:
            if cell.mask & ~mask == 0:
                written = self._written[cell.mask]
                if not is_line:
                    written = [choice for choice in written if choice.label != EQUALS]
                for mark in cell.group.marks:
                    choices[mark] += written
        for bar in find_bars(self._boxes, marks, self._size):
            if 1 << bar.mark in self._alone:
                fractions = list(self._fractions(bar))
                for mark in _marks_of(bar.mask, self._boxes):
                    choices[mark] += fractions
        for held in choices.values():
            held.sort(key=lambda choice: -choice.weight)
        return choices

    def _fractions(self, bar: Bar) -> Iterator[_Choice]:
        """Yield the best ways to read a fraction."""
        cell = self._alone[1 << bar.mark]
        own = dict(cell.labels).get(FRACTION)
        # None where somebody said that it is something else.
        if own is None or self._depth == _DEEPEST or self._in_parts > _MOST_IN_PARTS:
            return
        box = Box.around(self._boxes[mark] for mark in _marks_of(bar.mask, self._boxes))
        place = Place.of_fraction(cell.group.box, box, self._size)
        tops, bottoms = self._parts_of(bar)
        pairs = [(top, bottom) for top in tops for bottom in bottoms]
        pairs.sort(key=lambda pair: -(pair[0].weight + pair[1].weight))
        for top, bottom in pairs[:_PARTS]:
            weight = top.weight + bottom.weight + own - self._weights.fraction
            yield _Choice(weight, bar.mask, FRACTION, place, Stacked(cell, top, bottom))

    def _parts_of(self, bar: Bar) -> tuple[tuple[Found, ...], tuple[Found, ...]]:
        """Return the best readings of what stands over a bar, and of what stands under it."""
        self._depth += 1
        self._in_parts += (bar.over | bar.under).bit_count()
        parts = self.best(bar.over, False), self.best(bar.under, False)
        self._depth -= 1
        return parts

    def _extended(
        self, hypothesis: _Hypothesis, choices: Sequence[_Choice], agenda: _Agenda
    ) -> Iterator[_Step]:
        """Yield the hypothesis with each choice, on each level where it may stand."""
        covered = hypothesis.covered
        for choice in choices:
            most = hypothesis.weight + choice.weight
            if choice.mask & covered or not agenda.is_wanted(
                (covered | choice.mask).bit_count(), most
            ):
                continue
            if choice.place is None:
                yield _Step(most, hypothesis, covered | choice.mask, "", None, None, None)
                continue
            for at in self._levels(hypothesis, choice.place):
                yield self._step_to(at, choice, choice.place)

    def _step_to(self, at: _Hypothesis, choice: _Choice, place: Place) -> _Step:
        state, cost = self._step(at.state, choice.label)
        cost += at.level.cost(place, self._weights) + self._habits(at, choice.label)
        weight = at.weight + choice.weight - cost
        covered = at.covered | choice.mask
        return _Step(weight, at, covered, choice.label, state, place, choice.piece)

    def _levels(self, hypothesis: _Hypothesis, place: Place) -> Iterator[_Hypothesis]:
        """Yield the hypothesis as it is, after leaving exponents, and at the start of a new one."""
        yield hypothesis
        left = hypothesis
        while left.outer:
            left = _left(left, self._weights)
            yield left
        may_rise = hypothesis.items and _ends_operand(hypothesis.last)
        if may_rise and hypothesis.level.is_over(place) and len(hypothesis.outer) < _DEEPEST:
            yield from self._raised(hypothesis)

    def _raised(self, hypothesis: _Hypothesis) -> Iterator[_Hypothesis]:
        state, cost = self._step(hypothesis.state, RAISED)
        if cost > 0:
            return
        outer = _Outer(state, hypothesis.level, hypothesis.items)
        price = self._weights.power + self._weights.power_of_power * bool(hypothesis.outer)
        yield _Hypothesis(
            hypothesis.covered,
            hypothesis.weight - price,
            start() if state is not None else None,
            hypothesis.level.raised(self._weights),
            (),
            (*hypothesis.outer, outer),
            "",
            False,
        )

    def _step(self, state: State | None, label: str) -> tuple[State | None, float]:
        if state is None:
            return None, 0.0
        following = advance(state, label)
        return following, 0.0 if following is not None else self._weights.broken

    def _habits(self, hypothesis: _Hypothesis, label: str) -> float:
        """Return the cost of what is allowed but rarely written."""
        state = hypothesis.state
        if state is None or state.phase is Phase.EQUALS:
            return 0.0
        cost = 0.0
        if label in DIGITS and hypothesis.last in CLOSING:
            cost += self._weights.after_bracket
        if label in DIGITS and hypothesis.is_lone_zero:
            cost += self._weights.leading_zero
        if label in SIGNS and hypothesis.last in OPERATORS:
            cost += self._weights.two_signs
        return cost

    def _ended(self, hypothesis: _Hypothesis) -> Found:
        while hypothesis.outer:
            hypothesis = _left(hypothesis, self._weights)
        cost = _unfinished(hypothesis.state, self._weights)
        return Found(hypothesis.items, hypothesis.weight - cost)


def _left(hypothesis: _Hypothesis, weights: Weights) -> _Hypothesis:
    """Return the hypothesis after its innermost exponent has ended."""
    *outer, around = hypothesis.outer
    return _Hypothesis(
        hypothesis.covered,
        hypothesis.weight - _unfinished(hypothesis.state, weights),
        around.state,
        around.level,
        (*around.items, Lifted(hypothesis.items)),
        tuple(outer),
        RAISED,
        False,
    )


def _unfinished(state: State | None, weights: Weights) -> float:
    return 0.0 if state is None or accepts(state) else weights.unfinished


def _ends_operand(label: str) -> bool:
    return label in DIGITS or label in CLOSING or label == FRACTION


def _marks_of(mask: int, boxes: Sequence[Box]) -> list[int]:
    """Return the marks of a mask from left to right."""
    marks = [mark for mark in range(len(boxes)) if mask >> mark & 1]
    return sorted(marks, key=lambda mark: (boxes[mark].x0 + boxes[mark].center[0], mark))

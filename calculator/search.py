"""Search: the best ways to cover all marks of a line by cells, and how these stand to each other.

A beam search over exact covers: a reading is always extended by a cell that holds the leftmost mark
not yet covered, so bars and dots that were added late do no harm. A fraction is one step of it: its
upper and lower part are searched by themselves first, once for every set of marks. An exponent is a
level of its own, entered when a symbol stands raised and left when one stands on the line again.

Readings are dropped that are far behind the best, or for want of room; while none was dropped for
want of room, `Search.exact` stays true.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from calculator.agenda import Agenda, Hypothesis, Outer, Step
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
from calculator.pieces import Found, Lifted, Piece, Stacked, Written
from calculator.weights import Weights
from recognizer.alphabet import DIGITS
from segmentation.ink import Box

_OF_NUMBERS = {*DIGITS, POINT}
_PARTS = 4
"""How many readings of the part of a fraction are considered."""
KEPT = 24
"""How many readings of a line are returned at most."""
_DEEPEST = 12
"""How deep fractions stand within fractions, and exponents within exponents, at most."""
_MOST_IN_PARTS = 400
"""How many marks are searched in the parts of fractions, all parts together: bars on bars are many
ways to divide, and hardly anybody writes them."""


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
        agenda = Agenda()
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

    def _nothing(self) -> Hypothesis:
        state = start() if self._grammar else None
        return Hypothesis(0, 0.0, state, Level.unknown(self._size), (), (), "", False)

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
        place = Place.of_fraction(cell.group.box, box)
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
        self, hypothesis: Hypothesis, choices: Sequence[_Choice], agenda: Agenda
    ) -> Iterator[Step]:
        """Yield the hypothesis with each choice, on each level where it may stand."""
        covered = hypothesis.covered
        for choice in choices:
            most = hypothesis.weight + choice.weight
            if choice.mask & covered or not agenda.is_wanted(
                (covered | choice.mask).bit_count(), most
            ):
                continue
            if choice.place is None:
                yield Step(most, hypothesis, covered | choice.mask, "", None, None, None)
                continue
            for at in self._levels(hypothesis, choice.place):
                yield self._step_to(at, choice, choice.place)

    def _step_to(self, at: Hypothesis, choice: _Choice, place: Place) -> Step:
        state, cost = self._step(at.state, choice.label)
        cost += at.level.cost(place, self._weights) + self._habits(at, choice.label)
        weight = at.weight + choice.weight - cost
        covered = at.covered | choice.mask
        return Step(weight, at, covered, choice.label, state, place, choice.piece)

    def _levels(self, hypothesis: Hypothesis, place: Place) -> Iterator[Hypothesis]:
        """Yield the hypothesis as it is, after leaving exponents, and at the start of a new one."""
        yield hypothesis
        left = hypothesis
        while left.outer:
            left = _left(left, self._weights)
            yield left
        may_rise = hypothesis.items and _ends_operand(hypothesis.last)
        if may_rise and hypothesis.level.is_over(place) and len(hypothesis.outer) < _DEEPEST:
            yield from self._raised(hypothesis)

    def _raised(self, hypothesis: Hypothesis) -> Iterator[Hypothesis]:
        state, cost = self._step(hypothesis.state, RAISED)
        if cost > 0:
            return
        outer = Outer(state, hypothesis.level, hypothesis.items)
        price = self._weights.power + self._weights.power_of_power * bool(hypothesis.outer)
        yield Hypothesis(
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

    def _habits(self, hypothesis: Hypothesis, label: str) -> float:
        """Return the cost of what is allowed but rarely written."""
        state = hypothesis.state
        if state is None or state.phase is Phase.EQUALS:
            return 0.0
        cost = 0.0
        if label in DIGITS and hypothesis.last in CLOSING:
            cost += self._weights.after_bracket
        if label in DIGITS and hypothesis.is_lone_zero:
            cost += self._weights.leading_zero
        if POINT in (label, hypothesis.last) and not {label, hypothesis.last} <= _OF_NUMBERS:
            cost += self._weights.bare_point
        if label in SIGNS and hypothesis.last in OPERATORS:
            cost += self._weights.two_signs
        return cost

    def _ended(self, hypothesis: Hypothesis) -> Found:
        while hypothesis.outer:
            hypothesis = _left(hypothesis, self._weights)
        cost = _unfinished(hypothesis.state, self._weights)
        return Found(hypothesis.items, hypothesis.weight - cost)


def _left(hypothesis: Hypothesis, weights: Weights) -> Hypothesis:
    """Return the hypothesis after its innermost exponent has ended."""
    *outer, around = hypothesis.outer
    return Hypothesis(
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

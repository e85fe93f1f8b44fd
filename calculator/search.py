"""Search: the best ways to cover all marks of a line by cells, and how these stand to each other.

A beam search over exact covers: a reading is always extended by a cell that holds the leftmost mark
not yet covered, so bars and dots that were added late do no harm. A fraction is one step of it: its
upper and lower part are searched by themselves first, once for every set of marks. An exponent is a
level of its own, entered when a symbol stands raised and left when one stands on the line again.

The search is exact while no more than BEAM readings are alive; `Search.exact` tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from calculator.automaton import (
    CLOSING,
    EQUALS,
    FRACTION,
    OPERATORS,
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
_BEHIND = 14.0
"""A partial reading so much worse than the best is dropped; in natural logarithms."""
_PARTS = 4
"""How many readings of the part of a fraction are considered."""
KEPT = 24
"""How many readings of a line are returned at most."""


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
class _Hypothesis:
    """A reading of the marks covered so far.

    `items` are those of the innermost level; `outer` are the levels around it, each with its state
    after the exponent. `state` is None once the grammar is broken, or where it plays no part.
    """

    covered: int
    weight: float
    state: State | None
    level: Level
    items: tuple[Piece, ...]
    outer: tuple[_Outer, ...]
    last: str
    is_lone_zero: bool


@dataclass(frozen=True, slots=True)
class _Outer:
    state: State | None
    level: Level
    items: tuple[Piece, ...]


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
        self._places = {
            id(cell): tuple(
                (label, weight, Place.of(label, cell.group.box, self._size))
                for label, weight in cell.labels
            )
            for cell in cells
        }
        self._known: dict[tuple[int, bool], tuple[Found, ...]] = {}

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
        first = _Hypothesis(
            0, 0.0, start() if self._grammar else None, Level.unknown(self._size), (), (), "", False
        )
        waiting: dict[int, list[_Hypothesis]] = {0: [first]}
        for count in range(len(marks)):
            for hypothesis in self._pruned(waiting.pop(count, [])):
                mark = next(m for m in marks if not hypothesis.covered >> m & 1)
                for longer in self._extended(hypothesis, choices[mark], is_line):
                    waiting.setdefault(longer.covered.bit_count(), []).append(longer)
        ended = [self._ended(h) for h in self._pruned(waiting[len(marks)])]
        kept = KEPT if is_line else _PARTS
        return tuple(sorted(ended, key=lambda found: -found.weight)[:kept])

    def _pruned(self, hypotheses: list[_Hypothesis]) -> list[_Hypothesis]:
        hypotheses.sort(key=lambda hypothesis: -hypothesis.weight)
        self.exact &= len(hypotheses) <= BEAM
        kept = hypotheses[:BEAM]
        return [h for h in kept if h.weight > kept[0].weight - _BEHIND]

    def _choices(
        self, mask: int, marks: Sequence[int], is_line: bool
    ) -> dict[int, list[Cell | Stacked]]:
        """Return for each mark the cells and fractions that hold it, within the marks of `mask`."""
        choices: dict[int, list[Cell | Stacked]] = {mark: [] for mark in marks}
        for cell in self._cells:
            if cell.mask & ~mask == 0:
                for mark in cell.group.marks:
                    choices[mark].append(cell)
        for bar in find_bars(self._boxes, marks, self._size):
            if 1 << bar.mark in self._alone:
                for fraction in self._fractions(bar):
                    for mark in _marks_of(bar.mask, self._boxes):
                        choices[mark].append(fraction)
        return choices

    def _fractions(self, bar: Bar) -> Iterator[Stacked]:
        """Yield the best ways to read a fraction."""
        cell = self._alone[1 << bar.mark]
        tops, bottoms = self.best(bar.over, False), self.best(bar.under, False)
        pairs = [(top, bottom) for top in tops for bottom in bottoms]
        pairs.sort(key=lambda pair: -(pair[0].weight + pair[1].weight))
        for top, bottom in pairs[:_PARTS]:
            yield Stacked(cell, top, bottom)

    def _extended(
        self, hypothesis: _Hypothesis, choices: Sequence[Cell | Stacked], is_line: bool
    ) -> Iterator[_Hypothesis]:
        for choice in choices:
            if isinstance(choice, Stacked):
                mask = _mask_of(choice)
                if not mask & hypothesis.covered:
                    yield from self._with_fraction(hypothesis, choice, mask)
            elif not choice.mask & hypothesis.covered:
                for label, weight, place in self._places[id(choice)]:
                    if label == EQUALS and not is_line:
                        continue
                    covered = hypothesis.covered | choice.mask
                    if label == STRAY:
                        lighter = hypothesis.weight + weight
                        yield replace(hypothesis, covered=covered, weight=lighter)
                        continue
                    piece = Written(choice, label)
                    yield from self._placed(hypothesis, covered, weight, label, place, piece)

    def _with_fraction(
        self, hypothesis: _Hypothesis, fraction: Stacked, mask: int
    ) -> Iterator[_Hypothesis]:
        bar = dict(fraction.bar.labels).get("-", -2.0)
        weight = fraction.top.weight + fraction.bottom.weight + bar - self._weights.fraction
        box = Box.around(self._boxes[mark] for mark in _marks_of(mask, self._boxes))
        place = Place.of_fraction(fraction.bar.group.box, box, self._size)
        covered = hypothesis.covered | mask
        yield from self._placed(hypothesis, covered, weight, FRACTION, place, fraction)

    def _placed(
        self,
        hypothesis: _Hypothesis,
        covered: int,
        weight: float,
        label: str,
        place: Place,
        piece: Piece,
    ) -> Iterator[_Hypothesis]:
        """Yield the hypothesis with one more piece, on each level where it may stand."""
        for at in self._levels(hypothesis, place):
            state, cost = self._step(at.state, label)
            cost += at.level.cost(place, self._weights) + self._habits(at, label)
            items = (*at.items, piece)
            zero = label == "0" and not (at.last in DIGITS or at.last == ".")
            yield _Hypothesis(
                covered,
                at.weight + weight - cost,
                state,
                at.level.after(place),
                items,
                at.outer,
                label,
                zero,
            )

    def _levels(self, hypothesis: _Hypothesis, place: Place) -> Iterator[_Hypothesis]:
        """Yield the hypothesis as it is, after leaving exponents, and at the start of a new one."""
        yield hypothesis
        left = hypothesis
        while left.outer:
            left = _left(left, self._weights)
            yield left
        if hypothesis.items and _ends_operand(hypothesis.last) and hypothesis.level.is_over(place):
            yield from self._raised(hypothesis)

    def _raised(self, hypothesis: _Hypothesis) -> Iterator[_Hypothesis]:
        state, cost = self._step(hypothesis.state, RAISED)
        if cost > 0:
            return
        outer = _Outer(state, hypothesis.level, hypothesis.items)
        yield _Hypothesis(
            hypothesis.covered,
            hypothesis.weight - self._weights.power,
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


def _mask_of(fraction: Stacked) -> int:
    mask = fraction.bar.mask
    waiting = [*fraction.top.items, *fraction.bottom.items]
    while waiting:
        match waiting.pop():
            case Written(cell=cell):
                mask |= cell.mask
            case Stacked(bar=bar, top=top, bottom=bottom):
                mask |= bar.mask
                waiting += [*top.items, *bottom.items]
            case Lifted(items=items):
                waiting += items
    return mask


def _marks_of(mask: int, boxes: Sequence[Box]) -> list[int]:
    """Return the marks of a mask from left to right."""
    marks = [mark for mark in range(len(boxes)) if mask >> mark & 1]
    return sorted(marks, key=lambda mark: (boxes[mark].x0 + boxes[mark].center[0], mark))

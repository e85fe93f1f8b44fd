"""Passages: any part of a line, read from the line's own lattice.

What is left out of a line, and where it is parted, is decided by comparing readings of its parts.
All of them rest on one lattice, so that the network is asked only once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from calculator.automaton import EQUALS, OPERATORS, label_of
from calculator.cells import Cell, fill, score
from calculator.errors import CalculatorError
from calculator.given import Given, symbols
from calculator.grammar import parse_row
from calculator.interpretation import Interpretation, interpretation
from calculator.layout import Exponent, Fraction, Row
from calculator.parts import ALL_PARTS
from calculator.search import Search
from calculator.weights import Weights
from recognizer.classifier import Classifier
from segmentation.ink import Box, Ink
from segmentation.runs import Run, runs


@dataclass(frozen=True, slots=True, eq=False)
class Lattice:
    """The cells of one line, the boxes of its marks, its typical size, and the symbols given."""

    cells: tuple[Cell, ...]
    boxes: tuple[Box, ...]
    size: float
    weights: Weights
    given: tuple[Given, ...]
    known: dict[tuple[tuple[int, ...], bool], tuple[Interpretation, ...]] = field(
        default_factory=dict
    )

    def read(self, marks: tuple[int, ...], grammar: bool = True) -> tuple[Interpretation, ...]:
        """Return the best interpretations of some marks, the best first; at least one."""
        key = marks, grammar
        if key not in self.known:
            search = Search(self.cells, self.boxes, self.size, self.weights, grammar)
            found = search.best(sum(1 << mark for mark in marks))
            self.known[key] = tuple(interpretation(each) for each in found)
        return self.known[key]


@dataclass(frozen=True, slots=True)
class Passage:
    """Some marks of a line, at least one, rising."""

    lattice: Lattice
    marks: tuple[int, ...]

    @classmethod
    def of(
        cls, ink: Ink, classifier: Classifier, weights: Weights, given: Sequence[Given] = ()
    ) -> Passage:
        """Return the passage of all marks of the ink of one line."""
        scored = score(ink, classifier, given, ALL_PARTS)
        boxes = tuple(stroke.box for stroke in ink.strokes)
        cells = fill(scored, weights, given)
        lattice = Lattice(cells, boxes, scored.size or 1.0, weights, symbols(given))
        return cls(lattice, tuple(range(len(boxes))))

    @property
    def interpretations(self) -> tuple[Interpretation, ...]:
        """Return the best interpretations, the best first; at least one."""
        return self.lattice.read(self.marks)

    @property
    def interpretations_freely(self) -> tuple[Interpretation, ...]:
        """Return the best interpretations where anything may follow anything."""
        return self.lattice.read(self.marks, grammar=False)

    @property
    def labels(self) -> tuple[str, ...]:
        """Return the labels of the best interpretation, in the order of reading."""
        return tuple(sign.label for sign in self.interpretations[0].signs)

    @property
    def makes_sense(self) -> bool:
        """Tell whether the best interpretation is understood as an expression."""
        try:
            parse_row(self.interpretations[0].row)
        except CalculatorError:
            return False
        return True

    @property
    def has_operator(self) -> bool:
        """Tell whether there is an operator before any `=`, a sign at the beginning left out."""
        return not OPERATORS.isdisjoint(label_of(item) for item in self._row[1:])

    @property
    def is_sum(self) -> bool:
        """Tell whether there is something to work out: more than a number and its sign."""
        has_more = any(isinstance(item, Fraction | Exponent) for item in self._row)
        return (self.has_operator or has_more) and self.makes_sense

    @property
    def result(self) -> tuple[str, ...] | None:
        """Return the labels after `=`, if there is one."""
        labels = self.labels
        return labels[labels.index(EQUALS) + 1 :] if EQUALS in labels else None

    @property
    def is_told(self) -> bool:
        """Tell whether some of it is given."""
        return any(not each.marks.isdisjoint(self.marks) for each in self.lattice.given)

    def part(self, marks: Iterable[int]) -> Passage:
        """Return the passage of some of its marks."""
        return Passage(self.lattice, tuple(sorted(marks)))

    def runs(self, room: float) -> tuple[Run, ...]:
        """Part the marks at spaces wider than `room`, in typical sizes; what is given stays whole.

        The spaces of the runs are in typical sizes too.
        """
        size = self.lattice.size
        own = set(self.marks)
        told = [tuple(each.marks) for each in self.lattice.given if each.marks <= own]
        alone = own.difference(*told)
        found = runs([*told, *((mark,) for mark in alone)], self.lattice.boxes, room * size)
        return tuple(Run(run.marks, run.space / size) for run in found)

    @property
    def _row(self) -> Row:
        """Return what is to be worked out: all before `=`."""
        return tuple(takewhile(lambda item: label_of(item) != EQUALS, self.interpretations[0].row))

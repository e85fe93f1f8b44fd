"""Reading: the whole way from ink to answers, as one function."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from calculator import baseline, lattice
from calculator.given import Given
from calculator.interpretation import Interpretation, Sign
from calculator.line import make_line
from calculator.parts import ALL_PARTS, Parts
from calculator.reading import Line, Reading
from calculator.weights import Weights
from recognizer.classifier import Classifier
from segmentation.ink import Ink
from segmentation.lines import split_lines

METHODS = ("lattice", "projection")
"""The ways of grouping marks into symbols, the default first."""


def read_ink(
    ink: Ink,
    classifier: Classifier,
    method: str = METHODS[0],
    given: Sequence[Given] = (),
    parts: Parts = ALL_PARTS,
) -> Reading:
    """Read ink, line by line from top to bottom; without any stroke there is no line.

    What is `given` is read as it says; it and the `parts` are for the lattice alone. By projection
    all ink is one line. Raises ValueError for a method that is not in METHODS.
    """
    if method not in METHODS:
        raise ValueError(f"there is no method {method!r}; there are {', '.join(METHODS)}")
    if not ink.strokes:
        return Reading("ink", classifier.model_id, ())
    if method == "projection":
        lines: tuple[Line, ...] = (make_line(baseline.interpret(ink, classifier), Weights()),)
    else:
        weights = Weights.of(classifier.card)
        lines = tuple(
            _read_line(ink, marks, classifier, weights, given, parts)
            for marks in _joined(split_lines(ink), given)
        )
    return Reading("ink", classifier.model_id, lines)


def _joined(
    lines: Sequence[tuple[int, ...]], given: Sequence[Given]
) -> tuple[tuple[int, ...], ...]:
    """Return lines of which none parts what is given as one symbol."""
    for each in given:
        touched = [line for line in lines if not each.marks.isdisjoint(line)]
        if len(touched) > 1:
            whole = tuple(sorted(mark for line in touched for mark in line))
            rest = [whole if line is touched[0] else line for line in lines]
            lines = [line for line in rest if line not in touched]
    return tuple(lines)


def _read_line(
    ink: Ink,
    marks: tuple[int, ...],
    classifier: Classifier,
    weights: Weights,
    given: Sequence[Given],
    parts: Parts,
) -> Line:
    """Read the marks of one line as ink of its own, and name them as the whole ink does."""
    place = {mark: at for at, mark in enumerate(marks)}
    told = [
        Given(frozenset(place[mark] for mark in each.marks), each.label)
        for each in given
        if each.marks <= place.keys()
    ]
    interpretations = lattice.interpret(ink.select(marks), classifier, weights, told, parts)
    return make_line([_renamed(each, marks) for each in interpretations], weights)


def _renamed(interpretation: Interpretation, marks: tuple[int, ...]) -> Interpretation:
    return replace(
        interpretation, signs=tuple(_renamed_sign(sign, marks) for sign in interpretation.signs)
    )


def _renamed_sign(sign: Sign, marks: tuple[int, ...]) -> Sign:
    own = tuple(marks[mark] for mark in sign.group.marks)
    return replace(sign, group=replace(sign.group, marks=own))

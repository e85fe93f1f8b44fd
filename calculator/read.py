"""Reading: the whole way from ink to answers, as one function."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from calculator import baseline, lattice
from calculator.columns import columns
from calculator.given import Given, given_of, left_out, symbols
from calculator.interpretation import Interpretation, Sign
from calculator.line import make_line
from calculator.numbering import numbers
from calculator.parts import ALL_PARTS, Parts
from calculator.passages import Passage
from calculator.reading import Line, Reading
from calculator.weights import Weights
from recognizer.classifier import Classifier
from segmentation.columns import level_columns
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
    worksheet: bool = False,
) -> Reading:
    """Read ink, line by line from top to bottom; without any stroke there is no line.

    What is `given` is read as it says; marks that are in no symbol are left out as if they were not
    there. It and the `parts` are for the lattice alone, and so is `worksheet`, with which sums may
    stand side by side and have numbers before them; all `parts` are at work then. By projection all
    ink is one line. Raises ValueError for a method that is not in METHODS.
    """
    if method not in METHODS:
        raise ValueError(f"there is no method {method!r}; there are {', '.join(METHODS)}")
    if not ink.strokes:
        return Reading("ink", classifier.model_id, ())
    if method == "projection":
        lines: tuple[Line, ...] = (make_line(baseline.interpret(ink, classifier), Weights()),)
    else:
        weights = Weights.of(classifier.card)
        written = _joined(_lines(ink, left_out(given)), given)
        if worksheet:
            written = _joined(level_columns(ink, written), given)
            lines = _read_worksheet(ink, written, classifier, weights, given)
        else:
            lines = tuple(
                _read_line(ink, marks, classifier, weights, given, parts) for marks in written
            )
    return Reading("ink", classifier.model_id, lines)


def _lines(ink: Ink, without: frozenset[int]) -> tuple[tuple[int, ...], ...]:
    """Part the marks of ink into lines, as if those to be left `without` were not there."""
    kept = [mark for mark in range(len(ink.strokes)) if mark not in without]
    lines = split_lines(ink.select(kept))
    return tuple(tuple(kept[mark] for mark in line) for line in lines)


def _joined(
    lines: Sequence[tuple[int, ...]], given: Sequence[Given]
) -> tuple[tuple[int, ...], ...]:
    """Return lines of which none parts what is given as one symbol."""
    for each in symbols(given):
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
    told = given_of(given, marks)
    interpretations = lattice.interpret(ink.select(marks), classifier, weights, told, parts)
    return make_line([_renamed(each, marks) for each in interpretations], weights)


def _read_worksheet(
    ink: Ink,
    lines: Sequence[tuple[int, ...]],
    classifier: Classifier,
    weights: Weights,
    given: Sequence[Given],
) -> tuple[Line, ...]:
    """Read lines that may hold several sums each, and sums that may have numbers before them."""
    sums: list[Passage] = []
    names: list[tuple[int, ...]] = []
    for marks in lines:
        whole = Passage.of(ink.select(marks), classifier, weights, given_of(given, marks))
        found = columns(whole)
        sums += found
        names += [marks] * len(found)
    read = []
    for passage, marks, number in zip(sums, names, numbers(sums), strict=True):
        counted = number.rest if number else passage
        line = make_line([_renamed(each, marks) for each in counted.interpretations], weights)
        read.append(replace(line, number=number.text if number else None))
    return tuple(read)


def _renamed(interpretation: Interpretation, marks: tuple[int, ...]) -> Interpretation:
    return replace(
        interpretation, signs=tuple(_renamed_sign(sign, marks) for sign in interpretation.signs)
    )


def _renamed_sign(sign: Sign, marks: tuple[int, ...]) -> Sign:
    own = tuple(marks[mark] for mark in sign.group.marks)
    return replace(sign, group=replace(sign.group, marks=own))

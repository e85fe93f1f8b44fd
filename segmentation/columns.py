"""Columns: lines side by side that are not level hang together, and are parted here."""

from __future__ import annotations

from collections.abc import Sequence

from segmentation.ink import Ink
from segmentation.lines import split_lines
from segmentation.projection import typical_size
from segmentation.runs import runs

WIDE = 2.0
"""The least space between two columns, in typical sizes.

One line of crohme2013train_linear has a wider space within an expression (2.05), 17 of 614 of
crohme2013train_calc have, most of them beside `=`.
"""
_LEAST = 3
"""A line of a column has at least so many marks: less may be a part of a line beside it."""


def level_columns(ink: Ink, lines: Sequence[tuple[int, ...]]) -> tuple[tuple[int, ...], ...]:
    """Part those lines of ink that are several on one side of a wide space, left to right."""
    return tuple(part for marks in lines for part in _levelled(ink, marks))


def _levelled(ink: Ink, marks: tuple[int, ...]) -> Sequence[tuple[int, ...]]:
    own = ink.select(marks)
    boxes = [stroke.box for stroke in own.strokes]
    alone = [(mark,) for mark in range(len(boxes))]
    sides = [run.marks for run in runs(alone, boxes, WIDE * typical_size(own))]
    found = [
        tuple(side[mark] for mark in line)
        for side in sides
        for line in split_lines(own.select(side))
    ]
    if len(found) == len(sides) or any(len(line) < _LEAST for line in found):
        return [marks]
    return [tuple(marks[mark] for mark in line) for line in found]

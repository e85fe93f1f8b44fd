"""Cutting: symbols that touch are offered in pieces, and nothing of the line is lost."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from drawings import ring

from segmentation.ink import Ink, arc_length
from segmentation.photo.cutting import cut

SIZE = 20.0
ZERO = ring(10, 10, 10)
SECOND_ZERO = ring(45, 10, 10)


def length(ink):
    return sum(float(arc_length(stroke.points)[-1]) for stroke in ink.strokes)


def line(*points):
    """Return a line with a point at every unit of its way."""
    ends = np.array(points, float)
    steps = [np.linspace(a, b, 21) for a, b in pairwise(ends)]
    return np.concatenate(steps)


@pytest.mark.parametrize(
    ("name", "strokes", "pieces"),
    [
        ("one ring", [ZERO], 1),
        ("a bar", [line((0, 0), (80, 0))], 1),
        ("a bracket", [line((5, 0), (0, 15), (5, 30))], 1),
        ("a small plus", [line((0, 7), (14, 7)), line((7, 0), (7, 14))], 1),
        (
            "a plus as wide as a symbol is high",
            [line((0, 10), (20, 10)), line((10, 0), (10, 20))],
            3,
        ),
        ("two rings on a short bridge", [ZERO, line((20, 10), (25, 10)), ring(35, 10, 10)], 2),
        ("two rings on a long bridge", [ZERO, line((20, 10), (35, 10)), SECOND_ZERO], 3),
        ("rings over each other", [ZERO, line((10, 20), (10, 24)), ring(10, 34, 10)], 2),
    ],
)
def test_pieces(name, strokes, pieces):
    ink = Ink.of(strokes)
    found = cut(ink, SIZE)
    assert len(found) == pieces
    assert all(piece.strokes for piece in found)


def test_the_pieces_are_the_whole():
    ink = Ink.of([ZERO, line((20, 10), (35, 10)), SECOND_ZERO])
    found = cut(ink, SIZE)
    # A cut leaves out the step between two points.
    assert sum(map(length, found)) == pytest.approx(length(ink), abs=3)
    assert [round(piece.box.x0) for piece in found] == sorted(
        round(piece.box.x0) for piece in found
    )


def test_two_lines_that_cross_a_place_are_not_cut():
    ink = Ink.of([line((0, 0), (60, 0)), line((0, 20), (60, 20)), line((0, 0), (0, 20))])
    assert len(cut(ink, SIZE)) == 1


def test_on_its_side_a_page_is_cut_the_other_way():
    strokes = [ZERO, line((20, 10), (25, 10)), ring(35, 10, 10)]
    on_its_side = Ink.of([np.array(stroke)[:, ::-1] for stroke in strokes])
    assert len(cut(on_its_side, SIZE, in_rows=False)) == len(cut(Ink.of(strokes), SIZE)) == 2

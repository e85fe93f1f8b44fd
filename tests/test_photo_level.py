"""Level: writing that runs uphill or down becomes horizontal."""

import numpy as np
import pytest
from drawings import fixture_ink

from segmentation.ink import Ink, Stroke
from segmentation.photo.level import MOST_SKEW, levelled, rotated, skew

ROW = [np.array([[x, 0.0], [x, 40.0]]) for x in range(0, 800, 40)]


def turned(strokes, degrees: float) -> Ink:
    return Ink(tuple(Stroke(rotated(points, degrees)) for points in strokes))


@pytest.mark.parametrize("degrees", [-12.0, -5.0, 0.0, 5.0, 12.0])
def test_a_row_is_levelled(degrees):
    rows = [
        np.array([[x, y], [x + 30.0, y]]) for x in range(0, 800, 40) for y in (0.0, 40.0, 120.0)
    ]
    ink = turned(rows, degrees)
    assert skew(ink) == pytest.approx(degrees, abs=0.5)
    assert abs(skew(levelled(ink))) <= 0.5


@pytest.mark.parametrize(
    "ink",
    [
        Ink(()),
        Ink((Stroke(np.array([[3.0, 4.0]])),)),
        Ink(tuple(Stroke(np.array([[3.0, 4.0]])) for _ in range(3))),
        Ink(tuple(Stroke(points) for points in ROW[:1])),
    ],
    ids=["none", "a point", "the same point", "a line"],
)
def test_without_lines_nothing_is_turned(ink):
    assert skew(ink) == 0
    assert levelled(ink) is ink


def test_no_ink_is_turned_further_than_it_may():
    ink = fixture_ink("12+30")
    steep = ink.moved(lambda points: rotated(points, 40.0))
    assert abs(skew(steep)) <= MOST_SKEW

"""Boxes, strokes and ink."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from segmentation.ink import Box, Ink, Stroke


def test_a_box_knows_its_sides_and_its_center():
    box = Box(1, 2, 5, 4)
    assert (box.width, box.height, box.size, box.center) == (4, 2, 4, (3, 3))
    assert box.as_tuple() == (1, 2, 5, 4)


@pytest.mark.parametrize(
    ("boxes", "around"),
    [
        ([Box(1, 2, 3, 4)], Box(1, 2, 3, 4)),
        ([Box(0, 0, 1, 1), Box(5, -2, 6, 0)], Box(0, -2, 6, 1)),
        ([Box(0, 0, 9, 9), Box(2, 2, 3, 3)], Box(0, 0, 9, 9)),
        ([Box(0, 0, 0, 0), Box(-1, 7, -1, 7)], Box(-1, 0, 0, 7)),
    ],
)
def test_a_box_around_boxes_holds_them_all(boxes, around):
    assert Box.around(iter(boxes)) == around


@pytest.mark.parametrize(
    ("points", "box"),
    [
        ([(3, 4)], Box(3, 4, 3, 4)),
        ([(3, 4), (3, 4)], Box(3, 4, 3, 4)),
        ([(0, 5), (-2, 1), (4, 3)], Box(-2, 1, 4, 5)),
    ],
)
def test_a_stroke_has_the_box_of_its_points(points, box):
    assert Stroke.of(points).box == box


@pytest.mark.parametrize("shape", [(0, 2), (2,), (3, 3), (2, 1), (1, 2, 2)])
def test_points_of_another_shape_are_refused(shape):
    with pytest.raises(ValueError, match=r"shape \(n, 2\)"):
        Stroke(np.zeros(shape))


@pytest.mark.parametrize("values", [np.zeros(2), np.zeros(0), np.zeros((3, 1))])
@pytest.mark.parametrize("name", ["times", "pressures"])
def test_times_and_pressures_want_one_value_a_point(name, values):
    with pytest.raises(ValueError, match="one value a point"):
        Stroke(np.zeros((3, 2)), **{name: values})


def test_a_stroke_keeps_no_hold_of_the_list_it_was_made_of():
    points = np.array([[0.0, 0.0], [1.0, 1.0]])
    stroke = Stroke.of(points)
    points[:] = 9
    assert stroke.points.tolist() == [[0, 0], [1, 1]]


def test_ink_is_frozen():
    ink = Ink.of([[(0, 0)]])
    with pytest.raises(FrozenInstanceError):
        ink.strokes = ()
    with pytest.raises(FrozenInstanceError):
        ink.strokes[0].box = Box(0, 0, 1, 1)


def test_selecting_keeps_the_order_that_is_asked_for():
    ink = Ink.of([[(mark, 0)] for mark in range(4)])
    assert ink.select((3, 0)).strokes == (ink.strokes[3], ink.strokes[0])
    assert ink.select(()).strokes == ()


def test_the_box_of_ink_is_around_all_its_strokes():
    assert Ink.of([[(0, 0), (2, 1)], [(-5, 9)]]).box == Box(-5, 0, 2, 9)

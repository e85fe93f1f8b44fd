"""Candidates: what shape and place say that a group may be."""

from __future__ import annotations

import math

import numpy as np
import pytest
from drawings import ring
from hypothesis import given, settings
from hypothesis import strategies as st
from scripted import Scripted, Unsure

from calculator.candidates import score
from segmentation.ink import Ink
from segmentation.projection import segment

LEFT, RIGHT = [[0, 0], [20, 0], [0, 40], [20, 40]], [[60, 0], [80, 0], [60, 40], [80, 40]]
BAR = [[30, 20], [50, 20]]


def candidates(strokes, classifier=None):
    ink = Ink.of(strokes)
    return score(ink, segment(ink), classifier or Unsure())


def labels(each):
    return [label for label, _ in each.labels]


@pytest.mark.parametrize(
    ("height", "label"),
    [(40, "."), (38, "."), (34, "."), (46, "."), (16, "×"), (12, "×"), (5, "×")],
)
@pytest.mark.parametrize("dot", [[[40, 0]], [[39, 0], [41, 1]], ring(40, 0, 3)])
def test_a_dot_is_a_point_on_the_baseline_and_a_times_at_mid_height(dot, height, label):
    moved = [[x, y + height] for x, y in dot]
    _, each, _ = candidates([LEFT, moved, RIGHT])
    assert labels(each) == ([".", "×"] if label == "." else ["×", "."])
    assert sum(share for _, share in each.labels) + each.no_symbol == pytest.approx(1)


def test_the_more_room_a_dot_has_the_more_it_is_a_times():
    lines = [[LEFT, [[20 + gap, 20]], moved_by(RIGHT, 2 * gap - 40)] for gap in (5, 10, 20, 40)]
    shares = [dict(candidates(line)[1].labels)["×"] for line in lines]
    assert shares == sorted(set(shares))


def moved_by(stroke, x):
    return [[a + x, b] for a, b in stroke]


@pytest.mark.parametrize("neighbours", [[LEFT], [RIGHT]])
def test_one_neighbour_is_enough_to_place_a_dot(neighbours):
    ends = sorted([*neighbours, [[40, 39]]])
    point = candidates(ends)[ends.index([[40, 39]])]
    assert labels(point)[0] == "."


def test_a_bar_is_no_neighbour_that_places_a_dot():
    _, _, each, _ = candidates([LEFT, BAR, [[55, 38]], RIGHT])
    assert labels(each)[0] == "."


def test_a_dot_that_stands_alone_is_a_point():
    (each,) = candidates([[[40, 20]]])
    assert labels(each)[0] == "."


def test_a_ring_of_usual_size_is_no_dot():
    _, each, _ = candidates([LEFT, ring(40, 20, 12), RIGHT])
    assert "." not in labels(each)


@pytest.mark.parametrize(
    "height", [-1e7, -4000, -600, -300, -120, -60, 60, 90, 120, 150, 300, 600, 4000, 1e7]
)
def test_a_dot_far_from_its_line_still_has_probabilities(height):
    _, each, _ = candidates([LEFT, [[40, height]], RIGHT])
    assert all(0 < share <= 1 and math.isfinite(math.log(share)) for _, share in each.labels)


@pytest.mark.parametrize("height", [-80, 120])
def test_a_dot_beyond_its_line_is_no_symbol(height):
    _, each, _ = candidates([LEFT, [[40, height]], RIGHT])
    assert each.no_symbol > 0.97


def test_a_short_bar_at_mid_height_is_left_to_its_shape():
    _, each, _ = candidates([LEFT, [[36, 20], [45, 20]], RIGHT], Scripted(["1", "-", "1"]))
    assert labels(each)[0] == "-"


@pytest.mark.parametrize(
    ("bars", "is_equals"),
    [
        ([[[30, 15], [50, 15]], [[30, 25], [50, 25]]], True),
        ([[[30, 25], [50, 25]], [[30, 15], [50, 15]]], True),
        ([[[30, 15], [50, 19]], [[32, 25], [54, 29]]], True),
        ([[[30, 15], [50, 15]], [[30, 25], [40, 25]]], True),
        # A minus that was drawn twice, and a bar with one of the dots of its ÷.
        ([[[30, 20], [50, 20]], [[30, 21], [50, 21]]], False),
        ([[[30, 20], [50, 20]], [[38, 10], [42, 10]]], False),
        # A plus, a cross, two upright lines, and bars that hardly overlap.
        ([[[30, 20], [50, 20]], [[40, 10], [40, 30]]], False),
        ([[[30, 10], [50, 30]], [[30, 30], [50, 10]]], False),
        ([[[40, 0], [40, 15]], [[40, 25], [40, 40]]], False),
        ([[[30, 15], [45, 15]], [[40, 25], [55, 25]]], False),
        ([[[30, 15], [50, 15]], [[30, 20], [50, 20]], [[30, 25], [50, 25]]], False),
        ([[[30, 15], [50, 15]]], False),
    ],
)
def test_two_bars_over_each_other_are_an_equals_sign(bars, is_equals):
    _, each, _ = candidates([LEFT, *bars, RIGHT])
    assert (labels(each)[0] == "=") == is_equals
    assert ("=" in labels(each)) == is_equals


def test_shapes_have_the_scores_of_the_classifier_best_first():
    script = [{"7": 0.2, "1": 0.7}, {"+": 0.5}, "3"]
    first, second, third = candidates([LEFT, BAR, RIGHT], Scripted(script))
    assert first.labels[:2] == (("1", pytest.approx(0.7)), ("7", pytest.approx(0.2)))
    assert [each.no_symbol for each in (first, second, third)] == pytest.approx(
        [0.1, 0.5, 0.001], abs=1e-6
    )
    assert (labels(second)[0], labels(third)[0]) == ("+", "3")


def test_groups_keep_their_marks_and_boxes():
    ink = Ink.of([LEFT, BAR, [[40, 10], [40, 30]], RIGHT])
    groups = segment(ink)
    assert [each.group for each in score(ink, groups, Unsure())] == list(groups)


place = st.integers(-200, 200)
side = st.sampled_from([0, 1, 8, 40])
drawn = st.lists(st.tuples(place, place, side, side), min_size=1, max_size=8)


@given(drawn)
@settings(max_examples=80)
def test_whatever_is_drawn_has_probabilities_best_first(boxes):
    strokes = [[[x, y], [x + width, y + height]] for x, y, width, height in boxes]
    for each in candidates(strokes):
        shares = [share for _, share in each.labels]
        assert shares == sorted(shares, reverse=True)
        assert min(shares) > 0 and 0 <= each.no_symbol <= 1
        assert sum(shares) + each.no_symbol < 1 + 1e-4
        assert len(set(labels(each))) == len(each.labels)
        assert np.isfinite(shares).all()

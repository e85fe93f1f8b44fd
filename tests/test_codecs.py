"""Ink as JSON: what is kept, what is refused, and where exactly the limits lie."""

from __future__ import annotations

import math

import numpy as np
import pytest
from drawings import NAMES, fixture
from hypothesis import given, settings
from hypothesis import strategies as st

from segmentation.codecs import (
    MAX_COORDINATE,
    MAX_POINTS,
    MAX_STROKES,
    InkError,
    ink_from_json,
    ink_to_json,
)

LARGEST_INTEGER = 2**53
"""The largest integer up to which a float holds every integer."""


def one_point(*values):
    return {"strokes": [[list(values)]]}


def refusal(data):
    """Return the kind with which ink is refused."""
    with pytest.raises(InkError) as refused:
        ink_from_json(data)
    assert refused.value.message.endswith(".")
    assert str(refused.value) == refused.value.message
    return refused.value.kind


@pytest.mark.parametrize(
    "data",
    [
        None,
        True,
        17,
        "ink",
        [],
        [[[1, 2]]],
        {},
        {"stroke": []},
        {"strokes": None},
        {"strokes": "[]"},
        {"strokes": {"0": [[1, 2]]}},
        {"strokes": 3},
        {"strokes": [None]},
        {"strokes": ["12"]},
        {"strokes": [5]},
        {"strokes": [{}]},
        {"strokes": [[]]},
        {"strokes": [[[1, 2]], []]},
        {"strokes": [[1, 2]]},
        {"strokes": [["12"]]},
        {"strokes": [[None]]},
        {"strokes": [[{"x": 1, "y": 2}]]},
        {"strokes": [[[]]]},
        one_point(1),
        one_point(1, 2, 3, 0.5, 5),
        one_point(1, None),
        one_point("1", "2"),
        one_point([1], [2]),
        one_point(True, 2),
        one_point(1, 2, False),
        one_point(1, 2, 3, True),
        {"strokes": [[[1, 2], [3]]]},
    ],
    ids=repr,
)
def test_what_is_no_ink_is_malformed(data):
    assert refusal(data) == "malformed_ink"


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("place", range(4))
def test_values_that_are_not_finite_are_refused(value, place):
    values = [1.0, 2.0, 3.0, 0.5]
    values[place] = value
    assert refusal(one_point(*values)) == "not_finite"


@pytest.mark.parametrize(
    "values",
    [
        (math.nextafter(MAX_COORDINATE, math.inf), 0),
        (0, -math.nextafter(MAX_COORDINATE, math.inf)),
        (int(MAX_COORDINATE) + 1, 0),
        (1e300, 0),
        (LARGEST_INTEGER + 1, 0),
        (0, 0, LARGEST_INTEGER + 1),
        (0, 0, 0, -(10**400)),
    ],
    ids=lambda values: f"{len(values)} values",
)
def test_what_lies_too_far_off_is_refused(values):
    assert refusal(one_point(*values)) == "too_far"


@pytest.mark.parametrize(
    "values",
    [
        (MAX_COORDINATE, -MAX_COORDINATE),
        (int(MAX_COORDINATE), -int(MAX_COORDINATE)),
        (5e-324, -0.0),
        (0, 0, LARGEST_INTEGER),
        (0, 0, -1e300),
    ],
    ids=repr,
)
def test_what_lies_on_the_limit_is_accepted(values):
    (stroke,) = ink_from_json(one_point(*values)).strokes
    assert stroke.points.tolist() == [[values[0], values[1]]]


def test_the_number_of_strokes_has_a_limit():
    assert len(ink_from_json({"strokes": [[[0, 0]]] * MAX_STROKES}).strokes) == MAX_STROKES
    assert refusal({"strokes": [[[0, 0]]] * (MAX_STROKES + 1)}) == "too_many_strokes"


@pytest.mark.parametrize("strokes", [1, 2])
def test_the_number_of_points_of_all_strokes_has_a_limit(strokes):
    share = [[0, 0]] * (MAX_POINTS // strokes)
    assert len(ink_from_json({"strokes": [share] * strokes}).strokes) == strokes
    assert refusal({"strokes": [share] * strokes + [[[0, 0]]]}) == "too_many_points"


def test_a_refusal_says_which_stroke_it_means():
    with pytest.raises(InkError, match="Stroke 3 "):
        ink_from_json({"strokes": [[[0, 0]], [[1, 1]], [[1, "x"]]]})


def test_an_empty_canvas_is_ink():
    assert ink_from_json({"strokes": []}).strokes == ()


def test_other_keys_are_ignored():
    assert len(ink_from_json({"strokes": [[[1, 2]]], "answer": 3}).strokes) == 1


@pytest.mark.parametrize(
    ("widths", "kept"),
    [
        ((2,), 2),
        ((3,), 3),
        ((4,), 4),
        ((4, 4), 4),
        ((4, 3), 3),
        ((3, 4), 3),
        ((4, 2, 4), 2),
    ],
)
def test_times_and_pressures_are_kept_if_every_point_has_them(widths, kept):
    (stroke,) = ink_from_json({"strokes": [[[1, 2, 3, 0.5][:width] for width in widths]]}).strokes
    assert (stroke.times is not None) == (kept >= 3)
    assert (stroke.pressures is not None) == (kept == 4)
    assert stroke.points.tolist() == [[1, 2]] * len(widths)


def test_each_stroke_decides_for_itself_whether_it_has_times():
    ink = ink_from_json({"strokes": [[[1, 2]], [[3, 4, 5]]]})
    assert ink.strokes[0].times is None
    assert ink.strokes[1].times.tolist() == [5]


@pytest.mark.parametrize("name", NAMES)
def test_a_fixture_comes_back_as_it_was(name):
    strokes = fixture(name)["strokes"]
    assert ink_to_json(ink_from_json({"strokes": strokes})) == {"strokes": strokes}


coordinates = st.floats(-MAX_COORDINATE, MAX_COORDINATE) | st.integers(-(10**7), 10**7)
points = st.integers(2, 4).flatmap(
    lambda width: st.lists(
        st.tuples(coordinates, coordinates, st.floats(0, 1e15), st.floats(0, 1)).map(
            lambda point: list(point[:width])
        ),
        min_size=1,
        max_size=5,
    )
)


@given(st.lists(points, max_size=5))
@settings(max_examples=60)
def test_any_ink_comes_back_as_it_was(strokes):
    assert ink_to_json(ink_from_json({"strokes": strokes})) == {"strokes": strokes}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=12,
)


@given(json_values)
@settings(max_examples=100)
def test_whatever_is_given_is_finite_ink_or_an_ink_error(value):
    try:
        ink = ink_from_json({"strokes": value})
    except InkError as error:
        assert error.kind
    else:
        assert all(np.isfinite(stroke.points).all() for stroke in ink.strokes)

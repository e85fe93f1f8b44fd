"""Bars: which marks may be a fraction bar, and what stands over and under them."""

from __future__ import annotations

import pytest

from calculator.bars import find_bars, is_equals
from segmentation.ink import Box

SIZE = 40.0


def box(x, y, width=20.0, height=30.0):
    """Return the box around a middle."""
    return Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def bar(x, y, width=40.0, height=1.0):
    return box(x, y, width, height)


def bars(*boxes):
    """Return {mark: (marks over it, marks under it)}."""
    found = find_bars(boxes, range(len(boxes)), SIZE)
    return {each.mark: (members(each.over), members(each.under)) for each in found}


def members(mask):
    return {mark for mark in range(mask.bit_length()) if mask >> mark & 1}


def test_a_bar_has_marks_over_and_under_it():
    assert bars(box(0, -25), bar(0, 0), box(-8, 25), box(8, 25)) == {1: ({0}, {2, 3})}


@pytest.mark.parametrize(
    "boxes",
    [
        # A minus, also with one number lower, a plus, a short dash, two lines far apart.
        [box(-40, 0), bar(0, 0), box(40, 0)],
        [box(-40, 0), bar(0, 0), box(40, 0), box(0, 25)],
        [bar(0, 0), box(0, 0, 2)],
        [box(0, -25), bar(0, 0, 10), box(0, 25)],
        [box(0, -100), bar(0, 0), box(0, 25)],
        # Too steep, and a mark that only reaches beside it.
        [box(0, -35), bar(0, 0, 40, 30), box(0, 35)],
        [box(45, -25), bar(0, 0), box(0, 25)],
        [bar(0, 0)],
        [],
    ],
)
def test_what_is_no_fraction_has_no_bar(boxes):
    assert bars(*boxes) == {}


def test_the_bar_of_an_obelus_may_be_one_and_is_left_to_the_search():
    dots = [box(0, -12, 2, 2), box(0, 12, 2, 2)]
    assert bars(bar(0, 0), *dots) == {0: ({1}, {2})}


def test_neither_bar_of_an_equals_sign_is_a_fraction_bar():
    assert bars(box(-40, 0), bar(0, -6), bar(0, 6), box(40, 0)) == {}


def test_a_longer_bar_ends_what_a_shorter_one_divides():
    upper = [box(0, -85), bar(0, -60, 30), box(0, -35)]
    assert bars(*upper, bar(0, 0, 80), box(0, 30)) == {
        1: ({0}, {2}),
        3: ({0, 1, 2}, {4}),
    }


def test_fractions_beside_each_other_stand_over_one_bar():
    left = [box(-40, -85), bar(-40, -60), box(-40, -35)]
    right = [box(40, -85), bar(40, -60), box(40, -35)]
    found = bars(*left, *right, bar(0, 0, 140), box(0, 30))
    assert found[1] == ({0}, {2})
    assert found[4] == ({3}, {5})
    assert found[6] == ({0, 1, 2, 3, 4, 5}, {7})


def test_only_the_marks_that_are_asked_for_count():
    boxes = [box(0, -25), bar(0, 0), box(0, 25), box(8, 25)]
    (found,) = find_bars(boxes, [0, 1, 3], SIZE)
    assert (found.mark, members(found.under), members(found.mask)) == (1, {3}, {0, 1, 3})


@pytest.mark.parametrize("factor", [0.1, 10, 1000])
def test_bars_do_not_depend_on_the_scale(factor):
    boxes = [box(0, -25), bar(0, 0), box(0, 25)]
    scaled = [Box(*(factor * side for side in each.as_tuple())) for each in boxes]
    assert find_bars(scaled, range(3), factor * SIZE) == find_bars(boxes, range(3), SIZE)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (bar(0, 0), bar(0, 12), True),
        (bar(0, 12), bar(0, 0), True),
        (bar(0, 0), bar(8, 12, 25), True),
        (bar(0, 0), bar(0, 1), False),
        (bar(0, 0), bar(35, 12), False),
        (bar(0, 0), bar(0, 12, 10), False),
        (bar(0, 0), box(0, 25), False),
    ],
)
def test_an_equals_sign_is_two_bars_over_each_other(one, other, expected):
    assert is_equals(one, other) is expected

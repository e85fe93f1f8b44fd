"""The lattice: which marks may be one symbol."""

from __future__ import annotations

import time

import numpy as np
import pytest
from composed import composed_lines
from drawings import fixture_ink, moved, ring
from hypothesis import given, settings
from hypothesis import strategies as st

from segmentation.ink import Ink
from segmentation.lattice import MOST_MARKS, propose

PER_MARK = 12
"""The most groups that any ink may have, for each of its marks."""
SECONDS = 5.0
"""The most CPU time that proposing may take on 400 strokes, on a slow machine."""

SYMBOLS = {
    "0.5+0.25": [(0,), (1,), (2, 3), (4, 5), (6,), (7,), (8,), (9, 10)],
    "12+30": [(0,), (1,), (2, 3), (4,), (5,)],
    "16div3": [(0,), (1,), (2, 3, 4), (5,)],
    "7div0": [(0, 1), (2, 3, 4), (5,)],
    "7x8-6": [(0, 1), (2, 3), (4,), (5,), (6,)],
    "84div2": [(0,), (1, 2), (3, 4, 5), (6,)],
    "brackets-and-equals": [(0,), (1,), (2, 3), (4, 5), (6,), (7, 8), (9,), (10, 11)],
}


def marks(ink):
    """Return the marks of all groups."""
    return [group.marks for group in propose(ink)]


@pytest.mark.parametrize("name", SYMBOLS)
def test_every_written_symbol_is_proposed(name):
    assert set(SYMBOLS[name]) <= set(marks(fixture_ink(name)))


def test_nearly_every_composed_symbol_is_proposed():
    wanted = found = 0
    for line in composed_lines(40):
        groups = set(marks(line.as_penned()))
        pieces = {piece: number for number, piece in enumerate(line.pieces)}
        for group in line.groups:
            own = tuple(n for piece, n in pieces.items() if set(piece) <= set(group))
            wanted += 1
            found += own in groups
    assert wanted > 200 and found / wanted > 0.97


LEFT, RIGHT = [[0, 0], [0, 40]], [[90, 0], [90, 40]]


@pytest.mark.parametrize(
    ("parts", "is_one"),
    [
        # ÷ with taps, its bar first or last, with ticks, with rings, and as a colon.
        ([[[30, 20], [60, 20]], [[45, 8]], [[45, 32]]], True),
        ([[[45, 8]], [[45, 32]], [[30, 20], [60, 20]]], True),
        ([[[30, 20], [60, 22]], [[44, 8], [46, 10]], [[45, 31], [47, 33]]], True),
        ([[[30, 20], [60, 20]], ring(45, 8, 3), ring(46, 32, 3)], True),
        ([[[45, 8]], [[45, 32]]], True),
        # = with long and short bars; two bars that belong to two lines.
        ([[[30, 14], [60, 15]], [[31, 26], [58, 26]]], True),
        ([[[40, 16], [50, 16]], [[40, 24], [50, 24]]], True),
        ([[[30, 0], [60, 0]], [[30, 40], [60, 40]]], False),
        # The bar of a 5 that touches it, stands apart from it, and is far off.
        ([[[50, 0], [38, 0], [36, 16], [50, 24], [36, 40]], [[50, 0], [62, 0]]], True),
        ([[[48, 4], [38, 4], [36, 16], [50, 24], [36, 40]], [[58, 1], [66, 1]]], True),
        ([[[38, 4], [36, 16], [50, 24], [36, 40]], [[80, 1], [86, 1]]], False),
        # A crossed 7, a plus, a times; a star of four strokes, a 4 of two.
        ([[[30, 0], [60, 0], [40, 40]], [[38, 20], [56, 20]]], True),
        ([[[30, 20], [60, 20]], [[45, 5], [45, 35]]], True),
        ([[[30, 5], [60, 35]], [[60, 5], [30, 35]]], True),
        ([[[30, 20], [60, 20]], [[45, 5], [45, 35]], [[32, 8], [58, 32]], [[58, 8], [32, 32]]], 1),
        # Two digits beside each other.
        ([[[20, 0], [20, 40]], [[60, 0], [60, 40]]], False),
    ],
)
def test_parts_are_put_together_if_they_are_near(parts, is_one):
    together = tuple(range(1, 1 + len(parts)))
    assert (together in marks(Ink.of([LEFT, *parts, RIGHT]))) == bool(is_one)


def test_three_marks_in_a_row_that_do_not_touch_are_no_symbol():
    groups = marks(Ink.of([[[x, 0], [x, 40]] for x in (0, 10, 20)]))
    assert {(0, 1), (1, 2)} <= set(groups) and (0, 1, 2) not in groups


def test_a_long_bar_is_grouped_with_nothing():
    digits = [[[x, y], [x, y + 40]] for x in range(0, 200, 40) for y in (-45, 5)]
    bar = [[-10, 0], [190, 0]]
    assert all(len(group) == 1 for group in marks(Ink.of([bar, *digits])) if 0 in group)


def test_in_a_crowd_the_nearest_are_put_together():
    groups = marks(Ink.of([[[x * 2, 0], [x * 2, 40]] for x in range(20)]))
    assert {(mark, mark + 1) for mark in range(19)} <= set(groups)
    assert (2, 10) not in groups and (10, 18) not in groups


def test_no_marks_have_no_groups():
    assert propose(Ink(())) == ()


_RNG = np.random.default_rng(7)
_SCRIBBLES = (_RNG.normal(0, 10, (400, 100, 2)).cumsum(axis=1) / 5).tolist()
HOSTILE = {
    "taps on one spot": [[[0, 0]]] * 400,
    "the same stroke again and again": [[[0, 0], [30, 0], [30, 40]]] * 400,
    "strokes on one spot": [[[x, 0], [-x, 40]] for x in _RNG.normal(0, 1, 400)],
    "scribbles on one spot": _SCRIBBLES,
    "lines close together": [[[x / 9, 0], [x / 9, 40]] for x in range(400)],
    "long parallel lines": [[[-1e7, y], [1e7, y]] for y in range(400)],
    "a rake": [[[0, 20], [80, 20]]] + [[[x / 5, 0], [x / 5, 40]] for x in range(399)],
    "a bar over all": [[[0, 0], [9e3, 0]]] + [[[x * 20, 5], [x * 20, 45]] for x in range(399)],
    "long lines among dots": [[[-1e7, y], [1e7, y]] for y in range(80)]
    + [[[x, 0], [x, 1]] for x in range(320)],
    "one endless zigzag": [[[0, y], [1, y]] for y in range(399)]
    + [[[x % 2 * 1e7, x] for x in range(20_000)]],
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_ink_has_a_bounded_number_of_groups_in_bounded_time(name):
    ink = Ink.of(HOSTILE[name])
    begin = time.process_time()
    groups = propose(ink)
    assert time.process_time() - begin < SECONDS
    assert len(ink.strokes) <= len(groups) <= PER_MARK * len(ink.strokes)


def test_the_bar_and_the_dots_of_a_division_are_found_in_a_crowd():
    division = [[[30, 20], [60, 20]], [[45, 8]], [[45, 32]]]
    crowd = [[[x, y], [x + 4, y + 40]] for x in range(-40, 120, 11) for y in (-45, 42)]
    assert (0, 1, 2) in marks(Ink.of(division + crowd))


# Whole numbers would tie with the limits now and then; these never do.
_UNEVEN = 0.6180339887


@st.composite
def inks(draw):
    """Draw ink of straight strokes, some of them dots, that are near each other."""
    place, side = st.integers(0, 90), st.sampled_from([0, 3, 17, 30, 41])
    boxes = draw(st.lists(st.tuples(place, place, side, side), min_size=1, max_size=8))
    return Ink.of(
        [
            [x + i * _UNEVEN % 1, y - i * _UNEVEN % 1],
            [x + i * _UNEVEN % 1 + width, y - i * _UNEVEN % 1 + height * _UNEVEN],
        ]
        for i, (x, y, width, height) in enumerate(boxes)
    )


@given(inks(), st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_the_order_of_strokes_does_not_matter(ink, random):
    order = list(range(len(ink.strokes)))
    random.shuffle(order)
    found = {tuple(sorted(order[mark] for mark in group)) for group in marks(ink.select(order))}
    assert found == set(marks(ink))


@given(inks(), st.floats(1e-3, 1e3), st.floats(-1e4, 1e4), st.floats(-1e4, 1e4))
@settings(max_examples=50)
def test_neither_place_nor_size_matters(ink, factor, x, y):
    assert marks(moved(ink, factor, x * factor, y * factor)) == marks(ink)


@given(inks())
@settings(max_examples=50)
def test_single_marks_come_first_and_no_group_comes_twice(ink):
    groups = propose(ink)
    found = [group.marks for group in groups]
    assert found[: len(ink.strokes)] == [(mark,) for mark in range(len(ink.strokes))]
    assert len(set(found)) == len(found) <= PER_MARK * len(ink.strokes)
    assert found == sorted(found, key=lambda group: (len(group), group))
    assert all(list(group) == sorted(set(group)) for group in found)
    assert max(map(len, found)) <= MOST_MARKS
    assert all(group.box == ink.select(group.marks).box for group in groups)


@given(inks())
@settings(max_examples=30)
def test_ink_far_off_changes_no_group(ink):
    far = [*ink.strokes, *moved(ink, x=1e4).strokes]
    count = len(ink.strokes)
    groups = marks(Ink(tuple(far)))
    near = {group for group in groups if max(group) < count}
    assert near == set(marks(ink))
    assert {tuple(m - count for m in group) for group in set(groups) - near} == near

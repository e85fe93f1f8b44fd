"""The projection rule: which strokes stand over each other."""

from __future__ import annotations

import pytest
from drawings import bars, fixture_ink, moved, ring
from hypothesis import given, settings
from hypothesis import strategies as st

from segmentation.ink import Ink
from segmentation.projection import TOLERANCE, segment, typical_size


def marks(ink, **options):
    """Return the marks of each group, from left to right."""
    return [group.marks for group in segment(ink, **options)]


# Strokes are 40 high, so that is the typical size; neighbours may overlap by 3.2 here.
@pytest.mark.parametrize(
    ("spans", "groups"),
    [
        ([(0, 10)], [(0,)]),
        ([(0, 10), (20, 30)], [(0,), (1,)]),
        ([(20, 30), (0, 10)], [(1,), (0,)]),
        ([(0, 20), (20, 40)], [(0,), (1,)]),
        ([(0, 20), (17, 40)], [(0,), (1,)]),
        ([(0, 20), (16, 40)], [(0, 1)]),
        ([(0, 20), (0, 20)], [(0, 1)]),
        ([(0, 40), (10, 30)], [(0, 1)]),
        ([(10, 30), (0, 40)], [(0, 1)]),
        # Transitive: the ends do not meet, but both stand over the middle.
        ([(0, 20), (30, 50), (10, 40)], [(0, 1, 2)]),
        # Three in a chain, each overlapping the next by no more than the tolerance.
        ([(0, 20), (18, 40), (38, 60)], [(0,), (1,), (2,)]),
        # A bar over everything joins everything; that is the weakness of the rule.
        ([(5, 20), (30, 45), (60, 75), (0, 80)], [(0, 1, 2, 3)]),
        ([(0, 20), (60, 80), (2, 18), (62, 78)], [(0, 2), (1, 3)]),
    ],
)
def test_strokes_that_overlap_by_more_than_the_tolerance_are_one_symbol(spans, groups):
    assert marks(bars(*spans), tolerance=0.08) == groups


def test_the_tolerance_is_a_share_of_the_typical_size():
    apart, joined = (bars((0, 20), (20 - 40 * TOLERANCE * share, 40)) for share in (0.9, 1.1))
    assert typical_size(apart) == typical_size(joined) == 40
    assert marks(apart) == [(0,), (1,)]
    assert marks(joined) == [(0, 1)]
    assert 0 < TOLERANCE < 0.3


BAR, ONE = [[10, 20], [50, 20]], [[80, 0], [80, 40]]


@pytest.mark.parametrize(
    ("strokes", "groups"),
    [
        # The dots of ÷ have no width of their own.
        ([BAR, [[30, 8]], [[30, 32]], ONE], [(0, 1, 2), (3,)]),
        ([[[30, 8]], ONE, [[30, 32]], BAR], [(0, 2, 3), (1,)]),
        ([BAR, [[28, 8], [30, 9]], [[31, 30], [32, 32]], ONE], [(0, 1, 2), (3,)]),
        # The dots of a colon stand over each other, even if not exactly.
        ([[[30, 10]], [[31, 30]], ONE], [(0, 1), (2,)]),
        # The two bars of = and the cross of +.
        ([BAR, [[12, 30], [48, 31]], ONE], [(0, 1), (2,)]),
        ([BAR, [[30, 0], [30, 40]], ONE], [(0, 1), (2,)]),
        # A decimal point beside its digit is a group of its own.
        ([[[0, 0], [20, 40]], [[27, 39]], [[34, 0], [54, 40]]], [(0,), (1,), (2,)]),
    ],
)
def test_dots_and_bars_go_where_they_belong(strokes, groups):
    assert marks(Ink.of(strokes)) == groups


@pytest.mark.parametrize(
    ("name", "groups"),
    [
        ("12+30", [(0,), (1,), (2, 3), (4,), (5,)]),
        ("84div2", [(0,), (1, 2), (3, 4, 5), (6,)]),
        ("0.5+0.25", [(0,), (1,), (2, 3), (4, 5), (6,), (7,), (8,), (9, 10)]),
        ("brackets-and-equals", [(0,), (1,), (2, 3), (4, 5), (6,), (7, 8), (9,), (10, 11)]),
    ],
)
def test_written_symbols_are_parted(name, groups):
    assert marks(fixture_ink(name)) == groups


@pytest.mark.parametrize(
    ("strokes", "size"),
    [
        ([], 0.0),
        ([[[5, 5]]], 0.0),
        ([[[5, 5]], [[9, 5]]], 0.0),
        ([[[0, 0], [0, 40]]], 40.0),
        ([[[0, 0], [30, 10]], [[0, 0], [0, 50]]], 40.0),
        # Dots, smaller than three tenths of what is surely a symbol, do not count.
        ([[[0, 0], [0, 40]], [[0, 0], [40, 0]], [[9, 9]], [[8, 8], [8, 19.9]]], 40.0),
        ([[[0, 0], [0, 40]], [[0, 0], [40, 0]], [[9, 9]], [[8, 8], [8, 12.1]]], 40.0),
        ([[[0, 0], [0, 40]], [[0, 0], [40, 0]], [[8, 8], [8, 20]]], 40.0),
        ([[[0, 0], [0, 40]], [[8, 8], [8, 20]]], 26.0),
        # Neither do a few long bars and brackets, nor many dots among few symbols.
        ([*[[[0, 0], [0, 40]]] * 6, [[0, 0], [900, 0]], [[0, 0], [0, 300]]], 40.0),
        ([*[[[0, 0], [0, 40]]] * 3, *[[[9, 9]]] * 3], 40.0),
    ],
)
def test_the_typical_size_is_the_median_without_dots(strokes, size):
    assert typical_size(Ink.of(strokes)) == pytest.approx(size)


@pytest.mark.parametrize(
    "strokes",
    [
        [],
        [[[3, 3]]],
        [[[3, 3]]] * 3,
        [[[x, 0]] for x in range(5)],
        [[[0, 0], [1e-9, 1e-9]]],
        [[[-1e7, 0], [1e7, 0]], [[0, 0]], [[0, 1e7]]],
        [[[0, y], [0, y + 1]] for y in range(4)],
    ],
)
def test_strange_ink_is_parted_without_a_remainder(strokes):
    groups = marks(Ink.of(strokes))
    assert sorted(mark for group in groups for mark in group) == list(range(len(strokes)))


def test_a_group_has_the_box_around_its_marks():
    ink = Ink.of([BAR, [[30, 8]], ring(30, 32, 2)])
    (group,) = segment(ink)
    assert group.box == ink.box


# Whole numbers tie with the tolerance now and then; these never do.
_UNEVEN = 0.6180339887


@st.composite
def inks(draw):
    """Draw ink of straight strokes: slanted, flat, upright, and dots."""
    place, side = st.integers(0, 60), st.sampled_from([0, 4, 20, 30])
    boxes = draw(st.lists(st.tuples(place, place, side, side), min_size=1, max_size=9))
    return Ink.of(
        [[x + i * _UNEVEN % 1, y], [x + i * _UNEVEN % 1 + width * _UNEVEN, y + height]]
        for i, (x, y, width, height) in enumerate(boxes)
    )


def strokes_of(ink):
    """Return the groups as sets of strokes, whatever their indices."""
    return {frozenset(id(ink.strokes[mark]) for mark in group) for group in marks(ink)}


@given(inks(), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_the_order_of_strokes_in_time_does_not_matter(ink, random):
    shuffled = list(ink.strokes)
    random.shuffle(shuffled)
    assert strokes_of(Ink(tuple(shuffled))) == strokes_of(ink)


@given(
    inks(),
    st.floats(1e-3, 1e3),
    st.floats(-1e5, 1e5),
    st.floats(-1e5, 1e5),
)
@settings(max_examples=60)
def test_neither_place_nor_size_of_the_ink_matters(ink, factor, x, y):
    assert marks(moved(ink, factor, x * factor, y * factor)) == marks(ink)


@given(inks())
@settings(max_examples=60)
def test_every_mark_is_in_one_group_and_groups_go_from_left_to_right(ink):
    groups = segment(ink)
    assert sorted(m for group in groups for m in group.marks) == list(range(len(ink.strokes)))
    assert all(list(group.marks) == sorted(group.marks) for group in groups)
    leftmost = [min(ink.strokes[m].box.center[0] for m in group.marks) for group in groups]
    assert leftmost == sorted(leftmost)


@given(inks(), st.floats(0, 0.3), st.floats(0, 0.3))
@settings(max_examples=60)
def test_a_larger_tolerance_never_joins_more(ink, one, other):
    low, high = sorted((one, other))
    coarse, fine = marks(ink, tolerance=low), marks(ink, tolerance=high)
    assert all(any(set(part) <= set(whole) for whole in coarse) for part in fine)

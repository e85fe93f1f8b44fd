"""Groups in their context: the three channels that the network sees."""

from __future__ import annotations

import time
import tracemalloc

import numpy as np
import pytest
from drawings import fixture_ink, moved
from hypothesis import given, settings
from hypothesis import strategies as st

from segmentation.context import (
    CHANNELS,
    SIZE_IN_CONTEXT,
    rasterize_in_context,
    without_context,
)
from segmentation.ink import Group, Ink
from segmentation.raster import PICTURE_SIZE, rasterize

SIZE = 40.0
"""The typical size of a symbol of the ink below, in its units."""
UNIT = SIZE_IN_CONTEXT / SIZE
"""Pixels a unit of the ink, in context."""
SAME = 2e-3
"""How far pixels may differ where only single precision makes a difference."""
MEMORY = 300 * 2**20
SECONDS = 10.0

ROD, FLAT, NEXT = [[0, 0], [0, 40]], [[-20, 20], [20, 20]], [[40, 0], [40, 40]]
INK = Ink.of([ROD, FLAT, NEXT])


def group(ink, *marks):
    return Group(marks, ink.select(marks).box)


def channels(ink, *marks, size=SIZE):
    """Return the three channels of one group."""
    return rasterize_in_context(ink, [group(ink, *marks)], size)[0]


def place(x, y, center):
    """Return the pixel, row first, where a point of the ink is shown around a center."""
    middle = PICTURE_SIZE / 2
    return int(middle + (y - center[1]) * UNIT), int(middle + (x - center[0]) * UNIT)


def test_there_are_three_channels_a_group():
    pictures = rasterize_in_context(INK, [group(INK, 0), group(INK, 0, 1)], SIZE)
    assert pictures.shape == (2, CHANNELS, PICTURE_SIZE, PICTURE_SIZE)
    assert pictures.dtype == np.float32
    assert pictures.min() == 0 and 0.9 < pictures.max() <= 1


def test_no_groups_have_no_pictures():
    empty = (0, CHANNELS, PICTURE_SIZE, PICTURE_SIZE)
    assert rasterize_in_context(INK, [], SIZE).shape == empty
    assert rasterize_in_context(Ink(()), [], 0.0).shape == empty


@pytest.mark.parametrize("marks", [(0,), (0, 1), (0, 1, 2)])
def test_the_first_channel_is_the_symbol_as_it_is_always_drawn(marks):
    assert np.array_equal(channels(INK, *marks)[0], rasterize([INK.select(marks)])[0])


def test_the_second_shows_the_group_at_the_scale_of_its_ink():
    _, own, _ = channels(INK, 0)
    rows, columns = np.nonzero(own > 0.5)
    assert np.ptp(rows) + 1 == pytest.approx(SIZE_IN_CONTEXT + 1.8, abs=1)
    assert np.ptp(columns) + 1 == pytest.approx(1.8, abs=1)
    assert (rows.min() + rows.max() + 1) / 2 == pytest.approx(PICTURE_SIZE / 2, abs=0.5)


def test_the_third_shows_what_stands_around_it_and_nothing_of_its_own():
    _, own, others = channels(INK, 0, 1)
    center = (0, 20)
    assert own[place(0, 10, center)] > 0.5 and own[place(-15, 20, center)] > 0.5
    assert others[place(40, 10, center)] > 0.5 and others[place(40, 35, center)] > 0.5
    assert own[place(40, 10, center)] == 0
    assert others[place(0, 10, center)] == others[place(-15, 20, center)] == 0


def test_what_belongs_to_the_group_is_what_is_said_to():
    whole, part = channels(INK, 0, 1), channels(INK, 0)
    assert np.maximum(part[1], part[2]) == pytest.approx(np.maximum(whole[1], whole[2]), abs=SAME)
    assert part[2].sum() > whole[2].sum()


def test_a_larger_symbol_is_larger_in_context_only():
    small, large = channels(INK, 0), channels(INK, 0, size=SIZE / 2)
    assert np.array_equal(small[0], large[0])
    assert large[1].sum() == pytest.approx(2 * small[1].sum(), rel=0.15)


def test_a_dot_has_its_size_in_context():
    alone, own, others = channels(Ink.of([[[30, 38]], ROD]), 0)
    assert 2 < alone.sum() < 5 and 1.5 < own.sum() < 4
    assert others.sum() > 10


def test_a_long_bar_is_cut_off_at_the_border():
    _, own, _ = channels(Ink.of([[[-400, 0], [400, 0]]]), 0)
    assert own[15:17].max(axis=0).min() > 0.5
    assert own[:12].max() == 0


@pytest.mark.parametrize("size", [0.0, 1e-6, 1e6])
@pytest.mark.parametrize("strokes", [[[[3, 3]]], [[[3, 3]], [[3, 3]]], [ROD, [[-1e7, 1e7]]]])
def test_strange_ink_is_drawn(strokes, size):
    pictures = channels(Ink.of(strokes), 0, size=size)
    assert np.isfinite(pictures).all() and pictures[0].max() > 0.5


def test_groups_are_drawn_alike_alone_and_together():
    ink = fixture_ink("brackets-and-equals")
    groups = [group(ink, mark) for mark in range(len(ink.strokes))] + [group(ink, 2, 3)]
    together = rasterize_in_context(ink, groups, 60.0)
    alone = [rasterize_in_context(ink, [each], 60.0)[0] for each in groups]
    assert np.array_equal(together, np.stack(alone))


def test_written_ink_is_drawn_as_it_always_was():
    """Pin the amount of ink in the channels of a plus and a bracket, by quarters of a picture."""
    ink = fixture_ink("brackets-and-equals")
    drawn = rasterize_in_context(ink, [group(ink, 2, 3), group(ink, 6)], 70.0)
    quarters = drawn.reshape(2, CHANNELS, 2, 16, 2, 16).sum(axis=(3, 5)).reshape(2, CHANNELS, 4)
    assert quarters == pytest.approx(np.array(GOLDEN), abs=0.5)


GOLDEN = [
    [[31.0, 50.9, 23.8, 10.3], [6.4, 8.5, 5.8, 4.7], [25.4, 22.6, 19.9, 21.5]],
    [[5.2, 27.4, 12.2, 22.8], [2.8, 11.7, 5.8, 9.6], [28.7, 23.5, 17.4, 22.1]],
]


def test_pictures_without_context_have_blank_channels():
    pictures = rasterize([INK, INK.select([0])])
    channels = without_context(pictures)
    assert channels.shape == (2, CHANNELS, PICTURE_SIZE, PICTURE_SIZE)
    assert channels.dtype == np.float32
    assert np.array_equal(channels[:, 0], pictures)
    assert channels[:, 1:].max() == 0


HOSTILE = {
    "long lines among dots": [[[-1e7, y], [1e7, y]] for y in range(80)]
    + [[[x, 0], [x, 1]] for x in range(320)],
    "one endless zigzag": [[[0, y], [1, y]] for y in range(99)]
    + [[[x % 2 * 1e7, x] for x in range(20_000)]],
    "a crowd": [[[x % 7, x % 11], [40 - x % 5, 40 - x % 13]] for x in range(400)],
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_ink_takes_bounded_time_and_memory(name):
    ink = Ink.of(HOSTILE[name])
    size = 40.0 if name == "a crowd" else 1.0
    groups = [group(ink, mark) for mark in range(len(ink.strokes))]
    begin = time.process_time()
    tracemalloc.start()
    try:
        rasterize_in_context(ink, groups, size)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert time.process_time() - begin < SECONDS
    assert peak < MEMORY


coordinate = st.integers(0, 80)
strokes = st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=5)
inks = st.lists(strokes, min_size=1, max_size=5).map(Ink.of)


@given(inks, st.floats(0.1, 10), st.floats(-1e5, 1e5), st.floats(-1e5, 1e5))
@settings(max_examples=40)
def test_neither_place_nor_size_of_the_ink_matters(ink, factor, x, y):
    other = moved(ink, factor, x, y)
    difference = channels(ink, 0) - channels(other, 0, size=SIZE * factor)
    assert np.abs(difference).max() <= 2 * SAME


@given(inks, st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_the_order_of_strokes_does_not_matter(ink, random):
    order = list(range(len(ink.strokes)))
    random.shuffle(order)
    other = channels(ink.select(order), order.index(0))
    assert np.abs(channels(ink, 0) - other).max() <= SAME


@given(inks, st.sampled_from([(300, 0), (0, 300), (-300, 10), (5, -300)]))
@settings(max_examples=40)
def test_ink_far_off_does_not_matter(ink, off):
    far = Ink((*ink.strokes, *moved(ink, 1.0, *off).strokes))
    assert np.abs(channels(ink, 0) - channels(far, 0)).max() <= SAME


@given(inks, st.floats(-25, 25), st.floats(-25, 25))
@settings(max_examples=40)
def test_ink_nearby_shows_in_the_third_channel_alone(ink, x, y):
    center = ink.strokes[0].box.center
    more = Ink((*ink.strokes, *Ink.of([[(center[0] + x, center[1] + y)]]).strokes))
    before, after = channels(ink, 0), channels(more, 0)
    assert np.abs(before[:2] - after[:2]).max() <= SAME
    assert after[2][place(center[0] + x, center[1] + y, center)] > 0.5
    assert (after[2] - before[2]).min() >= -SAME

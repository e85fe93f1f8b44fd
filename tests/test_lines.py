"""Lines: which marks of a canvas were written on one line."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from composed import composed_lines
from drawings import NAMES, fixture_ink, moved, ring
from hypothesis import given, settings
from hypothesis import strategies as st

from segmentation.ink import Ink, Stroke
from segmentation.lines import split_lines


def rod(x, y=0.0, height=40.0):
    return [[x, y], [x + 1, y + height]]


def bar(x, y=20.0, width=24.0):
    return [[x, y], [x + width, y + 1]]


def digits(y, *places, height=40.0):
    return [rod(x, y, height) for x in places]


FRACTION = [*digits(0, 10, 30), bar(-5, 55, 60), *digits(70, 20)]
ONE_LINE = {
    "nothing": [],
    "a bar alone": [bar(0)],
    "a dot alone": [[[3, 3]]],
    "dots alone": [[[3, 3]], [[9, 3]]],
    "a number": digits(0, 0, 25, 50),
    "a minus": [rod(0), bar(20), rod(60)],
    "a short minus that stands low": [rod(0), bar(20, 33, 14), rod(60)],
    "an equals sign": [rod(0), bar(20, 14), bar(20, 27), rod(60)],
    "an equals sign alone": [bar(0, 0), bar(1, 16)],
    "an equals sign at the end": [rod(0), bar(25, 12), bar(26, 30)],
    "a division with dots": [rod(0), bar(20), [[32, 8]], [[32, 33]], rod(60)],
    "a point": [rod(0), [[12, 40]], rod(24)],
    "a point under the line": [rod(0), [[12, 52]], rod(24)],
    "a comma": [rod(0), [[12, 38], [9, 50]], rod(24)],
    "a point before anything": [[[0, 40]], rod(12)],
    "a times as a dot": [rod(0), [[15, 20]], rod(30)],
    "a fraction": FRACTION,
    "a fraction beside a number": [*FRACTION, bar(80, 54), rod(120, 36), rod(140, 36)],
    "a fraction of single digits": [rod(12), bar(0, 46), rod(12, 54)],
    "a nested fraction": [rod(20), bar(8, 46), rod(20, 54), bar(-5, 104, 60), rod(20, 114)],
    "a power": [rod(0), rod(12, -18, 20), bar(30), rod(70)],
    "a power that stands high": [rod(0), rod(14, -34, 20), bar(30), rod(70)],
    "two powers": [rod(0), rod(14, -29, 20), bar(34), rod(70), rod(84, -30, 20)],
    "a negative power": [rod(0), bar(10, -10, 12), rod(28, -20, 20)],
    "brackets": [rod(0, -10, 60), rod(20), bar(30), rod(70), rod(90, -12, 62)],
    "rings": [ring(0, 0, 20), ring(60, 4, 18)],
}


@pytest.mark.parametrize("name", ONE_LINE)
def test_one_expression_is_one_line(name):
    strokes = ONE_LINE[name]
    expected = ((*range(len(strokes)),),) if strokes else ()
    assert split_lines(Ink.of(strokes)) == expected


@pytest.mark.parametrize("name", NAMES)
def test_every_fixture_is_one_line(name):
    ink = fixture_ink(name)
    assert split_lines(ink) == (tuple(range(len(ink.strokes))),)


def under(*lines):
    """Return the strokes of several lines, and the marks of each."""
    ends = np.cumsum([0, *map(len, lines)])
    marks = tuple(tuple(range(*each)) for each in pairwise(ends))
    return [stroke for line in lines for stroke in line], marks


def down(strokes, y):
    return [[[a, b + y] for a, b in stroke] for stroke in strokes]


NUMBER = digits(0, 0, 25, 50)
SUM = [rod(0), bar(20), [[32, 8], [32, 32]], rod(60)]
SEVERAL = {
    "two numbers": [NUMBER, down(NUMBER, 60)],
    "two numbers close together": [NUMBER, down(NUMBER, 52)],
    "three sums": [SUM, down(SUM, 70), down(SUM, 140)],
    "a minus between numbers": [
        [*digits(0, 0, 25, 120), bar(50)],
        down([*digits(0, 0, 25, 120), bar(50)], 70),
    ],
    "equals signs": [ONE_LINE["an equals sign"], down(ONE_LINE["an equals sign"], 75)],
    "a point in each": [ONE_LINE["a point"], down(ONE_LINE["a point"], 80)],
    "a fraction and a sum": [FRACTION, down(SUM, 160)],
    "two fractions": [FRACTION, down(FRACTION, 170)],
    "a power in the second": [NUMBER, down(ONE_LINE["a power"], 85)],
    "short and long": [NUMBER[:1], down([*NUMBER, rod(75), rod(100)], 65)],
}


@pytest.mark.parametrize("name", SEVERAL)
def test_expressions_under_each_other_are_lines_from_top_to_bottom(name):
    strokes, marks = under(*SEVERAL[name])
    assert split_lines(Ink.of(strokes)) == marks


@pytest.mark.parametrize("name", SEVERAL)
@pytest.mark.parametrize("slant", [-0.3, 0.3])
def test_slanted_writing_has_the_same_lines(name, slant):
    strokes, marks = under(*SEVERAL[name])
    slanted = [[[x - slant * y, y] for x, y in stroke] for stroke in strokes]
    assert split_lines(Ink.of(slanted)) == marks


@pytest.mark.parametrize("names", [("12+30", "84div2"), ("16div3", "0.5+0.25", "7x8-6")])
def test_written_expressions_under_each_other_are_several_lines(names):
    inks = [moved(fixture_ink(name), y=i * 170) for i, name in enumerate(names)]
    _, marks = under(*(ink.strokes for ink in inks))
    assert split_lines(Ink(tuple(s for ink in inks for s in ink.strokes))) == marks


def test_nearly_every_composed_expression_is_one_line():
    found = [len(split_lines(line.as_penned())) for line in composed_lines(60)]
    assert np.mean(np.array(found) == 1) >= 0.95


place, side = st.integers(0, 150), st.sampled_from([0, 3, 20, 40])
boxes = st.lists(st.tuples(place, place, side, side), max_size=12)
inks = boxes.map(lambda found: Ink.of([[x, y], [x + w, y + h]] for x, y, w, h in found))


@given(inks)
@settings(max_examples=60)
def test_every_mark_is_on_one_line(ink):
    lines = split_lines(ink)
    assert sorted(mark for line in lines for mark in line) == list(range(len(ink.strokes)))
    assert all(line and list(line) == sorted(line) for line in lines)


@given(inks, st.sampled_from([0.125, 0.5, 4.0, 64.0]), st.integers(-999, 999))
@settings(max_examples=60)
def test_neither_place_nor_size_matters(ink, factor, shift):
    assert split_lines(moved(ink, factor, shift, -shift)) == split_lines(ink)


@given(st.sampled_from(sorted(SEVERAL)), st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_the_order_of_strokes_does_not_matter(name, random):
    strokes, marks = under(*SEVERAL[name])
    order = list(range(len(strokes)))
    random.shuffle(order)
    ink = Ink(tuple(Stroke.of(strokes[mark]) for mark in order))
    assert tuple(tuple(sorted(order[m] for m in line)) for line in split_lines(ink)) == marks

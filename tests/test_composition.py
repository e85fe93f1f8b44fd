"""Composed expressions: symbols stand where the row says, and strokes are where groups say."""

from __future__ import annotations

import numpy as np
import pytest
from composed import composed_lines, composer, drawn_sets
from expressions import row_from

from calculator.layout import symbols_of
from recognizer.alphabet import INDEX, LABELS
from segmentation.ink import Box
from training.composition import Composed, Composer
from training.samples import Samples

SEEDS = range(12)


def written(notation, seeds=SEEDS):
    """Write a row as several people would."""
    return [composer().compose(row_from(notation), np.random.default_rng(seed)) for seed in seeds]


def box(composed, *symbols):
    return Box.around(composed.ink.select(composed.groups[symbol]).box for symbol in symbols)


def points(composed):
    return np.concatenate([stroke.points for stroke in composed.ink.strokes])


def test_every_stroke_is_in_one_group_and_in_one_piece():
    for line in composed_lines(30):
        strokes = list(range(len(line.ink.strokes)))
        assert sorted(mark for group in line.groups for mark in group) == strokes
        assert sorted(mark for piece in line.pieces for mark in piece) == strokes
        groups = [set(group) for group in line.groups]
        assert all(any(set(piece) <= group for group in groups) for piece in line.pieces)


def test_symbols_are_those_of_the_row():
    for line in composed_lines(30):
        assert len(line.labels) == len(line.groups) == len(symbols_of(line.row))
    labels = {line.labels for line in written("{1|2}+(3)^{4}=")}
    assert ("-", "1", "2", "+", "(", "3", ")", "4", "=") in labels


def test_a_few_digits_are_swapped_for_something_foreign():
    shown = [label for line in written("1234567890" * 4) for label in line.labels]
    assert 0 < shown.count("") < 0.06 * len(shown)
    alone = Composer(drawn_sets()[:1], np.random.default_rng(0))
    rows = [alone.compose(row_from("1234567890"), np.random.default_rng(s)) for s in SEEDS]
    assert {line.labels for line in rows} == {tuple("1234567890")}


def test_a_seed_gives_one_hand():
    one, same, other = (written("12+{3|4}", [seed])[0] for seed in (5, 5, 6))
    assert np.array_equal(points(one), points(same)) and one.groups == same.groups
    assert points(one).shape != points(other).shape or not np.allclose(points(one), points(other))


def test_symbols_go_from_left_to_right():
    for line in written("12+30×4="):
        centers = [box(line, symbol).center[0] for symbol in range(len(line.groups))]
        assert centers == sorted(centers)


@pytest.mark.parametrize("notation", ["{1|2}", "{12+3|4}", "5+{(1)|23}"])
def test_a_fraction_has_something_over_and_under_its_bar(notation):
    row = row_from(notation)
    fraction = row[-1]
    for line in written(notation):
        bar = box(line, fraction.bar)
        over, under = (box(line, *symbols_of(part)) for part in (fraction.top, fraction.bottom))
        assert over.center[1] < bar.center[1] < under.center[1]
        assert over.y1 < under.y0
        for part in (over, under):
            assert bar.x0 < part.center[0] < bar.x1
        assert bar.width > 0.8 * max(over.width, under.width)


@pytest.mark.parametrize("notation", ["8^{8}", "(8)^{88}", "8^{8}+8"])
def test_an_exponent_is_small_and_raised(notation):
    row = row_from(notation)
    at = next(i for i, item in enumerate(row) if not hasattr(item, "symbol"))
    for line in written(notation):
        base, raised = box(line, row[at - 1].symbol), box(line, *symbols_of(row[at].row))
        assert raised.center[1] < base.center[1] and raised.y0 < base.y0 + 0.1 * base.height
        assert raised.center[0] > base.center[0]
    heights = [box(line, 1).height / box(line, 0).height for line in written("8^{8}")]
    assert np.mean(heights) < 0.8


def test_brackets_are_about_as_high_as_what_they_hold():
    for line in written("({1|2})+3"):
        held = box(line, 1, 2, 3)
        for symbol in (0, 4):
            assert 0.8 < box(line, symbol).height / held.height < 1.5
        assert box(line, 0).center[0] < held.center[0] < box(line, 4).center[0]


def test_points_are_small_and_stand_low():
    for line in written("8.8"):
        digit, point = box(line, 0), box(line, 1)
        assert point.size < 0.4 * digit.height
        assert point.center[1] > digit.center[1]


def test_an_equals_sign_is_two_bars():
    for line in written("8=8"):
        upper, lower = (line.ink.strokes[mark].box for mark in line.groups[1])
        assert upper.y1 < lower.y0 and min(upper.width, lower.width) > upper.height


def test_a_traced_symbol_is_as_many_pieces_as_hang_together():
    for line in composed_lines(30):
        penned = line.as_penned()
        assert len(penned.strokes) == len(line.pieces) <= len(line.ink.strokes)
        for piece, stroke in zip(line.pieces, penned.strokes, strict=True):
            assert stroke.box == line.ink.select(piece).box


def test_a_class_that_no_set_has_is_drawn():
    """Training on digits alone is no reason to fail."""
    (drawn, *_) = drawn_sets()
    digits: Samples = drawn.subset(np.flatnonzero(drawn.target < INDEX["+"]))
    assert set(LABELS) - {LABELS[t] for t in digits.target}
    poor = Composer([digits], np.random.default_rng(0))
    line: Composed = poor.compose(row_from("1+(2-3)×4÷{5|6}"), np.random.default_rng(0))
    assert set(line.labels) == set("123456+-×÷()")

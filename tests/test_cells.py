"""Cells: what the groups of a lattice may be, by shape and by geometry."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scripted import PLAIN, Knowing, Unsure

from calculator.automaton import EQUALS, FRACTION, POINT
from calculator.cells import STRAY, fill, score
from calculator.given import Given
from calculator.parts import ALL_PARTS, Parts
from recognizer.alphabet import LABELS
from segmentation.ink import Ink

LEFT, RIGHT = [[0, 0], [20, 12], [4, 40]], [[60, 0], [80, 25], [64, 40]]
BARS = [[[30, 15], [50, 15]], [[31, 25], [51, 25.5]]]
DOT = [[40, 38], [41, 39]]


def cells(strokes, script, given=(), weights=PLAIN, parts=ALL_PARTS):
    """Return {marks: {label: weight}}."""
    ink = Ink.of(strokes)
    filled = fill(score(ink, Knowing(ink, script), given, parts), weights, given)
    for each in filled:
        assert each.mask == sum(1 << mark for mark in each.group.marks)
    return {each.group.marks: dict(each.labels) for each in filled}


def test_labels_are_worth_what_the_network_says():
    labels = cells([LEFT, RIGHT], {(0,): {"1": 0.5, "7": 0.25}, (1,): "2"})[0,]
    assert labels["1"] == pytest.approx(math.log(0.5), abs=1e-5)
    assert labels["7"] == pytest.approx(math.log(0.25), abs=1e-5)


def test_weights_count_shapes_and_strokes():
    script = {(0,): {"1": 0.5}, (1,): "2", (0, 1): {"0": 0.5, "+": 0.4}}
    near = [LEFT, [[25, 0], [45, 25], [29, 40]]]
    weights = replace(PLAIN, symbol=2.0, strokes=0.7)
    found = cells(near, script, weights=weights)
    assert found[0,]["1"] == pytest.approx(2 * math.log(0.5), abs=1e-5)
    assert found[0, 1]["+"] == pytest.approx(2 * math.log(0.4), abs=1e-5)
    assert found[0, 1]["0"] == pytest.approx(2 * math.log(0.5) - 0.7, abs=1e-5)


def test_marks_that_are_no_symbol_together_are_no_cell():
    assert set(cells([LEFT, *BARS], {(0,): "1"})) == {(0,), (1,), (2,), (1, 2)}
    plain = [LEFT, [[25, 0], [45, 25], [29, 40]]]
    assert set(cells(plain, {})) == {(0,), (1,)}


def test_a_mark_that_looks_like_nothing_keeps_some_labels():
    labels = cells([LEFT, RIGHT], {(0,): "1"})[1,]
    assert len(set(labels) & set(LABELS)) == 3
    assert max(labels[label] for label in set(labels) & set(LABELS)) < -5


def test_a_small_mark_may_be_a_point_or_stray():
    found = cells([LEFT, DOT, RIGHT], {(0,): "1", (1,): {"×": 0.3}, (2,): "2"})
    assert {POINT, STRAY, "×"} <= set(found[1,])
    assert found[1,][STRAY] == -PLAIN.stray
    assert POINT not in found[0,] and STRAY not in found[0,]


def test_a_point_is_worth_what_the_shape_is_not():
    points = [
        cells([LEFT, DOT, RIGHT], {(0,): "1", (1,): {"×": share}, (2,): "2"})[1,][POINT]
        for share in (0.0, 0.4, 0.7)
    ]
    assert points == sorted(points, reverse=True)
    assert points[0] == pytest.approx(0, abs=1e-6)
    assert points[2] == pytest.approx(math.log(0.3), abs=1e-5)


def test_two_bars_over_each_other_may_be_an_equals_sign():
    found = cells([LEFT, *BARS, RIGHT], {(0,): "1", (3,): "2"})
    assert found[1, 2][EQUALS] == pytest.approx(0, abs=1e-6)
    assert all(EQUALS not in labels for marks, labels in found.items() if marks != (1, 2))


def test_every_single_mark_may_be_a_fraction_bar_and_a_minus_most_of_all():
    found = cells([LEFT, BARS[0], RIGHT], {(0,): "1", (1,): {"-": 0.8}, (2,): "2"})
    assert found[1,][FRACTION] == found[1,]["-"] > found[0,][FRACTION]


@pytest.mark.parametrize("label", ["7", "-", POINT, EQUALS])
def test_what_was_given_is_all_that_its_group_may_be(label):
    found = cells([LEFT, RIGHT], {(0,): "1", (1,): "2"}, [Given(frozenset({0}), label)])
    assert found[0,] == {label: 0.0}
    assert found[1,]["2"] > -0.1


def test_what_is_at_odds_with_what_was_given_is_left_out():
    script = {(0,): "1", (1,): "-", (2,): "-", (1, 2): {"÷": 0.5}, (3,): "2"}
    strokes = [LEFT, *BARS, RIGHT]
    assert (1, 2) in cells(strokes, script)
    assert (1, 2) not in cells(strokes, script, [Given(frozenset({1}), "-")])
    joined = cells(strokes, script, [Given(frozenset({2, 1}), "÷")])
    assert set(joined) == {(0,), (1, 2), (3,)}
    apart = cells(strokes, script, [Given(frozenset({0, 3}), "8")])
    assert apart[0, 3] == {"8": 0.0}


def test_a_given_fraction_bar_is_a_minus_only_where_there_is_no_fraction():
    given = [Given(frozenset({1}), FRACTION)]
    labels = cells([LEFT, BARS[0], RIGHT], {}, given)[1,]
    assert set(labels) == {FRACTION, "-"}
    assert labels["-"] < labels[FRACTION] - 20


def test_without_no_symbol_shares_sum_to_one():
    ink = Ink.of([LEFT, RIGHT])
    classifier = Knowing(ink, {(0,): {"1": 0.02, "7": 0.02}, (1,): "2"})
    scores = score(ink, classifier, (), Parts(no_symbol=False)).scores
    assert scores[0].sum() == pytest.approx(1)
    assert dict(zip(LABELS, scores[0], strict=True))["7"] == pytest.approx(0.5)


def test_a_network_that_gives_nothing_gives_no_nonsense():
    class Silent(Unsure):
        def classify(self, pictures):
            return np.zeros((len(pictures), len(LABELS)), np.float32)

    ink = Ink.of([LEFT, RIGHT])
    for parts in (ALL_PARTS, Parts(no_symbol=False)):
        filled = fill(score(ink, Silent(), (), parts), PLAIN)
        assert all(math.isfinite(weight) for cell in filled for _, weight in cell.labels)
        assert all(0 <= cell.no_symbol <= 1 for cell in filled)


def test_saying_another_label_scores_nothing_again():
    ink = Ink.of([LEFT, *BARS, RIGHT])
    classifier = Knowing(ink, {(0,): "1"})
    counts = []
    for label in "123":
        score(ink, classifier, [Given(frozenset({0}), label)], ALL_PARTS)
        counts.append(classifier.asked)
    assert counts[0] == counts[1] == counts[2] > 0

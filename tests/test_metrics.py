"""Metrics against known values, and against slow ways that are plainly right."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognizer.classifier import probabilities
from training.metrics import (
    auroc,
    best_temperature,
    calibration_error,
    f_measure,
    false_positives_at,
    rate_of_surest,
    segmentation_f,
    wilson,
)


def scores(*values):
    return np.array(values, dtype=np.float32)


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    [
        # The first four are worked out in Newcombe (1998), table I.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (20, 20, 0.8389, 1.0),
        (0, 0, 0.0, 1.0),
        (0, 1, 0.0, 0.7935),
    ],
)
def test_wilson_intervals(right, n, low, high):
    assert wilson(right, n) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
@settings(max_examples=60)
def test_a_wilson_interval_holds_its_rate_within_0_and_1(counts):
    right, n = counts
    low, high = wilson(right, n)
    assert 0 <= low <= right / n + 1e-12 and right / n - 1e-12 <= high <= 1
    mirrored = wilson(n - right, n)
    assert (low, high) == pytest.approx((1 - mirrored[1], 1 - mirrored[0]))


@pytest.mark.parametrize(
    ("known", "foreign", "area"),
    [
        ((1, 2), (0,), 1.0),
        ((0,), (1, 2), 0.0),
        ((1,), (1,), 0.5),
        ((1, 3), (2,), 0.5),
        ((1, 2, 3), (2, 0), 0.75),
    ],
)
def test_auroc(known, foreign, area):
    assert auroc(scores(*known), scores(*foreign)) == pytest.approx(area)


few_values = st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), min_size=1, max_size=12)


@given(few_values, few_values)
@settings(max_examples=60)
def test_auroc_is_the_chance_of_winning_a_comparison(known, foreign):
    wins = [(k > f) + (k == f) / 2 for k in known for f in foreign]
    area = auroc(scores(*known), scores(*foreign))
    assert area == pytest.approx(np.mean(wins))
    assert auroc(scores(*foreign), scores(*known)) == pytest.approx(1 - area)


@pytest.mark.parametrize(
    ("foreign", "kept", "share"),
    [
        ((0.01, 0.02), 0.95, 0.0),
        ((0.99, 0.98), 0.95, 1.0),
        ((0.04, 0.06, 0.5, 0.7), 0.95, 0.75),
        ((0.04, 0.06, 0.5, 0.7), 0.4, 0.25),
        ((0.5,), 1.0, 1.0),
    ],
)
def test_false_positives_where_most_of_the_known_are_kept(foreign, kept, share):
    known = np.linspace(0, 1, 101, dtype=np.float32)
    assert false_positives_at(known, scores(*foreign), kept) == pytest.approx(share)


@pytest.mark.parametrize(
    ("confidence", "right", "error"),
    [
        ([], [], 0.0),
        ([1.0, 1.0], [True, True], 0.0),
        ([1.0, 1.0], [False, False], 1.0),
        ([0.0], [False], 0.0),
        # One bin, said 0.85, half of them right.
        ([0.85] * 4, [True, False, True, False], 0.35),
        # Two bins: half of all is 0.2 too sure, half is 0.1 too unsure.
        ([0.7, 0.7, 0.9, 0.9], [True, False, True, True], 0.5 * 0.2 + 0.5 * 0.1),
        # Within a bin, too sure and too unsure cancel out.
        ([0.62, 0.68], [True, False], 0.15),
        # 0.9999 and 1 share the last bin.
        ([0.9999, 1.0], [True, False], 0.49995),
    ],
)
def test_the_calibration_error_worked_out_by_hand(confidence, right, error):
    assert calibration_error(confidence, right) == pytest.approx(error)


@pytest.mark.parametrize(
    ("confidence", "right", "coverage", "rate"),
    [
        ([0.9, 0.5, 0.8, 0.7, 0.6], [True, False, True, False, True], 0.4, 1.0),
        ([0.9, 0.5, 0.8, 0.7, 0.6], [True, False, True, False, True], 0.8, 3 / 4),
        ([0.1, 0.9], [True, False], 0.5, 0.0),
        # Of equals, the wrong ones are kept first.
        ([0.5, 0.5, 0.5, 0.5], [True, True, False, True], 0.5, 1 / 2),
        # One is always kept.
        ([0.5], [True], 0.1, 1.0),
    ],
)
def test_the_rate_of_the_surest(confidence, right, coverage, rate):
    assert rate_of_surest(confidence, right, coverage) == pytest.approx(rate)


@pytest.mark.parametrize("true_temperature", [0.5, 1.0, 1.7, 3.0])
def test_the_temperature_that_logits_were_spoilt_with_is_found(true_temperature):
    rng = np.random.default_rng(7)
    honest = rng.normal(0, 1.5, (4000, 5)).astype(np.float32)
    chances = np.hstack([probabilities(honest), 1 - probabilities(honest).sum(1, keepdims=True)])
    drawn = (rng.random((4000, 1)) > np.cumsum(chances, axis=1)).sum(axis=1)
    targets = np.minimum(drawn, 5).astype(np.intp)
    found = best_temperature(honest * np.float32(true_temperature), targets)
    assert found == pytest.approx(true_temperature, rel=0.08)


def test_certain_and_right_logits_want_the_lowest_temperature():
    logits = np.eye(5, dtype=np.float32)[:, :4] * 40 - 20
    assert best_temperature(logits, np.arange(5)) == pytest.approx(0.4)
    assert best_temperature(logits, (np.arange(5) + 1) % 5) == pytest.approx(4.0)


def groups(*texts):
    return [frozenset(map(int, text)) for text in texts]


@pytest.mark.parametrize(
    ("found", "truth", "both", "f"),
    [
        (groups("0", "12"), groups("0", "12"), 2, 1.0),
        (groups("0", "1", "2"), groups("0", "12"), 1, 2 / 5),
        (groups("012"), groups("0", "12"), 0, 0.0),
        (groups("21", "0"), groups("0", "12"), 2, 1.0),
        ([], groups("0"), 0, 0.0),
        ([], [], 0, 1.0),
    ],
)
def test_groups_count_when_they_have_exactly_the_strokes_of_the_truth(found, truth, both, f):
    parts = segmentation_f(found, truth)
    assert parts == (both, len(found), len(truth))
    assert f_measure(*parts) == pytest.approx(f)


@given(st.integers(1, 50), st.integers(1, 50), st.data())
@settings(max_examples=40)
def test_f_is_the_harmonic_mean_of_precision_and_recall(found, truth, data):
    both = data.draw(st.integers(0, min(found, truth)))
    precision, recall = both / found, both / truth
    expected = 2 * precision * recall / (precision + recall) if both else 0.0
    assert math.isclose(f_measure(both, found, truth), expected)

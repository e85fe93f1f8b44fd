"""Intervals against slow ways that are plainly right."""

from __future__ import annotations

import numpy as np
import pytest

from training import intervals
from training.intervals import (
    auroc_estimate,
    calibration_estimate,
    median_estimate,
    rate_estimate,
)
from training.metrics import auroc, calibration_error, wilson


def slow(figure, *samples):
    """Return the interval of a figure of samples that are drawn again one by one."""
    rng = np.random.default_rng(intervals._SEED)
    figures = []
    for _ in range(intervals._DRAWS):
        drawn = [sample[rng.integers(0, len(sample), len(sample))] for sample in samples]
        figures.append(figure(*drawn))
    return pytest.approx(np.quantile(figures, [0.025, 0.975]).tolist(), abs=1e-6)


@pytest.fixture
def rng():
    return np.random.default_rng(3)


def test_the_interval_of_an_auroc(rng):
    known = rng.normal(1, 1, 60).round(1).astype(np.float32)
    foreign = rng.normal(0, 1, 25).round(1).astype(np.float32)
    figure, *interval = auroc_estimate(known, foreign)
    assert figure == auroc(known, foreign)
    assert interval == slow(auroc, known, foreign)


def test_the_interval_of_a_calibration_error(rng):
    confidence = rng.uniform(0.4, 1, 80).astype(np.float32)
    right = rng.random(80) < confidence / 2
    figure, *interval = calibration_estimate(confidence, right)
    assert figure == calibration_error(confidence.tolist(), right.tolist())
    pairs = np.stack([confidence, right], axis=1)
    assert interval == slow(lambda drawn: calibration_error(*drawn.T.tolist()), pairs)


def test_the_interval_of_a_median(rng):
    values = rng.exponential(1, 41)
    figure, *interval = median_estimate(values.tolist())
    assert figure == np.median(values)
    assert interval == slow(np.median, values)


def test_the_interval_of_a_good_calibration_holds_it():
    confidence = np.linspace(0.05, 0.95, 10).repeat(20).astype(np.float32)
    right = np.tile(np.arange(20), 10) < 20 * confidence
    figure, low, high = calibration_estimate(confidence, right)
    assert low <= figure < high
    assert figure < 0.03


@pytest.mark.parametrize("right", [[True], [False], [True] * 20, [True, False, False]])
def test_the_interval_of_a_rate_is_wilsons_and_holds_it(right):
    figure, low, high = rate_estimate(right)
    assert (low, high) == pytest.approx(wilson(sum(right), len(right)))
    assert low <= figure <= high and figure == np.mean(right)


def test_a_larger_sample_has_a_narrower_interval(rng):
    few, many = (rng.normal(0, 1, n).tolist() for n in (20, 2000))
    widths = [high - low for _, low, high in map(median_estimate, (few, many))]
    assert widths[1] < widths[0] / 3

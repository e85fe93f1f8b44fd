"""Intervals: how far a figure may be off, from its sample alone, with 95 % confidence.

Rates have Wilson's. All others are percentile intervals of the bootstrap (Efron 1979): the figure
of the sample drawn again from itself, each time as many as there are. The seed is fixed, so that
the same sample has the same interval.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from training.metrics import auroc, bin_of, calibration_error, wilson

_DRAWS = 1000
_SEED = 20_261_122
_TAILS = (0.025, 0.975)

Estimate = list[float]
"""A figure, and the low and the high end of its interval, which holds it."""
_Counts = NDArray[np.intp]


def rate_estimate(right: Sequence[bool] | NDArray[np.bool_]) -> Estimate:
    """Estimate how often something is right, of one try or more."""
    count = int(np.sum(right))
    return _around(count / len(right), wilson(count, len(right)))


def auroc_estimate(known: NDArray[np.float32], foreign: NDArray[np.float32]) -> Estimate:
    """Estimate the chance that a known one scores above a foreign one; neither may be empty."""
    values, place = np.unique(np.concatenate([known, foreign]), return_inverse=True)
    place_known, place_foreign = place[: len(known)], place[len(known) :]

    def area(count_known: _Counts, count_foreign: _Counts) -> float:
        above = np.bincount(place_known, count_known, len(values))
        below = np.bincount(place_foreign, count_foreign, len(values))
        won = above @ (np.cumsum(below) - below / 2)
        return float(won / (len(known) * len(foreign)))

    return _estimate(auroc(known, foreign), area, (len(known), len(foreign)))


def calibration_estimate(confidence: NDArray[np.float32], right: NDArray[np.bool_]) -> Estimate:
    """Estimate the expected calibration error (n ≥ 1)."""
    bins, excess = bin_of(confidence), confidence - right

    def error(count: _Counts) -> float:
        return float(np.abs(np.bincount(bins, count * excess)).sum() / len(bins))

    figure = calibration_error(confidence.tolist(), right.tolist())
    return _estimate(figure, error, (len(bins),))


def median_estimate(values: Sequence[float]) -> Estimate:
    """Estimate the median of values, at least one."""
    rising = np.sort(values)

    def median(count: _Counts) -> float:
        return float(rising[np.searchsorted(np.cumsum(count), len(rising) / 2)])

    return _estimate(float(np.median(rising)), median, (len(rising),))


def _estimate(figure: float, drawn: Callable[..., float], sizes: Sequence[int]) -> Estimate:
    """Return a figure with its interval; `drawn` tells it of how often each of a sample was drawn.

    Drawing again adds chance gaps to a calibration error and takes none away, so that the interval
    of a small one may lie above it; it is widened to hold the figure.
    """
    rng = np.random.default_rng(_SEED)
    figures = [drawn(*(_draw(size, rng) for size in sizes)) for _ in range(_DRAWS)]
    low, high = np.quantile(figures, _TAILS)
    return _around(figure, (float(low), float(high)))


def _around(figure: float, interval: tuple[float, float]) -> Estimate:
    return [figure, min(interval[0], figure), max(interval[1], figure)]


def _draw(size: int, rng: np.random.Generator) -> _Counts:
    """Draw so many of so many, and return how often each was drawn: (size,)."""
    return np.bincount(rng.integers(0, size, size), minlength=size)

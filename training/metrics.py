"""Metrics: pure functions from scores and truths to figures, each with its source."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recognizer.classifier import probabilities

_TEMPERATURES = np.exp(np.linspace(np.log(0.4), np.log(4), 120)).astype(np.float32)
_CALIBRATION_BINS = 10
_Z95 = 1.959963984540054  # standard normal quantile of a two-sided 95 % interval

Scored = Callable[[NDArray[np.float32]], NDArray[np.float32]]
"""What turns logits (n, k) into probabilities (n, k)."""


def wilson(right: int, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a rate `right` of `n` (Wilson 1927); (0, 1) when n is 0."""
    if n == 0:
        return 0.0, 1.0
    share, z2 = right / n, _Z95**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z95 / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def auroc(known: NDArray[np.float32], foreign: NDArray[np.float32]) -> float:
    """Return the chance that a known one scores above a foreign one, ties counting half."""
    everything = np.concatenate([known, foreign])
    _, place, counts = np.unique(everything, return_inverse=True, return_counts=True)
    rank = (np.cumsum(counts) - (counts - 1) / 2)[place]
    n = len(known)
    return float((rank[:n].sum() - n * (n + 1) / 2) / (n * len(foreign)))


def false_positives_at(
    known: NDArray[np.float32], foreign: NDArray[np.float32], kept: float = 0.95
) -> float:
    """Return the share of foreign ones accepted where `kept` of the known ones are accepted."""
    return float((foreign >= np.quantile(known, 1 - kept)).mean())


def calibration_error(confidence: Sequence[float], right: Sequence[bool]) -> float:
    """Return the expected calibration error over ten equal bins (Guo et al. 2017)."""
    scores, truths = np.array(confidence), np.array(right, dtype=float)
    bins = bin_of(scores)
    gaps = [
        (bins == b).mean() * abs(scores[bins == b].mean() - truths[bins == b].mean())
        for b in np.unique(bins)
    ]
    return float(sum(gaps))


def bin_of(confidence: NDArray[np.floating[Any]]) -> NDArray[np.intp]:
    """Return in which of the bins of the calibration error each confidence lies."""
    bins = (confidence * _CALIBRATION_BINS).astype(np.intp)
    return np.minimum(bins, _CALIBRATION_BINS - 1)


def rate_of_surest(confidence: Sequence[float], right: Sequence[bool], coverage: float) -> float:
    """Return how often the `coverage` most confident are right (El-Yaniv and Wiener 2010).

    Of those equally confident, the wrong ones come first, so that a tie never flatters.
    """
    surest = sorted(zip(confidence, right, strict=True), key=lambda pair: (-pair[0], pair[1]))
    kept = surest[: max(1, round(coverage * len(surest)))]
    return sum(is_right for _, is_right in kept) / len(kept)


def best_temperature(
    logits: NDArray[np.float32], targets: NDArray[np.intp], scored: Scored = probabilities
) -> float:
    """Return the temperature of least negative log-likelihood (Guo et al. 2017).

    `logits` is (n, k), which `scored` turns into probabilities; a target of k means what a row of
    them lacks to 1, "no symbol".
    """

    def loss(temperature: np.float32) -> float:
        scores = scored(logits / temperature)
        none = np.maximum(1 - scores.sum(axis=1, keepdims=True), 1e-9)
        chosen = np.hstack([scores, none])[np.arange(len(targets)), targets]
        return float(-np.log(np.maximum(chosen, 1e-9)).mean())

    return float(min(_TEMPERATURES, key=loss))


def segmentation_f(
    found: Sequence[frozenset[int]], truth: Sequence[frozenset[int]]
) -> tuple[int, int, int]:
    """Return how many groups are in both, in `found`, and in `truth`: the parts of an F measure."""
    return len(set(found) & set(truth)), len(found), len(truth)


def f_measure(both: int, found: int, truth: int) -> float:
    """Return the harmonic mean of precision and recall."""
    return 2 * both / (found + truth) if found + truth else 1.0

"""The mixture: how often each sample of each source is shown to the network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from recognizer.alphabet import INDEX, LABELS
from training.samples import OUTLIER, Samples, joined

SHARES = {
    "mnist_train": 0.35,
    "pendigits_train": 0.25,
    "bhmsds": 0.15,
    "mathnote_symbols": 0.15,
    "mdas_train": 0.25,
    "aiedu_operators": 0.20,
    "synthesized": 0.25,
    "hershey letters": 0.35,
    "scribbles": 0.15,
}
"""How much of a class comes from each source that has it, before normalising; others: 0.25."""
_OTHER_SHARE = 0.25


def share_of(source: str, shares: Mapping[str, float]) -> float:
    """Return how much of a class comes from a source, where `shares` may say other than usual."""
    return shares.get(source, SHARES.get(source, _OTHER_SHARE))


NO_CHANGES: Mapping[str, float] = MappingProxyType({})

CLASS_WEIGHTS: dict[str, float] = {}
"""How often a class is drawn, beside 1 for those that are not listed."""

_SLANTED_ONES = 1.3
"""How much more often the 1 of MNIST is drawn, of all that is a 1."""


@dataclass(frozen=True, slots=True, eq=False)
class Mixture:
    """All training samples, the chance of each to be drawn, and which are never deformed."""

    samples: Samples
    symbols: NDArray[np.intp]
    symbol_chance: NDArray[np.float64]
    outliers: NDArray[np.intp]
    outlier_chance: NDArray[np.float64]
    plain: NDArray[np.bool_]

    @classmethod
    def of(cls, sets: Sequence[Samples], shares: Mapping[str, float] = NO_CHANGES) -> Mixture:
        """Mix sources so that every class is as likely, and its sources have their shares.

        `shares` are those that differ from `SHARES`.
        """
        samples = joined(sets)
        weight = np.zeros(len(samples))
        source = np.repeat(np.arange(len(sets)), [len(s) for s in sets])
        for number, each in enumerate(sets):
            share = share_of(each.source, shares)
            counts = np.bincount(each.target, minlength=OUTLIER + 1)
            # A handful of samples must not be repeated as often as thousands are shown.
            per_class = share * np.minimum(1, np.sqrt(counts / 100)) / np.maximum(counts, 1)
            weight[source == number] = per_class[each.target]
            weight[source == number] *= np.where(_is_slanted_one(each), _SLANTED_ONES, 1)
        for target, label in enumerate((*LABELS, "")):
            own = samples.target == target
            weight[own] *= CLASS_WEIGHTS.get(label, 1.0) / max(weight[own].sum(), 1e-12)
        symbols = np.flatnonzero(samples.target != OUTLIER)
        outliers = np.flatnonzero(samples.target == OUTLIER)
        return cls(
            samples,
            symbols,
            weight[symbols] / weight[symbols].sum(),
            outliers,
            weight[outliers] / weight[outliers].sum(),
            plain=np.concatenate([_is_slanted_one(each) for each in sets]),
        )


def _is_slanted_one(samples: Samples) -> NDArray[np.bool_]:
    """Tell which samples are the 1 of MNIST, whose writers slant it as far as others a slash.

    Deformed it could not be told from one; as it is, what scanning left of it sometimes tells.
    """
    if samples.source != "mnist_train":
        return np.zeros(len(samples), bool)
    return np.equal(samples.target, INDEX["1"])

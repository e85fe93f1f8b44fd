"""Adaptation: what is added to the network's scores for one hand.

Around each symbol that a person named lies a bump in the space of features, wide and low with a
narrow peak: the peak makes that very shape be read as it was named, the width carries it over to
shapes like it. How much each bump adds to each class is found by `training/personalising.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]

_WIDE, _NARROW = 4.0, 20.0
_NARROW_SHARE = 0.5
"""How fast the two parts of a bump fall with 1 − cosine, and the share of the narrow one; chosen on
crohme2013train_calc (docs/decisions.md)."""


@dataclass(frozen=True, slots=True, eq=False)
class Adaptation:
    """Bumps around `centers` (m, d), of length 1, each adding `weights` (m, k) to the logits."""

    centers: FloatArray
    weights: FloatArray

    def added(self, points: FloatArray) -> FloatArray:
        """Return what is added to the logits at points (n, d) of length 1: (n, k)."""
        added: FloatArray = likeness(points, self.centers) @ self.weights
        return added


def likeness(points: FloatArray, centers: FloatArray) -> FloatArray:
    """Return how like points (n, d) are to centers (m, d), all of length 1: (n, m), 1 if equal."""
    distance = 1 - points @ centers.T
    wide, narrow = np.exp(-_WIDE * distance), np.exp(-_NARROW * distance)
    like: FloatArray = ((1 - _NARROW_SHARE) * wide + _NARROW_SHARE * narrow).astype(np.float32)
    return like

"""Levels: where a symbol stands to the line, or to the exponent, that it belongs to.

A level has an axis, which the middle of its symbols follows, and a size, which is the height of its
digits. Both follow what is written, because people do not write on rails.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

from calculator.automaton import POINT
from calculator.weights import Weights
from recognizer.alphabet import DIGITS
from segmentation.ink import Box

_MOST_OFF = 6.0
"""The most that standing wrongly costs; in natural logarithms."""
_RAISED_FROM = 0.22
"""A symbol whose middle is so far over the axis may begin an exponent; in sizes of the level."""
_FOLLOWED = {True: 0.5, False: 0.2}
"""How far the axis follows a digit, and any other symbol."""
_FIRST_FOLLOWED = 1.0
"""How far both follow the first symbol, where they are but roughly known."""
_SIZE_FOLLOWED = 0.5
"""How far the size follows a digit."""
_POINT_UNDER = 0.45
"""How far over a decimal point the axis is taken to be; in sizes of the level."""
_LEAST_SIZE = 0.25
"""The least size of a level, in typical symbol sizes of the ink."""
_LEAST_WIDTH = 0.3
"""The least width that overlaps are compared with, in sizes of the level."""
_USUAL_OVERLAP = 0.35
"""The share of the narrower of two neighbours that may stand over the other."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a symbol stands: its extent along the line, its middle and its height.

    `height` is 0 where it says nothing about the size of the level.
    """

    x0: float
    x1: float
    y: float
    height: float
    is_point: bool = False

    @classmethod
    def of(cls, label: str, box: Box, size: float) -> Self:
        """Return the place of a symbol in ink of the given typical size."""
        height = max(box.height, _LEAST_SIZE * size) if label in DIGITS else 0.0
        return cls(box.x0, box.x1, box.center[1], height, label == POINT)

    @classmethod
    def of_fraction(cls, bar: Box, around: Box) -> Self:
        """Return the place of a fraction, whose bar lies on the axis."""
        return cls(around.x0, around.x1, bar.center[1], 0.0)


@dataclass(frozen=True, slots=True)
class Level:
    """The axis and the size of a level; `reach` is where its last symbol ends.

    `spread` is how uncertain the axis is, in sizes: a new level is known but roughly.
    """

    axis: float
    size: float
    x0: float
    reach: float
    is_known: bool
    spread: float = 0.0

    @classmethod
    def unknown(cls, size: float) -> Self:
        """Return the level of a line on which nothing stands yet."""
        return cls(0.0, size, -math.inf, -math.inf, False)

    def is_over(self, place: Place) -> bool:
        """Tell whether a symbol stands so high that an exponent may begin with it."""
        return self.axis - place.y > _RAISED_FROM * self.size

    def raised(self, weights: Weights) -> Level:
        """Return the level of an exponent of the last symbol on this one."""
        size = self.size * weights.raised_size
        axis = self.axis - weights.raised * self.size
        return Level(axis, size, -math.inf, -math.inf, True, weights.raised_height)

    def cost(self, place: Place, weights: Weights) -> float:
        """Return what it costs that a symbol stands on this level."""
        if not self.is_known:
            return 0.0
        below = weights.point_height if place.is_point else 0.0
        off = (place.y - self.axis) / self.size - below
        spread = math.hypot(weights.height, self.spread)
        cost = (off / spread) ** 2 / 2
        if place.height:
            cost += (math.log(place.height / self.size) / weights.size) ** 2 / 2
        return min(cost, _MOST_OFF) + weights.overlap * self._overlap(place)

    def _overlap(self, place: Place) -> float:
        """Return by how many widths more than usual a symbol stands over the one before."""
        if self.reach == -math.inf:
            return 0.0
        narrower = min(place.x1 - place.x0, self.reach - self.x0)
        width = max(narrower, _LEAST_WIDTH * self.size)
        return max(0.0, min((self.reach - place.x0) / width, 2.0) - _USUAL_OVERLAP)

    def after(self, place: Place) -> Level:
        """Return the level as it is after one more symbol; the first one says the most."""
        axis = place.y - (_POINT_UNDER * self.size if place.is_point else 0.0)
        size = self.size
        is_first = not self.is_known or self.spread > 0
        if place.height:
            size += (_FIRST_FOLLOWED if is_first else _SIZE_FOLLOWED) * (place.height - size)
        if self.is_known:
            follow = _FIRST_FOLLOWED if is_first else _FOLLOWED[place.height > 0]
            axis = self.axis + follow * (axis - self.axis)
        return Level(axis, size, place.x0, place.x1, True)

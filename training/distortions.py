"""Changes to the ink of an expression that leave what it says as it is."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from segmentation.ink import FloatArray, Ink, Stroke, arc_length, resampled
from training.benchmarks import Expression

Change: TypeAlias = Callable[[Expression, np.random.Generator], Ink]
"""From an expression, and a source of chance, to other ink of it."""

_FAR = (12.3, -7.7)  # heights of the ink; how far it is moved
_FEW_POINTS = 8
"""A stroke of so few points has one at each of its corners, and none to spare."""


def moved(expression: Expression, rng: np.random.Generator) -> Ink:
    """Move ink by some times its height."""
    offset = np.array(_FAR) * expression.ink.box.size
    return _mapped(expression.ink, lambda points: points + offset)


def scaled(factor: float) -> Change:
    """Return the change that makes ink so many times as large."""
    return lambda expression, rng: _mapped(expression.ink, lambda points: points * factor)


def slanted(degrees: float) -> Change:
    """Return the change that leans upright strokes to the right by an angle."""
    shear = np.array([[1.0, 0.0], [-math.tan(math.radians(degrees)), 1.0]])
    return lambda expression, rng: _mapped(expression.ink, lambda points: points @ shear)


def rotated(degrees: float) -> Change:
    """Return the change that turns the whole ink clockwise, as one sees it, by an angle."""
    sine, cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
    turn = np.array([[cosine, sine], [-sine, cosine]])
    return lambda expression, rng: _mapped(expression.ink, lambda points: points @ turn)


def thinned(expression: Expression, rng: np.random.Generator) -> Ink:
    """Put half as many points on every stroke, at even distances."""
    return _mapped(expression.ink, _half)


def thickened(expression: Expression, rng: np.random.Generator) -> Ink:
    """Put a point between every second pair of neighbours: half as many again."""
    return _mapped(expression.ink, _half_again)


def symbols_shuffled(expression: Expression, rng: np.random.Generator) -> Ink:
    """Write the symbols in another order, the strokes of each together and in theirs."""
    known = frozenset().union(*expression.groups)
    stray = [frozenset([mark]) for mark in range(len(expression.ink.strokes)) if mark not in known]
    groups = [*expression.groups, *stray]
    order = [mark for at in rng.permutation(len(groups)) for mark in sorted(groups[at])]
    return expression.ink.select(order)


def strokes_shuffled(expression: Expression, rng: np.random.Generator) -> Ink:
    """Write the strokes in any order."""
    return expression.ink.select(rng.permutation(len(expression.ink.strokes)).tolist())


CHANGES: dict[str, Change] = {
    "moved": moved,
    **{f"scaled ×{factor:g}": scaled(factor) for factor in (0.1, 0.5, 2, 10)},
    **{f"slanted {angle:+d}°": slanted(angle) for angle in (-10, -5, 5, 10)},
    **{f"rotated {angle:+d}°": rotated(angle) for angle in (-2, 2)},
    "half the points": thinned,
    "1.5 × the points": thickened,
    "symbols in any order": symbols_shuffled,
    "strokes in any order": strokes_shuffled,
}


def _mapped(ink: Ink, change: Callable[[FloatArray], FloatArray]) -> Ink:
    return Ink(tuple(Stroke(change(stroke.points)) for stroke in ink.strokes))


def _half(points: FloatArray) -> FloatArray:
    count = max(len(points) // 2, _FEW_POINTS)
    along = arc_length(points)
    if count >= len(points) or along[-1] == 0:
        return points
    return resampled(points, along, count)


def _half_again(points: FloatArray) -> FloatArray:
    between = np.arange(1, len(points), 2)
    middles = (points[between - 1] + points[between]) / 2
    return np.insert(points, between, middles, axis=0)

"""Canvases to send to a server: real expressions, made long, and growing as they are written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from segmentation.ink import FloatArray, Ink, Stroke
from training.benchmarks import Expression

_GAP = 0.6  # line heights; on either side of a plus sign that joins two expressions
_PLUS_SIZE = 0.5  # line heights
_PLUS_POINTS = 12
_RESIZED = (0.8, 1.25)  # how much smaller or larger ink is sent, so that none is met again


def long_expression(
    expressions: Sequence[Expression], symbols: int, rng: np.random.Generator
) -> Ink:
    """Set expressions side by side, a plus sign between them, until there are so many symbols.

    What is too long for the rest is cut to its leftmost symbols, so that the number is met.
    """
    parts: list[Ink] = []
    while symbols > 0:
        chosen = expressions[int(rng.integers(len(expressions)))]
        groups = sorted(chosen.groups, key=lambda group: _left(chosen.ink, group))[:symbols]
        parts.append(_unit(chosen.ink.select(sorted(frozenset().union(*groups)))))
        symbols -= len(groups)
        if symbols > 0:
            parts.append(_plus())
            symbols -= 1
    return _side_by_side(parts)


def resized(ink: Ink, rng: np.random.Generator) -> Ink:
    """Return ink at another size: the same expression, and not a coordinate as before."""
    factor = float(rng.uniform(*_RESIZED))
    return Ink(tuple(Stroke(stroke.points * factor) for stroke in ink.strokes))


def growing(ink: Ink) -> Iterator[Ink]:
    """Yield ink as the page sends it while it is written: after each stroke, all so far."""
    for count in range(1, len(ink.strokes) + 1):
        yield Ink(ink.strokes[:count])


def _left(ink: Ink, group: frozenset[int]) -> float:
    return min(ink.strokes[mark].box.x0 for mark in group)


def _unit(ink: Ink) -> Ink:
    """Return ink with its left end at 0, its line 1 high and centred on 0."""
    box = ink.box
    height = box.height or box.width or 1.0
    origin = np.array([box.x0, box.center[1]])
    return Ink(tuple(Stroke((stroke.points - origin) / height) for stroke in ink.strokes))


def _plus() -> Ink:
    ends = np.linspace(-_PLUS_SIZE / 2, _PLUS_SIZE / 2, _PLUS_POINTS)
    middle: FloatArray = np.zeros_like(ends)
    across = np.stack([ends + _PLUS_SIZE / 2, middle], axis=1)
    down = np.stack([middle + _PLUS_SIZE / 2, ends], axis=1)
    return Ink((Stroke(across), Stroke(down)))


def _side_by_side(parts: Sequence[Ink]) -> Ink:
    strokes: list[Stroke] = []
    right = 0.0
    for part in parts:
        shift = np.array([right, 0.0])
        strokes.extend(Stroke(stroke.points + shift) for stroke in part.strokes)
        right += part.box.width + _GAP
    return Ink(tuple(strokes))

"""Candidates: what each group of marks may be, by its shape and by its place in the line.

The network scores shapes; what is no class of it is found by geometry: a decimal point is a dot on
the baseline, a dot at mid-height is a multiplication sign, two bars over each other are `=`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from calculator.automaton import EQUALS, POINT
from calculator.bars import is_equals
from recognizer.alphabet import LABELS
from recognizer.classifier import Classifier
from segmentation.ink import Box, Group, Ink
from segmentation.projection import typical_size
from segmentation.raster import rasterize

DOT_SIZE = 0.28
"""A group smaller than this is a dot; in typical symbol sizes.

Of 138 decimal points of crohme2013train_linear all are smaller, of its other symbols one is.
"""
_POINT_HEIGHT = 0.47
"""Where a dot is as likely a decimal point as a multiplication sign; 0 is top, 1 is baseline.

Of those decimal points 95 % lie lower than 0.54.
"""
_POINT_SHARPNESS = 14.0
"""How fast the one becomes the other, in natural logarithms a line height."""
_POINT_ROOM = 0.3
"""The room beside a dot, on its narrower side, that speaks for neither; in typical sizes."""
_ROOM_SHARPNESS = 4.0
"""How fast more room speaks for a multiplication sign, in natural logarithms a typical size."""
_TALL = 0.5
"""Groups taller than this tell where the line is; in typical symbol sizes."""
_LINE_REACH = (-0.3, 1.4)
"""Where a dot still belongs to its line; 0 is top, 1 is baseline."""
_STRAY = 0.99
"""The probability that a dot beyond is no symbol."""
_SHORT_MINUS = (2.5, 0.12, 0.7)
"""A small mark is a minus rather than a dot if it is so many times wider than high, wider than this
in typical symbol sizes, and its place is not below this height in the line."""
_EQUALS_PROBABILITY = 0.98
_MOST_ODDS = 12.0
"""The surest that geometry is, in natural logarithms of the odds."""
_LEAST_PROBABILITY = 1e-6
_KEPT = 6
"""How many labels of a group are considered."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """The labels that a group may bear, (label, probability) with the most likely first.

    The probabilities sum to 1 less `no_symbol`, the probability that the group is none at all,
    but for the labels that are too unlikely to be kept.
    """

    group: Group
    labels: tuple[tuple[str, float], ...]
    no_symbol: float


def score(ink: Ink, groups: Sequence[Group], classifier: Classifier) -> tuple[Candidates, ...]:
    """Score each group of one line over the labels that it may bear."""
    size = typical_size(ink)
    pictures = rasterize([ink.select(group.marks) for group in groups])
    scores = classifier.classify(pictures)
    return tuple(
        _by_place(at, groups, size) or _by_bars(ink, group, row) or _by_shape(group, row)
        for at, (group, row) in enumerate(zip(groups, scores, strict=True))
    )


def _by_shape(group: Group, row: np.ndarray[tuple[int], np.dtype[np.float32]]) -> Candidates:
    best = np.argsort(-row)[:_KEPT]
    labels = tuple((LABELS[i], float(max(row[i], _LEAST_PROBABILITY))) for i in best)
    return Candidates(group, labels, float(max(0.0, 1 - row.sum())))


def _by_place(at: int, groups: Sequence[Group], size: float) -> Candidates | None:
    """Tell a decimal point from a multiplication sign by the height of a dot in its line."""
    box = groups[at].box
    if box.size > DOT_SIZE * size:
        return None
    top, bottom = _line_around(at, groups, size)
    height = (box.center[1] - top) / (bottom - top) if bottom > top else 1.0
    flatness, width, lowest = _SHORT_MINUS
    if box.width > max(flatness * box.height, width * size) and height < lowest:
        return None
    odds = _POINT_SHARPNESS * (height - _POINT_HEIGHT)
    odds -= _ROOM_SHARPNESS * (_room_around(at, groups, size) - _POINT_ROOM)
    point = 1 / (1 + math.exp(-min(max(odds, -_MOST_ODDS), _MOST_ODDS)))
    stray = 0.0 if _LINE_REACH[0] <= height <= _LINE_REACH[1] else _STRAY
    shares = ((POINT, point * (1 - stray)), ("×", (1 - point) * (1 - stray)))
    return Candidates(groups[at], tuple(sorted(shares, key=lambda pair: -pair[1])), stray)


def _room_around(at: int, groups: Sequence[Group], size: float) -> float:
    """Return the narrower gap between a dot and its neighbours, in typical sizes."""
    box = groups[at].box
    gaps = [box.x0 - group.box.x1 for group in groups[:at][-1:]]
    gaps += [group.box.x0 - box.x1 for group in groups[at + 1 :][:1]]
    return min(gaps) / size if len(gaps) == 2 and size > 0 else 0.0


def _line_around(at: int, groups: Sequence[Group], size: float) -> tuple[float, float]:
    """Return top and bottom of the nearest tall symbols on both sides of a dot."""
    tall = [i for i, group in enumerate(groups) if group.box.height > _TALL * size and i != at]
    left = [i for i in tall if i < at][-1:]
    right = [i for i in tall if i > at][:1]
    if not left and not right:
        return 0.0, 0.0
    around = Box.around(groups[i].box for i in left + right)
    return around.y0, around.y1


def _by_bars(
    ink: Ink, group: Group, row: np.ndarray[tuple[int], np.dtype[np.float32]]
) -> Candidates | None:
    """Recognise two bars, one over the other, as an equals sign."""
    if len(group.marks) != 2:
        return None
    if not is_equals(*(ink.strokes[mark].box for mark in group.marks)):
        return None
    rest = _by_shape(group, row * np.float32(1 - _EQUALS_PROBABILITY))
    return Candidates(group, ((EQUALS, _EQUALS_PROBABILITY), *rest.labels), 0.0)

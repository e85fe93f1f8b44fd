"""The projection rule: strokes that stand over each other are one symbol.

The baseline of every comparison. It cannot part what overlaps (slanted or kerned neighbours, a
fraction bar and all it covers) nor join what does not (the bar of a 5 drawn beside it).
"""

from __future__ import annotations

import numpy as np

from segmentation.ink import Box, Group, Ink

TOLERANCE = 0.14
"""How far strokes may overlap and still be two symbols, in typical symbol sizes.

Chosen on crohme2013train_linear; see docs/decisions.md.
"""
_LEAST_WIDTH = 0.1
"""The width that a stroke is given at least, in typical symbol sizes: a dot has none of its own."""
_TIE = 1 + 1e-6
"""What exceeds a bound by rounding alone does not exceed it."""
_LARGE = 75
"""The percentile of the strokes' sizes that is surely the size of a symbol, not of a dot."""
_DOT_SHARE = 0.3
"""Strokes smaller than this share of it say nothing about the size of symbols."""


def typical_size(ink: Ink) -> float:
    """Return the typical size of a symbol, in the units of the ink; 0.0 if all is dots.

    It is the median of the longer sides of the strokes' boxes, dots left out; a few fraction bars
    of any length do not change it. What a camera saw in one piece counts as one, however it is cut.
    """
    sizes = np.array([box.size for box in _pieces(ink)])
    if len(sizes) == 0:
        return 0.0
    least = _DOT_SHARE * np.percentile(sizes, _LARGE)
    return float(np.median(sizes[sizes * _TIE >= least]))


def _pieces(ink: Ink) -> list[Box]:
    """Return the boxes of strokes, or of the connected pieces of ink that a camera saw."""
    boxes: dict[int, list[Box]] = {}
    for stroke, piece in zip(ink.strokes, ink.components or range(len(ink.strokes)), strict=True):
        boxes.setdefault(piece, []).append(stroke.box)
    return [Box.around(each) for each in boxes.values()]


def segment(ink: Ink, tolerance: float = TOLERANCE) -> tuple[Group, ...]:
    """Group the strokes of one line by the projection rule, from left to right.

    Strokes whose boxes, projected on the writing direction, intersect by more than `tolerance`
    typical symbol sizes are one symbol; grouping is transitive.
    """
    size = typical_size(ink)
    spans = [_span(stroke.box, _LEAST_WIDTH * size) for stroke in ink.strokes]
    groups: list[list[int]] = []
    reach = -np.inf
    for mark in sorted(range(len(spans)), key=lambda mark: spans[mark]):
        low, high = spans[mark]
        limit = min(tolerance * size, (high - low) / 2)
        if groups and reach - low > limit * _TIE:
            groups[-1].append(mark)
        else:
            groups.append([mark])
            reach = -np.inf
        reach = max(reach, high)
    return tuple(_group(ink, marks) for marks in groups)


def _span(box: Box, least: float) -> tuple[float, float]:
    missing = max(least - box.width, 0) / 2
    return box.x0 - missing, box.x1 + missing


def _group(ink: Ink, marks: list[int]) -> Group:
    box = Box.around(ink.strokes[mark].box for mark in marks)
    return Group(tuple(sorted(marks)), box)

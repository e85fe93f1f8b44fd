"""The lattice: all groups of up to four near marks that may be one symbol.

Nearness is relative to the typical size of the ink's own symbols, and the order of writing says
nothing: people go back to dot a ÷ or to cross a 7. Distances were chosen on crohme2013train, where
every symbol of several strokes but for stray ones is among the groups.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from segmentation.ink import Box, FloatArray, Group, Ink, arc_length
from segmentation.projection import typical_size

MOST_MARKS = 4
"""The most marks of one symbol."""
_NEAR = 0.42
"""Marks so near may be one symbol, in typical symbol sizes: the bar of a 5 beside its belly."""
_STACKED = 0.72
"""And those over each other, of which one is flat or a dot: the parts of = and ÷."""
_TOUCHING = 0.08
"""Three or four marks are one symbol only if they touch, or are the parts of a ÷."""
_WIDEST = 2.2
_TALLEST = 2.6
"""The largest box of a group of several marks, in typical symbol sizes."""
_FLAT = 0.5
"""The highest ratio of height to width of a bar."""
_DOT = 0.3
"""The size of the largest dot, in typical symbol sizes."""
_STEP = 0.08
"""The distance between the points that distances are taken from, in typical symbol sizes."""


def propose(ink: Ink) -> tuple[Group, ...]:
    """Return every group that may be one symbol: each mark alone, and near marks together.

    Groups of several marks come after the single ones, and marks within a group rise.
    """
    size = typical_size(ink) or 1.0
    boxes = [stroke.box for stroke in ink.strokes]
    distance = _distances(ink, boxes, size)
    singles = [(mark,) for mark in range(len(boxes))]
    pairs = [pair for pair in _pairs(boxes, distance, size) if _fits(pair, boxes, size)]
    triples = {
        marks
        for marks in _grown(pairs, pairs, distance)
        if _fits(marks, boxes, size) and (_touch(marks, distance) or _divides(marks, boxes, size))
    }
    fours = {
        marks
        for marks in _grown(sorted(triples), pairs, distance)
        if _fits(marks, boxes, size) and (_touch(marks, distance) or _divides(marks, boxes, size))
    }
    found = [*singles, *pairs, *sorted(triples), *sorted(fours)]
    return tuple(Group(marks, Box.around(boxes[mark] for mark in marks)) for marks in found)


_Marks = tuple[int, ...]
_Distances = dict[tuple[int, int], float]


def _distances(ink: Ink, boxes: Sequence[Box], size: float) -> _Distances:
    """Return how far apart near marks are at their nearest points, in typical sizes."""
    corners = np.array([box.as_tuple() for box in boxes]).reshape(-1, 4)
    gap = np.maximum(corners[:, None, :2] - corners[None, :, 2:], 0)
    gap = np.maximum(gap, gap.transpose(1, 0, 2))
    apart = np.hypot(gap[..., 0], gap[..., 1])
    near = np.argwhere(np.triu(apart <= _STACKED * size, k=1))
    points = {mark: _dense(ink.strokes[mark].points, _STEP * size) for mark in np.unique(near)}
    return {(int(a), int(b)): _apart(points[a], points[b]) / size for a, b in near}


def _dense(points: FloatArray, step: float) -> FloatArray:
    """Return points at steps along a stroke, its ends among them."""
    along = arc_length(points)
    at = np.linspace(0, along[-1], int(along[-1] / step) + 2)
    return np.stack([np.interp(at, along, points[:, axis]) for axis in (0, 1)], axis=1)


def _apart(one: FloatArray, other: FloatArray) -> float:
    difference = one[:, None] - other[None]
    return float(np.sqrt((difference**2).sum(axis=-1).min()))


def _pairs(boxes: Sequence[Box], distance: _Distances, size: float) -> list[_Marks]:
    return [
        pair
        for pair, apart in distance.items()
        if apart <= _NEAR or (apart <= _STACKED and _is_stacked(pair, boxes, size))
    ]


def _is_stacked(pair: tuple[int, int], boxes: Sequence[Box], size: float) -> bool:
    one, other = (boxes[mark] for mark in pair)
    over = min(one.x1, other.x1) > max(one.x0, other.x0) - _DOT * size / 2
    return over and any(_is_flat(box) or box.size <= _DOT * size for box in (one, other))


def _is_flat(box: Box) -> bool:
    return box.height <= _FLAT * box.width


def _grown(
    groups: Sequence[_Marks], pairs: Sequence[_Marks], distance: _Distances
) -> Iterator[_Marks]:
    """Yield each group with one more mark that is near one of its own."""
    beside: dict[int, set[int]] = {}
    for a, b in pairs:
        beside.setdefault(a, set()).add(b)
        beside.setdefault(b, set()).add(a)
    for group in groups:
        for mark in set().union(*(beside[own] for own in group)) - set(group):
            yield tuple(sorted((*group, mark)))


def _fits(marks: _Marks, boxes: Sequence[Box], size: float) -> bool:
    box = Box.around(boxes[mark] for mark in marks)
    return box.width <= _WIDEST * size and box.height <= _TALLEST * size


def _touch(marks: _Marks, distance: _Distances) -> bool:
    """Tell whether every mark touches another so that all hang together."""
    joined, rest = {marks[0]}, set(marks[1:])
    while rest:
        touching = {m for m in rest if any(_between(m, j, distance) <= _TOUCHING for j in joined)}
        if not touching:
            return False
        joined |= touching
        rest -= touching
    return True


def _between(one: int, other: int, distance: _Distances) -> float:
    return distance.get((min(one, other), max(one, other)), np.inf)


def _divides(marks: _Marks, boxes: Sequence[Box], size: float) -> bool:
    """Tell whether the marks are a bar with something small over and under it."""
    bar, *dots = sorted(marks, key=lambda mark: -boxes[mark].width)
    middle = boxes[bar].center[1]
    small = all(boxes[dot].size <= 2 * _DOT * size for dot in dots)
    sides = {boxes[dot].center[1] < middle for dot in dots}
    return small and len(sides) == 2 and _is_flat(boxes[bar])

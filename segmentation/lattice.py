"""The lattice: all groups of up to four near marks that may be one symbol.

Nearness is relative to the typical size of the ink's own symbols, and the order of writing says
nothing: people go back to dot a ÷ or to cross a 7. Distances were chosen on crohme2013train, where
every symbol of several strokes but for stray ones is among the groups.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from segmentation.ink import Box, FloatArray, Group, Ink, arc_length, gaps, resampled
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
_MOST_POINTS = 256
"""And the most of them in a stroke, so that a line of any length costs little."""
_MEASURED = 16
"""The neighbours of a mark, nearest by their boxes, whose distance is measured from points."""
_NEIGHBOURS = 5
"""The neighbours, nearest by points, with which a mark may be one symbol."""
_LARGER = 3
"""The groups of three, and those of four, that a mark brings in: the most compact ones."""
_ALIKE = 6
"""Digits after the point, in typical symbol sizes: lengths that differ by rounding are equal."""

_Marks: TypeAlias = tuple[int, ...]


def propose(ink: Ink) -> tuple[Group, ...]:
    """Return every group that may be one symbol: each mark alone, and near marks together.

    Groups of several marks come after the single ones, and marks within a group rise. Where marks
    crowd, each has groups with its nearest neighbours only: no ink has more than 12 groups a mark,
    and one more for each piece of ink that a camera saw and that was cut.
    """
    places = _Places.of(ink)
    pairs = places.most_compact(filter(places.are_near, places.distance), _NEIGHBOURS)
    groups = [*((mark,) for mark in range(len(places.boxes))), *sorted(pairs)]
    larger = pairs
    for _ in range(MOST_MARKS - 2):
        grown = filter(places.hang_together, set(_grown(larger, pairs)))
        larger = places.most_compact(grown, _LARGER)
        groups += sorted(larger)
    groups += sorted(set(_whole_pieces(ink)) - set(groups))
    return tuple(Group(marks, places.around(marks)) for marks in groups)


@dataclass(frozen=True, slots=True)
class _Places:
    """Where marks stand: the box of each, how far near ones are apart (in sizes), and their size.

    Distances are those between the nearest points of two marks; `ranks` order the marks by place;
    `pieces` say which were written in one piece, as far as is known.
    """

    boxes: Sequence[Box]
    ranks: Sequence[int]
    distance: dict[_Marks, float]
    size: float
    pieces: Sequence[int]

    @classmethod
    def of(cls, ink: Ink) -> _Places:
        boxes = [stroke.box for stroke in ink.strokes]
        size = typical_size(ink) or 1.0
        order = sorted(range(len(boxes)), key=lambda mark: boxes[mark].as_tuple())
        ranks = [0] * len(boxes)
        for rank, mark in enumerate(order):
            ranks[mark] = rank
        pieces = ink.components or range(len(boxes))
        return cls(boxes, ranks, _distances(ink, boxes, size), size, pieces)

    def around(self, marks: _Marks) -> Box:
        return Box.around(self.boxes[mark] for mark in marks)

    def are_near(self, pair: _Marks) -> bool:
        apart = self.distance[pair]
        near = apart <= _NEAR or (apart <= _STACKED and self._are_stacked(pair))
        return near and self._fit(pair)

    def hang_together(self, marks: _Marks) -> bool:
        """Tell whether three marks or more touch in a chain, or are the parts of a ÷."""
        return self._fit(marks) and (self._touch(marks) or self._divide(marks))

    def most_compact(self, groups: Iterable[_Marks], count: int) -> list[_Marks]:
        """Return the groups that are among the `count` most compact of one of its marks.

        Two marks are the more compact the nearer they are, more of them the smaller their box.
        """
        ordered = sorted(groups, key=self._looseness)
        having = _by_mark(ordered)
        kept = {marks for own in having.values() for marks in own[:count]}
        return [marks for marks in ordered if marks in kept]

    def _looseness(self, marks: _Marks) -> tuple[float, ...]:
        box = self.around(marks)
        extent = round((box.width + box.height) / self.size, _ALIKE)
        apart = round(self.distance[marks], _ALIKE) if len(marks) == 2 else 0.0
        # What is as loose is told apart by its place, because the order of writing says nothing.
        return apart, extent, *sorted(self.ranks[mark] for mark in marks)

    def _fit(self, marks: _Marks) -> bool:
        box = self.around(marks)
        return box.width <= _WIDEST * self.size and box.height <= _TALLEST * self.size

    def _are_stacked(self, pair: _Marks) -> bool:
        one, other = (self.boxes[mark] for mark in pair)
        over = min(one.x1, other.x1) > max(one.x0, other.x0) - _DOT * self.size / 2
        return over and any(_is_flat(box) or box.size <= _DOT * self.size for box in (one, other))

    def _touch(self, marks: _Marks) -> bool:
        joined, rest = {marks[0]}, set(marks[1:])
        while rest:
            met = {m for m in rest if any(self._do_touch(m, j) for j in joined)}
            if not met:
                return False
            joined |= met
            rest -= met
        return True

    def _do_touch(self, one: int, other: int) -> bool:
        # Where a piece of ink was cut, there is a gap that was not written.
        limit = _NEAR if self.pieces[one] == self.pieces[other] else _TOUCHING
        return self._apart(one, other) <= limit

    def _apart(self, one: int, other: int) -> float:
        return self.distance.get((min(one, other), max(one, other)), np.inf)

    def _divide(self, marks: _Marks) -> bool:
        """Tell whether the marks are a bar with something small over and under it."""
        bar, *dots = sorted(marks, key=lambda mark: (-self.boxes[mark].width, self.ranks[mark]))
        middle = self.boxes[bar].center[1]
        small = all(self.boxes[dot].size <= 2 * _DOT * self.size for dot in dots)
        sides = {self.boxes[dot].center[1] < middle for dot in dots}
        return small and len(sides) == 2 and _is_flat(self.boxes[bar])


def _whole_pieces(ink: Ink) -> Iterator[_Marks]:
    """Yield the marks of each piece of ink that a camera saw and that was cut."""
    marks: dict[int, list[int]] = {}
    for mark, piece in enumerate(ink.components or ()):
        marks.setdefault(piece, []).append(mark)
    return (tuple(each) for each in marks.values() if len(each) > 1)


def _is_flat(box: Box) -> bool:
    return box.height <= _FLAT * box.width


def _by_mark(groups: Iterable[_Marks]) -> dict[int, list[_Marks]]:
    """Return the groups that each mark is in, in their order."""
    having: dict[int, list[_Marks]] = {}
    for marks in groups:
        for mark in marks:
            having.setdefault(mark, []).append(marks)
    return having


def _grown(groups: Sequence[_Marks], pairs: Sequence[_Marks]) -> Iterator[_Marks]:
    """Yield each group with one more mark that is near one of its own."""
    having = _by_mark(pairs)
    for group in groups:
        beside = {mark for own in group for pair in having[own][:_MEASURED] for mark in pair}
        for mark in beside - set(group):
            yield tuple(sorted((*group, mark)))


def _distances(ink: Ink, boxes: Sequence[Box], size: float) -> dict[_Marks, float]:
    near = _near_by_boxes(boxes, size)
    points = {mark: _dense(ink.strokes[mark].points, _STEP * size) for mark in np.unique(near)}
    return {(int(a), int(b)): _apart(points[a], points[b]) / size for a, b in near}


def _near_by_boxes(boxes: Sequence[Box], size: float) -> NDArray[np.intp]:
    """Return pairs of marks (n, 2), each rising, of which one is among the other's nearest."""
    if len(boxes) < 2:
        return np.zeros((0, 2), np.intp)
    corners = np.array([box.as_tuple() for box in boxes])
    gap = gaps(corners)
    apart = np.hypot(gap[..., 0], gap[..., 1])
    middle = (corners[:, :2] + corners[:, 2:]) / 2
    between = np.hypot(*(middle[:, None] - middle).transpose(2, 0, 1))
    np.fill_diagonal(apart, np.inf)
    place = (np.broadcast_to(middle[:, axis], apart.shape) for axis in (1, 0))
    keys = (np.round(values / size, _ALIKE) for values in (between, apart))
    order = np.lexsort((*place, *keys))
    nearest = np.zeros(apart.shape, bool)
    np.put_along_axis(nearest, order[:, :_MEASURED], True, axis=1)
    return np.argwhere(np.triu((nearest | nearest.T) & (apart <= _STACKED * size), k=1))


def _dense(points: FloatArray, step: float) -> FloatArray:
    """Return points at steps along a stroke, its ends among them."""
    along = arc_length(points)
    return resampled(points, along, int(min(along[-1] / step, _MOST_POINTS)) + 2)


def _apart(one: FloatArray, other: FloatArray) -> float:
    difference = one[:, None] - other[None]
    return float(np.sqrt((difference**2).sum(axis=-1).min()))

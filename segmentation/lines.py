"""Lines: which marks of a canvas were written on one line.

Marks beside each other on one height belong together, and so does what stands over and under a bar.
A fraction is therefore one line, and two sums under each other are two.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from segmentation.ink import Box, FloatArray, Ink, gaps
from segmentation.projection import typical_size

_SHARED = 0.3
"""The share of the lower of two marks that must stand on the height of the other."""
_LEAST_HEIGHT = 0.35
"""The height that a mark is given at least, in typical symbol sizes: a bar has none of its own."""
_DASH = 0.3
"""The least length of a bar of =, in typical symbol sizes."""
_EQUALS_GAP = 0.7
"""The most room between the bars of =, in typical symbol sizes."""
_NEAR = 0.25
"""Marks whose boxes come so near belong together, in typical symbol sizes."""
_BAR_FLATNESS = 0.45
"""The highest ratio of height to width of a bar."""
_BAR_LENGTH = 0.5
"""The least length of a bar, in typical symbol sizes."""
_BAR_REACH = 1.0
"""How far from a bar that is over or under it may stand, in typical symbol sizes."""
_LONG = 1.8
"""A bar longer than this is no minus; in typical symbol sizes."""
_LONG_REACH = 1.6
"""And so far from it may stand what it divides."""
_CLOSE = 0.5
"""Marks on one height that are so near stand in one part of a fraction; in typical sizes."""
_BEYOND = 0.45
"""How far what a bar divides may reach beyond its end, in typical symbol sizes."""
_SAME_LINE = 0.5
"""Parts whose heights overlap by this share of the lower one are on one line."""
_RAISED = 0.45
"""How far over its line an exponent may stand, in typical symbol sizes."""
_RAISED_AT_END = 1.0
"""And if it begins where its line ends, which a line of its own hardly does."""
_AT_END = 0.2
"""How far before the end of its line it may begin then, in typical symbol sizes."""
_BESIDE = 1.0
"""How far from its base it may stand, in typical symbol sizes."""
_NEXT = 1.2
"""What is so far under it counts as standing under it, in typical symbol sizes."""
_UNDER = 0.35
"""The share of its width under which something of its line may stand."""
_SMALL = 0.45
"""A part smaller than this is a dot or comma of the line that is nearest; in typical sizes."""


def split_lines(ink: Ink) -> tuple[tuple[int, ...], ...]:
    """Part the marks of ink into lines, from top to bottom."""
    boxes = [stroke.box for stroke in ink.strokes]
    if len(boxes) < 2:
        return tuple((mark,) for mark in range(len(boxes)))
    size = typical_size(ink) or 1.0
    parts = _joined(len(boxes), _links(boxes, size))
    lines = _with_exponents(_on_one_height(parts, boxes, size), boxes, size)
    return tuple(tuple(sorted(line)) for line in lines)


def _links(boxes: Sequence[Box], size: float) -> list[tuple[int, int]]:
    """Return pairs of marks that are surely on one line."""
    corners = np.array([box.as_tuple() for box in boxes])
    gap = gaps(corners)
    beside = _beside(corners, size)
    near = np.hypot(gap[..., 0], gap[..., 1]) <= _NEAR * size
    linked = beside | near | _are_equals(corners, gap, size)
    links = [(int(a), int(b)) for a, b in np.argwhere(np.triu(linked, k=1))]
    close = beside & (gap[..., 0] <= _CLOSE * size)
    for mark, box in enumerate(boxes):
        links += [(mark, other) for other in _divided(mark, box, corners, close, size)]
    return links


def _beside(corners: FloatArray, size: float) -> NDArray[np.bool_]:
    """Tell which marks stand on one height: (n, n)."""
    middle = (corners[:, 1] + corners[:, 3]) / 2
    half = np.maximum(corners[:, 3] - corners[:, 1], _LEAST_HEIGHT * size) / 2
    low, high = middle - half, middle + half
    shared = np.minimum(high[:, None], high) - np.maximum(low[:, None], low)
    beside: NDArray[np.bool_] = shared >= _SHARED * 2 * np.minimum(half[:, None], half)
    return beside


def _are_equals(corners: FloatArray, gap: FloatArray, size: float) -> NDArray[np.bool_]:
    """Tell which marks are the bars of one equals sign: (n, n)."""
    wide, high = (corners[:, 2:] - corners[:, :2]).T
    flat = (wide > _DASH * size) & (high <= _BAR_FLATNESS * wide)
    left, right = corners[:, 0], corners[:, 2]
    over = np.minimum(right[:, None], right) - np.maximum(left[:, None], left)
    stacked: NDArray[np.bool_] = flat[:, None] & flat & (over > np.minimum(wide[:, None], wide) / 2)
    return stacked & (gap[..., 1] <= _EQUALS_GAP * size)


def _divided(
    mark: int, box: Box, corners: FloatArray, close: NDArray[np.bool_], size: float
) -> list[int]:
    """Return the marks over and under a mark that may be a fraction bar, if there are both."""
    if box.width < _BAR_LENGTH * size or box.height > _BAR_FLATNESS * box.width:
        return []
    x, y = (corners[:, :2] + corners[:, 2:]).T / 2
    within = (x >= box.x0) & (x <= box.x1)
    within[mark] = False
    middle = box.center[1]
    is_long = box.width > _LONG * size
    reach = (_LONG_REACH if is_long else _BAR_REACH) * size
    over = within & (y < middle) & (middle - corners[:, 3] <= reach)
    under = within & (y > middle) & (corners[:, 1] - middle <= reach)
    if not over.any() or not under.any():
        return []
    if not is_long and not all(_is_covered(p, box, corners, close, size) for p in (over, under)):
        return []
    return [int(other) for other in np.flatnonzero(over | under)]


def _is_covered(
    part: NDArray[np.bool_], bar: Box, corners: FloatArray, close: NDArray[np.bool_], size: float
) -> bool:
    """Tell whether a bar is as long as what stands over or under it: a minus is not."""
    beside = part | close[part].any(axis=0)
    room = _BEYOND * size
    low, high = corners[beside, 0].min(), corners[beside, 2].max()
    return bool(low >= bar.x0 - room and high <= bar.x1 + room)


def _joined(count: int, links: Sequence[tuple[int, int]]) -> list[list[int]]:
    part = list(range(count))

    def root(mark: int) -> int:
        while part[mark] != mark:
            part[mark] = part[part[mark]]
            mark = part[mark]
        return mark

    for a, b in links:
        part[root(a)] = root(b)
    parts: dict[int, list[int]] = {}
    for mark in range(count):
        parts.setdefault(root(mark), []).append(mark)
    return list(parts.values())


def _on_one_height(
    parts: Sequence[list[int]], boxes: Sequence[Box], size: float
) -> list[list[int]]:
    """Put parts that stand on one height on one line; lines from top to bottom."""
    lines: list[tuple[Box, list[int]]] = []
    around = [(Box.around(boxes[mark] for mark in marks), marks) for marks in parts]
    for box, marks in sorted(around, key=lambda part: (-len(part[1]), -part[0].size)):
        best = max(lines, key=lambda line: _height_shared(line[0], box, size), default=None)
        is_dot = len(marks) == 1 and box.size < _SMALL * size
        if best is not None and (is_dot or _height_shared(best[0], box, size) >= _SAME_LINE):
            lines.remove(best)
            box, marks = Box.around([best[0], box]), [*best[1], *marks]
        lines.append((box, marks))
    return [marks for _, marks in sorted(lines, key=lambda line: line[0].center[1])]


def _height_shared(one: Box, other: Box, size: float) -> float:
    shared = min(one.y1, other.y1) - max(one.y0, other.y0)
    return shared / max(min(one.height, other.height), _LEAST_HEIGHT * size)


def _with_exponents(lines: list[list[int]], boxes: Sequence[Box], size: float) -> list[list[int]]:
    """Join to the line under it what stands over a gap of that line: an exponent raised high."""
    joined: list[list[int]] = []
    for line in lines:
        if joined and _is_exponent(joined[-1], line, boxes, size):
            line = [*joined.pop(), *line]
        joined.append(line)
    return joined


def _is_exponent(
    upper: Sequence[int], lower: Sequence[int], boxes: Sequence[Box], size: float
) -> bool:
    above = Box.around(boxes[mark] for mark in upper)
    below = Box.around(boxes[mark] for mark in lower)
    is_beyond = above.x0 > below.x1 - _AT_END * size and above.height < below.height
    highest = _RAISED_AT_END if is_beyond else _RAISED
    if below.y0 - above.y1 > highest * size or above.x0 < below.x0:
        return False
    # The exponents of one line may be many: each has to stand beside a base and over nothing.
    groups = _side_by_side(upper, boxes, size)
    return all(_has_base(group, [boxes[mark] for mark in lower], size) for group in groups)


def _side_by_side(marks: Sequence[int], boxes: Sequence[Box], size: float) -> list[Box]:
    """Return the boxes of the runs of marks that stand close to each other."""
    runs: list[Box] = []
    for mark in sorted(marks, key=lambda mark: boxes[mark].x0):
        if runs and boxes[mark].x0 - runs[-1].x1 < size / 2:
            runs[-1] = Box.around([runs[-1], boxes[mark]])
        else:
            runs.append(boxes[mark])
    return runs


def _has_base(exponent: Box, line: Sequence[Box], size: float) -> bool:
    room = _UNDER * max(exponent.width, size / 2)
    next_to = [box for box in line if box.y0 - exponent.y1 <= _NEXT * size]
    under = sum(max(0.0, min(box.x1, exponent.x1) - max(box.x0, exponent.x0)) for box in next_to)
    gaps = [exponent.x0 - box.x1 for box in line if box.x0 < exponent.x0]
    return under <= room and bool(gaps) and min(gaps) <= _BESIDE * size

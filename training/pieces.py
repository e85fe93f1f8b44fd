"""Pieces: the segments of composed symbols become strokes, and traced strokes that hang together.

A picture that was traced falls into more strokes than a pen would have made of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from segmentation.ink import Box, FloatArray, Stroke

_HANGING = 0.03  # sizes of a stroke; strokes of a picture that come so near are joined


def strokes_of(
    start: FloatArray, end: FloatArray, owner: NDArray[np.intp], stroke: NDArray[np.intp]
) -> tuple[tuple[Stroke, ...], tuple[tuple[int, ...], ...]]:
    """Join segments to strokes again, and tell which strokes each symbol has."""
    new = np.flatnonzero(np.diff(owner, prepend=-1) | np.diff(stroke, prepend=-1))
    borders = [*new, len(owner)]
    lines: list[Stroke] = []
    groups: list[list[int]] = [[] for _ in range(int(owner[-1]) + 1)]
    for number, (first, last) in enumerate(pairwise(borders)):
        points = np.concatenate([start[first:last], end[last - 1 : last]])
        if len(points) == 2 and np.array_equal(points[0], points[1]):
            points = points[:1]
        lines.append(Stroke(points))
        groups[owner[first]].append(number)
    return tuple(lines), tuple(tuple(group) for group in groups)


def pieces_of(
    lines: Sequence[Stroke], groups: Sequence[tuple[int, ...]], is_traced: NDArray[np.bool_]
) -> tuple[tuple[int, ...], ...]:
    """Return the strokes that hang together; what was written with a pen is left as it is."""
    return tuple(
        piece
        for group, traced in zip(groups, is_traced, strict=True)
        for piece in (_hanging(lines, group) if traced else [(mark,) for mark in group])
    )


def _hanging(lines: Sequence[Stroke], group: Sequence[int]) -> list[tuple[int, ...]]:
    """Part the strokes of a traced symbol into pieces whose boxes overlap."""
    pieces: list[list[int]] = []
    for mark in group:
        box = lines[mark].box
        room = _HANGING * max(box.size, max(lines[other].box.size for other in group) / 2)
        met = [piece for piece in pieces if any(_overlap(box, lines[m].box, room) for m in piece)]
        pieces = [piece for piece in pieces if piece not in met]
        pieces.append(sorted([mark, *(m for piece in met for m in piece)]))
    return [tuple(piece) for piece in pieces]


def _overlap(one: Box, other: Box, room: float) -> bool:
    return (
        max(one.x0, other.x0) - min(one.x1, other.x1) <= room
        and max(one.y0, other.y0) - min(one.y1, other.y1) <= room
    )

"""Bars: which marks may be the bar of a fraction, what stands over and under them, and `=`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from segmentation.ink import Box

_FLATNESS = 0.45
"""The highest ratio of height to width of a fraction bar."""
_LEAST_LENGTH = 0.35
"""The least length of a fraction bar, in typical symbol sizes."""
_REACH = 0.15
"""How far beyond the end of a bar the middle of what it divides may lie, in typical sizes."""
_NEAREST = 1.3
"""How far from a bar the nearest mark over or under it may be, in typical sizes."""
_CROSSING = 0.25
"""What reaches so far over and under a bar crosses it, in typical sizes."""
_LONGER = 1.05
"""A bar so many times longer than another ends what the other divides."""
_EQUALS_FLATNESS = 0.5
"""The highest ratio of height to width of a bar of `=`."""
_EQUALS_OVERLAP = 0.35
"""The share of the shorter bar of `=` that lies under the longer one, at least."""
_EQUALS_RATIO = 0.3
"""The least length of the shorter bar of `=`, as a share of the longer."""
_EQUALS_GAP = 0.07
"""The least distance between the bars of `=`, as a share of the longer one; less is one line."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A mark that may be a fraction bar, and the masks of the marks over and under it."""

    mark: int
    over: int
    under: int

    @property
    def mask(self) -> int:
        """Return the mask of the whole fraction."""
        return (1 << self.mark) | self.over | self.under


def find_bars(boxes: Sequence[Box], marks: Sequence[int], size: float) -> tuple[Bar, ...]:
    """Return the bars among some marks that have something over and under them."""
    flat = [mark for mark in marks if _is_flat(boxes[mark], size)]
    found = (_bar(mark, flat, boxes, marks, size) for mark in flat)
    return tuple(bar for bar in found if bar is not None)


def is_equals(one: Box, other: Box) -> bool:
    """Tell whether two boxes are two bars, one over the other."""
    flat = all(box.height < _EQUALS_FLATNESS * box.width for box in (one, other))
    shorter, longer = sorted((one.width, other.width))
    overlap = min(one.x1, other.x1) - max(one.x0, other.x0)
    gap = abs(one.center[1] - other.center[1])
    over = overlap >= _EQUALS_OVERLAP * shorter and gap >= _EQUALS_GAP * longer
    return flat and over and shorter >= _EQUALS_RATIO * longer


def _is_flat(box: Box, size: float) -> bool:
    return box.width >= _LEAST_LENGTH * size and box.height <= _FLATNESS * box.width


def _bar(
    mark: int, flat: Sequence[int], boxes: Sequence[Box], marks: Sequence[int], size: float
) -> Bar | None:
    box = boxes[mark]
    y = box.center[1]
    within = [m for m in marks if m != mark and _is_within(boxes[m], box, size)]
    room = _CROSSING * size + box.height / 2
    if any(boxes[m].y0 < y - room and boxes[m].y1 > y + room for m in within):
        return None
    longer = [m for m in flat if m in within and boxes[m].width > _LONGER * box.width]
    longer += [m for m in flat if m not in within and m != mark and _covers(boxes[m], box)]
    top = max((boxes[m].center[1] for m in longer if boxes[m].center[1] < y), default=-float("inf"))
    bottom = min(
        (boxes[m].center[1] for m in longer if boxes[m].center[1] > y), default=float("inf")
    )
    over = [m for m in within if top < boxes[m].center[1] < y and m not in longer]
    under = [m for m in within if y < boxes[m].center[1] < bottom and m not in longer]
    if not over or not under:
        return None
    gap_over = y - max(boxes[m].y1 for m in over)
    gap_under = min(boxes[m].y0 for m in under) - y
    if max(gap_over, gap_under) > _NEAREST * size:
        return None
    return Bar(mark, sum(1 << m for m in over), sum(1 << m for m in under))


def _is_within(box: Box, bar: Box, size: float) -> bool:
    return bar.x0 - _REACH * size <= box.center[0] <= bar.x1 + _REACH * size


def _covers(longer: Box, box: Box) -> bool:
    wide = longer.width > _LONGER * box.width
    return wide and longer.x0 <= box.center[0] <= longer.x1

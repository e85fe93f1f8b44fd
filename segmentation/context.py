"""Groups in their context: what a group looks like, how large it is, and what stands around it.

Three channels a group: the group fitted to its picture, as `rasterize` draws it; the group at the
scale of its ink; and all other marks around it at that scale.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from segmentation.ink import FloatArray, Group, Ink, arc_length, resampled
from segmentation.raster import PICTURE_SIZE, Pictures, Segments, draw, rasterize

CHANNELS = 3
SIZE_IN_CONTEXT = 10.0
"""The typical size of a symbol in the two channels at the scale of the ink, in pixels."""
PEN_IN_CONTEXT = 0.9
"""Half the width of the pen there, in pixels."""
_STEP = 1.6  # pixels; the length of the segments that strokes are cut into at this scale
_MOST_SEGMENTS = 100_000  # of an ink; longer lines than anybody writes are cut more coarsely
_MOST_IN_PICTURE = 500  # segments; of the ink that crowds one picture, only a part is drawn
_MARGIN = 2.0  # pixels; ink so far outside a picture may still reach into it


def rasterize_in_context(ink: Ink, groups: Sequence[Group], size: float) -> Pictures:
    """Draw groups of one ink in their context: float32 (len(groups), 3, 32, 32).

    `size` is the typical size of the ink's symbols, in its units.
    """
    if not groups:
        return np.zeros((0, CHANNELS, PICTURE_SIZE, PICTURE_SIZE), np.float32)
    alone = rasterize([ink.select(group.marks) for group in groups])
    own, others = _around(ink, groups, SIZE_IN_CONTEXT / (size or 1.0))
    context = draw(_joined(own, others), PEN_IN_CONTEXT)
    return np.stack([alone, context[: len(groups)], context[len(groups) :]], axis=1)


def marks_in_view(ink: Ink, groups: Sequence[Group], size: float) -> list[NDArray[np.intp]]:
    """Return for each group the marks that may be seen in its picture, its own among them."""
    corners = np.array([stroke.box.as_tuple() for stroke in ink.strokes])
    reach = (PICTURE_SIZE / 2 + _MARGIN) * (size or 1.0) / SIZE_IN_CONTEXT
    centers = np.array([group.box.center for group in groups]).reshape(-1, 1, 2)
    begins, ends = corners[None, :, :2] <= centers + reach, corners[None, :, 2:] >= centers - reach
    seen: NDArray[np.bool_] = np.all(begins & ends, axis=2)
    return [np.flatnonzero(seen[number]) for number in range(len(groups))]


def without_context(pictures: Pictures) -> Pictures:
    """Return pictures (n, 32, 32) of symbols that stand nowhere: (n, 3, 32, 32), the rest blank."""
    channels = np.zeros((len(pictures), CHANNELS, PICTURE_SIZE, PICTURE_SIZE), np.float32)
    channels[:, 0] = pictures
    return channels


def _around(ink: Ink, groups: Sequence[Group], scale: float) -> tuple[Segments, Segments]:
    """Return the segments, in pixels, of each group and of all else in its picture."""
    starts, ends, marks = _segments(ink, scale)
    centers = np.array([group.box.center for group in groups]) * scale
    owner, which = _within((starts + ends) / 2, centers)
    belongs = np.zeros((len(groups), len(ink.strokes)), bool)
    for number, group in enumerate(groups):
        belongs[number, list(group.marks)] = True
    is_own = belongs[owner, marks[which]]
    shift = (PICTURE_SIZE / 2 - centers)[owner]
    start = (starts[which] + shift).astype(np.float32)
    end = (ends[which] + shift).astype(np.float32)
    own, others = (
        Segments(start[chosen], end[chosen], owner[chosen], len(groups))
        for chosen in (is_own, ~is_own)
    )
    return own, others


def _within(points: FloatArray, centers: FloatArray) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return which pictures, by their centers, have which points: indices (n,) of both, rising."""
    half = PICTURE_SIZE / 2 + _MARGIN
    order = np.argsort(points[:, 0], kind="stable")
    along = points[order, 0]
    found = []
    for center in centers:
        first, last = np.searchsorted(along, (center[0] - half, center[0] + half))
        near = order[first:last]
        near = np.sort(near[np.abs(points[near, 1] - center[1]) < half])
        found.append(near[:: len(near) // _MOST_IN_PICTURE + 1])
    owner = np.repeat(np.arange(len(centers)), [len(near) for near in found])
    return owner, np.concatenate(found)


def _segments(ink: Ink, scale: float) -> tuple[FloatArray, FloatArray, NDArray[np.intp]]:
    """Cut strokes into short segments: starts and ends (m, 2) in pixels, and the mark of each."""
    alongs = [arc_length(stroke.points) * scale for stroke in ink.strokes]
    step = max(_STEP, sum(float(along[-1]) for along in alongs) / _MOST_SEGMENTS)
    lines = [
        _stepped(stroke.points * scale, along, step)
        for stroke, along in zip(ink.strokes, alongs, strict=True)
    ]
    starts = [line[:-1] if len(line) > 1 else line for line in lines]
    ends = [line[1:] if len(line) > 1 else line for line in lines]
    marks = np.repeat(np.arange(len(lines)), [len(start) for start in starts])
    return np.concatenate(starts), np.concatenate(ends), marks


def _stepped(points: FloatArray, along: FloatArray, step: float) -> FloatArray:
    """Return points at equal steps along a stroke, its ends among them."""
    if along[-1] == 0:
        return points[:1]
    return resampled(points, along, int(np.ceil(along[-1] / step)) + 1)


def _joined(one: Segments, other: Segments) -> Segments:
    return Segments(
        np.concatenate([one.start, other.start]),
        np.concatenate([one.end, other.end]),
        np.concatenate([one.owner, other.owner + one.count]),
        one.count + other.count,
    )

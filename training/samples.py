"""Samples: labelled symbols as line segments, packed so that any of them can be drawn at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recognizer.alphabet import INDEX
from segmentation.ink import Ink
from segmentation.raster import Segments, divide, division

OUTLIER = len(INDEX)
"""The target of pictures that are no symbol: one past the last class."""

_STEP = 0.06  # sizes of the symbol; the longest segment, so that warps bend what was straight
_NO_STROKES = np.zeros(0, np.intp)


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Labelled symbols of one source, each centred and scaled to a box whose longer side is 1.

    `start`, `end` are float32 (m, 2) segments; `stroke` (m,) numbers the strokes within a symbol;
    sample i owns the segments from `offset[i]` to `offset[i + 1]`; `target` (n,) holds classes or
    OUTLIER.
    """

    source: str
    start: NDArray[np.float32]
    end: NDArray[np.float32]
    stroke: NDArray[np.intp]
    offset: NDArray[np.intp]
    target: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.target)

    @classmethod
    def of(cls, source: str, inks: Sequence[Ink], targets: Sequence[int]) -> Samples:
        """Pack inks, each with at least one stroke, and their targets."""
        segments = _unit(Segments.of(inks))
        strokes = [
            np.repeat(np.arange(len(ink.strokes)), [max(len(s.points) - 1, 1) for s in ink.strokes])
            for ink in inks
        ]
        stroke = np.concatenate([_NO_STROKES, *strokes])
        parts = division(segments, _STEP)
        short = divide(segments, _STEP)
        offset = np.searchsorted(short.owner, np.arange(len(inks) + 1))
        target = np.array(targets, dtype=np.intp)
        return cls(source, short.start, short.end, np.repeat(stroke, parts), offset, target)

    def take(self, indices: NDArray[np.intp]) -> tuple[Segments, NDArray[np.intp]]:
        """Return the segments of the chosen samples, and the stroke number of each segment."""
        length = self.offset[indices + 1] - self.offset[indices]
        base = self.offset[indices] - (np.cumsum(length) - length)
        rows = np.arange(length.sum()) + np.repeat(base, length)
        owner = np.repeat(np.arange(len(indices)), length)
        segments = Segments(self.start[rows], self.end[rows], owner, len(indices))
        return segments, self.stroke[rows]

    def subset(self, indices: NDArray[np.intp]) -> Samples:
        """Return the chosen samples as a set of their own."""
        segments, stroke = self.take(indices)
        offset = np.searchsorted(segments.owner, np.arange(len(indices) + 1))
        target = self.target[indices]
        return Samples(self.source, segments.start, segments.end, stroke, offset, target)


def joined(sets: Sequence[Samples]) -> Samples:
    """Return all samples of several sets as one."""
    shifts = np.cumsum([0, *(len(s.start) for s in sets)])
    offsets = [s.offset[:-1] + shift for s, shift in zip(sets, shifts, strict=False)]
    return Samples(
        "+".join(s.source for s in sets),
        np.concatenate([s.start for s in sets]),
        np.concatenate([s.end for s in sets]),
        np.concatenate([s.stroke for s in sets]),
        np.concatenate([*offsets, shifts[-1:]]),
        np.concatenate([s.target for s in sets]),
    )


def _unit(segments: Segments) -> Segments:
    low, high = segments.boxes()
    size = np.maximum((high - low).max(axis=1), 1e-6)[segments.owner, None]
    center = ((low + high) / 2)[segments.owner]
    start, end = (segments.start - center) / size, (segments.end - center) / size
    return Segments(
        start.astype(np.float32), end.astype(np.float32), segments.owner, segments.count
    )

"""The one rasteriser: strokes become the picture that the classifier sees, in training and serving.

A symbol is scaled to fill the picture with its aspect kept and drawn with a round pen whose width
is fixed in the picture, so that neither the size of the writing nor the width of the pen matters.
Everything is vectorised over line segments, because training draws millions of symbols.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segmentation.ink import FloatArray, Ink, Stroke

PICTURE_SIZE = 32
"""Side of a picture, in pixels."""
CONTENT_SIZE = 26.0
"""Longer side of the box around a symbol's pen path within the picture, in pixels."""
PEN_RADIUS = 1.1
"""Half the width of the pen, in pixels of the picture."""

_MAX_STEP = 2.0  # px; longer segments are divided so that a small patch around each suffices
_LEAST_SIZE = 1e-12  # units of the ink; what is smaller is a dot
_AT_ONCE = 8192  # segments; bounds the memory that a scribble of any length takes
_FINENESS = 0.05  # px; points closer together than this along a stroke are not told apart
_FEW_POINTS = 64  # points; strokes that have no more are drawn point by point
_EDGE = 0.5  # px; half the width of the anti-aliased edge

Pictures = NDArray[np.float32]
"""Pictures of shape (n, 32, 32): 0 is paper, 1 is ink."""


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """Line segments of many symbols at once; a tap is a segment from a point to itself.

    `start` and `end` are float32 (m, 2); `owner` is (m,), sorted, and says which of the `count`
    symbols each segment belongs to. Every symbol owns at least one segment.
    """

    start: NDArray[np.float32]
    end: NDArray[np.float32]
    owner: NDArray[np.intp]
    count: int

    @classmethod
    def of(cls, symbols: Sequence[Ink]) -> Segments:
        """Cut the strokes of each symbol into segments."""
        starts, ends, owners = [], [], []
        for index, symbol in enumerate(symbols):
            for stroke in symbol.strokes:
                points = stroke.points
                starts.append(points[:-1] if len(points) > 1 else points)
                ends.append(points[1:] if len(points) > 1 else points)
                owners.append(np.full(len(starts[-1]), index))
        if not starts:
            empty = np.zeros((0, 2), np.float32)
            return cls(empty, empty, np.zeros(0, np.intp), len(symbols))
        return cls(
            np.concatenate(starts).astype(np.float32),
            np.concatenate(ends).astype(np.float32),
            np.concatenate(owners),
            len(symbols),
        )

    def boxes(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return the low and high corners around each symbol, each (count, 2)."""
        first = np.searchsorted(self.owner, np.arange(self.count))
        low = np.minimum.reduceat(np.minimum(self.start, self.end), first)
        high = np.maximum.reduceat(np.maximum(self.start, self.end), first)
        return low, high


def rasterize(symbols: Sequence[Ink]) -> Pictures:
    """Draw each symbol into a picture of its own: float32 (len(symbols), 32, 32)."""
    if not symbols:
        return np.zeros((0, PICTURE_SIZE, PICTURE_SIZE), np.float32)
    return draw(fit(Segments.of([_centered(symbol) for symbol in symbols])))


def _centered(symbol: Ink) -> Ink:
    """Move a symbol to the origin in double precision: far-off ink must not lose its shape."""
    origin = np.array(symbol.box.center)
    step = symbol.box.size * _FINENESS / CONTENT_SIZE
    return Ink(tuple(Stroke(_thinned(s.points - origin, step)) for s in symbol.strokes))


def _thinned(points: FloatArray, step: float) -> FloatArray:
    """Leave out points that lie less than `step` further along the stroke than the last kept."""
    if len(points) <= _FEW_POINTS or step == 0:
        return points
    along = np.cumsum(np.hypot(*(points[1:] - points[:-1]).T))
    kept = np.diff(np.floor(along / step), prepend=0, append=np.inf) > 0
    kept[0] = True
    return points[kept]


def fit(segments: Segments) -> Segments:
    """Scale and move each symbol to the middle of its picture, its aspect kept."""
    low, high = segments.boxes()
    size = np.maximum((high - low).max(axis=1), _LEAST_SIZE)
    scale = (CONTENT_SIZE / size)[segments.owner, None]
    center = ((low + high) / 2)[segments.owner]
    middle = np.float32(PICTURE_SIZE / 2)
    return Segments(
        ((segments.start - center) * scale + middle).astype(np.float32),
        ((segments.end - center) * scale + middle).astype(np.float32),
        segments.owner,
        segments.count,
    )


def draw(segments: Segments, radius: float | NDArray[np.float32] = PEN_RADIUS) -> Pictures:
    """Draw segments, given in pixels of the pictures, with a round pen.

    `radius` is one for all, or one a symbol (count,). What lies outside a picture is cut off.
    """
    short = divide(segments, _MAX_STEP)
    radii = np.broadcast_to(np.asarray(radius, np.float32), (segments.count,))[short.owner]
    reach = float(radii.max(initial=PEN_RADIUS)) + _EDGE + _MAX_STEP / 2
    side = 2 * int(np.ceil(reach)) + 1
    pictures = np.zeros(segments.count * PICTURE_SIZE * PICTURE_SIZE, np.float32)
    for first in range(0, len(short.owner), _AT_ONCE):
        part = slice(first, first + _AT_ONCE)
        _paint(pictures, short.start[part], short.end[part], short.owner[part], radii[part], side)
    return pictures.reshape(segments.count, PICTURE_SIZE, PICTURE_SIZE)


def divide(segments: Segments, step: float) -> Segments:
    """Divide every segment into equal parts no longer than `step`."""
    parts = division(segments, step)
    which = np.repeat(np.arange(len(parts)), parts)
    part = np.arange(len(which)) - np.repeat(np.cumsum(parts) - parts, parts)
    along = ((segments.end - segments.start) / parts.astype(np.float32)[:, None])[which]
    start = segments.start[which] + along * part.astype(np.float32)[:, None]
    return Segments(
        start.astype(np.float32),
        (start + along).astype(np.float32),
        segments.owner[which],
        segments.count,
    )


def division(segments: Segments, step: float) -> NDArray[np.intp]:
    """Return into how many parts `divide` cuts each segment: (m,)."""
    length = np.hypot(*(segments.end - segments.start).T)
    parts: NDArray[np.intp] = np.maximum(np.ceil(length / step), 1).astype(np.intp)
    return parts


def _paint(
    pictures: NDArray[np.float32],
    start: NDArray[np.float32],
    end: NDArray[np.float32],
    owner: NDArray[np.intp],
    radii: NDArray[np.float32],
    side: int,
) -> None:
    """Lay a patch of `side` pixels around each segment over the flat pictures: the darkest wins."""
    corner = np.floor((start + end) / 2).astype(np.int32) - side // 2
    pixels = corner[:, None, :] + np.arange(side, dtype=np.int32)[None, :, None]
    distance = _distance(start, end, pixels)
    ink = np.clip(radii[:, None, None] + np.float32(_EDGE) - distance, 0, 1)
    x, y = pixels[:, None, :, 0], pixels[:, :, None, 1]
    inside = (x >= 0) & (x < PICTURE_SIZE) & (y >= 0) & (y < PICTURE_SIZE) & (ink > 0)
    index = (owner[:, None, None] * PICTURE_SIZE + y) * PICTURE_SIZE + x
    np.maximum.at(pictures, index[inside], ink[inside])


def _distance(
    start: NDArray[np.float32], end: NDArray[np.float32], pixels: NDArray[np.int32]
) -> NDArray[np.float32]:
    """Return each segment's distance to the centres of the pixels of its patch: (m, side, side)."""
    along = end - start
    square = np.maximum((along**2).sum(axis=1), np.float32(_LEAST_SIZE))
    offset = pixels.astype(np.float32) + np.float32(0.5) - start[:, None, :]
    dx, dy = offset[:, :, 0], offset[:, :, 1]
    projection_x = dx * (along[:, :1] / square[:, None])
    projection_y = dy * (along[:, 1:] / square[:, None])
    share = np.clip(projection_x[:, None, :] + projection_y[:, :, None], 0, 1)
    rest_x = dx[:, None, :] - share * along[:, 0, None, None]
    rest_y = dy[:, :, None] - share * along[:, 1, None, None]
    distance: NDArray[np.float32] = np.sqrt(rest_x * rest_x + rest_y * rest_y)
    return distance

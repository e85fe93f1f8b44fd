"""Components: the connected pieces of ink in a photo, and how they typically look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt, find_objects, label

from segmentation.ink import Box, FloatArray
from segmentation.photo.light import FloatPicture

Window: TypeAlias = tuple[slice, slice]
"""The rows and columns of a box."""

_MOST = 1500  # components; of more, the largest are looked at
_MOST_PIXELS = 5.0  # pictures; the boxes of all components have no more pixels
_MANY_PIXELS = 1.0  # pictures; boxes of more overlap a lot
_DEEP = 64  # pixels; no line of writing is half as thick
_BAND = 256  # rows
_LINE = 10.0  # radii; what is no longer is a dot or a blob, and no line
_BLOB = 0.1  # how much such counts, beside lines


@dataclass(frozen=True, slots=True, eq=False)
class Component:
    """A connected piece of ink: its place in the picture, its pixels there, and how it looks.

    `mask` is bool (height, width) of the box, `radius` half its greatest thickness in pixels,
    `dark` its mean darkness.
    """

    box: Box
    mask: NDArray[np.bool_]
    radius: float
    dark: float

    @property
    def area(self) -> int:
        return int(self.mask.sum())

    @property
    def window(self) -> Window:
        """Return where the pixels of the box are in the picture."""
        x0, y0, x1, y1 = (int(value) for value in self.box.as_tuple())
        return slice(y0, y1), slice(x0, x1)


def find_components(dark: FloatPicture, mask: NDArray[np.bool_]) -> list[Component]:
    """Return the connected pieces of a mask of ink, the largest first, specks of a pixel left out.

    Both pictures are (height, width). Noise does not become more than `_MOST` components.
    """
    labels, _ = label(mask, structure=np.ones((3, 3), int))
    areas = np.bincount(labels.ravel())
    areas[0] = 0
    windows = find_objects(labels)
    largest = [int(i) for i in np.argsort(-areas)[:_MOST] if areas[i] > 1]
    chosen = _bounded(largest, windows, _MOST_PIXELS * mask.size)
    # Where boxes overlap a lot, the depth of the whole picture is found sooner than that of each.
    many = sum(_extent(windows[i - 1]) for i in chosen) > _MANY_PIXELS * mask.size
    depth = _depth(mask) if many else None
    return [_component(dark, labels, i, windows[i - 1], depth) for i in chosen]


def _bounded(chosen: list[int], windows: list[Window], most: float) -> list[int]:
    """Leave out the widest of the components, until their boxes have not more than `most` pixels.

    Only frames and streaks lie across each other so much.
    """
    extents = np.array([_extent(windows[i - 1]) for i in chosen])
    order = np.argsort(extents, kind="stable")
    kept = np.zeros(len(chosen), bool)
    kept[order[np.cumsum(extents[order]) <= most]] = True
    return [i for i, is_kept in zip(chosen, kept, strict=True) if is_kept]


def _extent(window: Window) -> int:
    """Return how many pixels a box has."""
    rows, columns = window
    return int((rows.stop - rows.start) * (columns.stop - columns.start))


def _component(
    dark: FloatPicture,
    labels: NDArray[np.int32],
    index: int,
    window: Window,
    depth: FloatPicture | None,
) -> Component:
    """Return a component; `depth` is how far each pixel is from what is not ink, where known."""
    own = labels[window] == index
    rows, columns = window
    box = Box(columns.start, rows.start, columns.stop, rows.stop)
    inner = _depth(own) if depth is None else depth[window][own]
    return Component(box, own, float(inner.max()), float(dark[window][own].mean()))


def _depth(mask: NDArray[np.bool_]) -> FloatPicture:
    """Return how far each pixel of a mask is from what is not in it, in pixels.

    It is found band by band, which takes little memory; what is deeper than `_DEEP` may be told to
    be deeper still.
    """
    depth = np.empty(mask.shape, np.float32)
    padded = np.pad(mask, 1)
    for top in range(0, len(mask), _BAND):
        first = max(top - _DEEP, 0)
        inner = distance_transform_edt(padded[first : top + _BAND + _DEEP + 2])[1:, 1:-1]
        depth[top : top + _BAND] = inner[top - first : top - first + _BAND][: len(mask) - top]
    return depth


def typical_thickness(components: Sequence[Component]) -> float:
    """Return how thick the lines of most ink are, in pixels; 1.0 where there is none."""
    if not components:
        return 1.0
    radii = np.array([each.radius for each in components])
    return 2 * _weighted_median(radii, _lengths(components))


def typical_extent(components: Sequence[Component]) -> float:
    """Return the size of the components that most ink is in, in pixels."""
    return _weighted_median(np.array([each.box.size for each in components]), _lengths(components))


def typical_height(components: Sequence[Component]) -> float:
    """Return the height of the components that most ink is in, in pixels; 0.0 without any."""
    return _typical([each.box.height for each in components], components)


def typical_width(components: Sequence[Component]) -> float:
    """Return the width of the components that most ink is in, in pixels; 0.0 without any."""
    return _typical([each.box.width for each in components], components)


def _typical(values: Sequence[float], components: Sequence[Component]) -> float:
    return _weighted_median(np.array(values), _lengths(components)) if values else 0.0


def _lengths(components: Sequence[Component]) -> FloatArray:
    """Return how much the components count: as the lines are long, and as they are dark.

    Shadows and stains are large, but they are light, and no lines.
    """
    lengths = np.array([each.area / each.radius for each in components])
    lines = lengths > _LINE * np.array([each.radius for each in components])
    dark = np.array([each.dark for each in components])
    weights: FloatArray = lengths * dark**2 * np.where(lines, 1.0, _BLOB)
    return weights


def _weighted_median(values: FloatArray, weights: FloatArray) -> float:
    order = np.argsort(values)
    along = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(along, along[-1] / 2)])

"""Marks: what of a photo is writing, as strokes.

A connected piece of ink is thinned, traced and becomes one stroke, which goes back over itself
where it branches, so that after this nothing knows whether pen or camera was the source.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import binary_dilation, label, maximum_filter

from segmentation.ink import Box, FloatArray, Ink, Stroke, gaps
from segmentation.photo.components import Component, typical_extent, typical_height, typical_width
from segmentation.photo.cutting import cut
from segmentation.photo.files import Photo
from segmentation.photo.light import FloatPicture
from segmentation.photo.looks import find_writing
from segmentation.tracing import UPSCALE, joined, trace_mask

_TRACED_SIZE = 20.0 * UPSCALE
"""The typical size of a symbol in the pictures that are thinned, in pixels."""
_HIGHEST = 1.2
"""The size of a symbol, at most, as a share of the height of the writing."""
_LARGEST_ZOOM = 10.0
"""How much a picture is enlarged at most; what is smaller can hardly be read."""
_MOST_PIXELS = 4_000_000
"""Pixels of a picture that is thinned; a component that is larger is enlarged less."""
_FINEST = 2.0
"""The thinnest line that may be traced, in pixels of the pictures that are thinned."""
_MOST = 500
"""Components that are taken for marks; of more, which only noise has, the largest."""
_COMPARED = 400
"""Components of which it is looked how they stand to each other."""
_LEVEL = 0.5
"""The share of the darkest ink nearby from which on a pixel is ink."""
_NEARBY = 20
"""The side of the window in which the darkest ink is looked for, in pixels of those pictures."""
_ALL_BUT_SPECKS = 0.95
"""The share of a component in its largest piece from which on it is in one piece."""
_BORDER = 3
"""Pixels of the photo that are looked at around a component."""


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """The marks of a photo: `ink` has one stroke a mark, in pixels of the upright file.

    `thickness` is how thick the lines of the writing are, in the same unit; 0.0 without any.
    """

    ink: Ink
    thickness: float

    @property
    def boxes(self) -> tuple[Box, ...]:
        """Return the boxes around the marks."""
        return tuple(stroke.box for stroke in self.ink.strokes)


def find_marks(photo: Photo) -> Marks:
    """Find the writing in a photo; where there is none, the ink has no strokes."""
    dark, components = find_writing(photo.pixels)
    if not components:
        return Marks(Ink(()), 0.0)
    components = components[:_MOST]
    in_rows = _stand_in_rows(components)
    zoom = min(_TRACED_SIZE / _symbol_size(components, in_rows), _LARGEST_ZOOM)
    traced = [
        (i, line) for i, c in enumerate(components) for line in _traced(c, dark, zoom, in_rows)
    ]
    thickness = 2 * float(np.median([each.radius for each in components]))
    strokes = tuple(Stroke(line * photo.scale) for _, line in traced)
    ink = Ink(strokes, tuple(component for component, _ in traced))
    return Marks(ink, thickness * photo.scale)


def _symbol_size(components: Sequence[Component], in_rows: bool) -> float:
    """Return the typical size of symbols, in pixels, though some may touch others."""
    # Where symbols touch, components are longer along the line, but hardly across it.
    across = typical_height(components) if in_rows else typical_width(components)
    return min(typical_extent(components), _HIGHEST * across)


def _stand_in_rows(components: Sequence[Component]) -> bool:
    """Tell whether most components have the next one beside them, not over or under them."""
    corners = np.array([each.box.as_tuple() for each in components[:_COMPARED]])
    apart = gaps(corners)
    distance = np.hypot(apart[..., 0], apart[..., 1])
    np.fill_diagonal(distance, np.inf)
    nearest = distance.argmin(axis=1)
    middle = (corners[:, :2] + corners[:, 2:]) / 2
    across, down = np.abs(middle - middle[nearest]).T
    return bool((across >= down).mean() >= 0.5)


def _resized(picture: NDArray[Any], size: tuple[int, int]) -> FloatPicture:
    image = Image.fromarray(picture.astype(np.float32))
    return np.asarray(image.resize(size, Image.Resampling.BICUBIC))


def _sharp(dark: FloatPicture) -> NDArray[np.bool_]:
    """Return what is dark compared with the darkest ink nearby: narrow loops stay open."""
    mask: NDArray[np.bool_] = dark > _LEVEL * maximum_filter(dark, _NEARBY)
    return mask & (dark > _LEVEL / 2 * np.max(dark))


def _is_whole(mask: NDArray[np.bool_]) -> bool:
    """Tell whether a mask is one piece but for specks."""
    labels, _ = label(mask, structure=np.ones((3, 3), int))
    areas = np.bincount(labels.ravel())[1:]
    return bool(areas.max(initial=0) > _ALL_BUT_SPECKS * areas.sum() > 0)


def _traced(
    component: Component, dark: FloatPicture, zoom: float, in_rows: bool
) -> list[FloatArray]:
    """Return a component as lines (n, 2), mostly one, in pixels of the photo that is worked on."""
    rows, columns = component.window
    around = (
        slice(max(rows.start - _BORDER, 0), rows.stop + _BORDER),
        slice(max(columns.start - _BORDER, 0), columns.stop + _BORDER),
    )
    own: NDArray[np.bool_] = np.zeros(dark[around].shape, bool)
    top, left = rows.start - around[0].start, columns.start - around[1].start
    own[top : top + component.mask.shape[0], left : left + component.mask.shape[1]] = component.mask
    height, width = own.shape
    share = min(1.0, math.sqrt(_MOST_PIXELS / own.size) / zoom)
    zoom *= share
    size = max(1, round(width * zoom)), max(1, round(height * zoom))
    near = binary_dilation(own, iterations=2)
    values = np.where(near, dark[around], 0)
    finest = round(_FINEST / zoom)
    # A line that is too fine for a smaller picture is made thicker first.
    if 2 * component.radius < finest:
        own, values = maximum_filter(own, finest), maximum_filter(values, finest)
    mask = _sharp(_resized(values, size))
    whole = _resized(own, size) > _LEVEL
    # Where a line is faint in one place, the sharp picture may have a gap that the photo has not.
    mask = np.pad(mask if _is_whole(mask) else whole, 1)
    traced = trace_mask(mask, scale=UPSCALE, origin=1)
    if not traced.strokes:
        return []
    pieces = cut(traced, share * _TRACED_SIZE / UPSCALE, in_rows)
    back = np.array([width / size[0], height / size[1]]) * UPSCALE
    corner = np.array([around[1].start, around[0].start])
    return [stroke.points * back + corner for piece in pieces for stroke in joined(piece).strokes]

"""Marks: what of a photo is writing, as strokes.

A connected piece of ink is thinned, traced and becomes one stroke, which goes back over itself
where it branches, so that after this nothing knows whether pen or camera was the source.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import binary_dilation, label, maximum_filter

from segmentation.ink import Box, FloatArray, Ink, Stroke
from segmentation.photo.components import (
    EDGE,
    Component,
    closed,
    find_components,
    ink_mask,
    typical_extent,
    typical_height,
    typical_thickness,
    within,
    writing,
)
from segmentation.photo.cutting import cut
from segmentation.photo.files import Photo
from segmentation.photo.light import FloatPicture, darkness, is_board, rough_darkness
from segmentation.photo.page import off_page
from segmentation.photo.ruling import Ruling
from segmentation.tracing import UPSCALE, joined, trace_mask

_TRACED_SIZE = 20.0 * UPSCALE
"""The typical size of a symbol in the pictures that are thinned, in pixels."""
_HIGHEST = 1.2
"""The size of a symbol, at most, as a share of the height of the writing."""
_LEVEL = 0.5
"""The share of the darkest ink nearby from which on a pixel is ink."""
_NEARBY = 20
"""The side of the window in which the darkest ink is looked for, in pixels of those pictures."""
_ALL_BUT_SPECKS = 0.95
"""The share of a component in its largest piece from which on it is in one piece."""
_CALM = 0.12
"""How far noise is smoothed, in thicknesses of the lines."""
_CALM_GRAIN = 0.25
"""And the grain of a pencil."""
_FAINT = 0.25
"""Lines no darker than this may be a pencil's, broken by the grain of the paper."""
_EDGE_OF_GRAIN = 0.25
"""Such lines are nowhere lighter than this share of the darkest of them."""
_SEEN = 0.2
"""The share of a component that the first look has to have seen."""
_THIN = 0.16
"""The thickness of a pencil's lines, at most, as a share of the height of the writing."""
_GAP = 1.2
"""Gaps in such lines are closed up to this, in thicknesses."""
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
    dark, components = _writing(photo.pixels)
    if not components:
        return Marks(Ink(()), 0.0)
    # Symbols that touch make large components, but hardly higher ones.
    size = min(typical_extent(components), _HIGHEST * typical_height(components))
    zoom = _TRACED_SIZE / size
    traced = [(i, line) for i, c in enumerate(components) for line in _traced(c, dark, zoom)]
    thickness = 2 * float(np.median([each.radius for each in components]))
    strokes = tuple(Stroke(line * photo.scale) for _, line in traced)
    ink = Ink(strokes, tuple(component for component, _ in traced))
    return Marks(ink, thickness * photo.scale)


def _writing(pixels: NDArray[np.uint8]) -> tuple[FloatPicture, list[Component]]:
    """Return how dark the writing is, and its components.

    A first look, at the light of some way around, sees all writing and the edges of shadows; with
    the thickness of the lines that it finds, a second look tells the one from the other.
    """
    is_dark = is_board(pixels)
    pixels = 255 - pixels if is_dark else pixels
    beside = np.zeros(pixels.shape[:2], bool) if is_dark else off_page(pixels)
    rough = np.where(beside, 0, rough_darkness(pixels)).astype(np.float32)
    ruling = Ruling.of(ink_mask(rough))
    rough = ruling.erased(rough)
    seen = ink_mask(rough)
    thickness = typical_thickness(within(find_components(rough, seen), rough.shape))

    def found(calm: float, gap: float, edge: float) -> tuple[FloatPicture, list[Component]]:
        dark = np.where(beside, 0, darkness(pixels, thickness, calm)).astype(np.float32)
        dark = ruling.erased(dark)
        components = find_components(dark, closed(ink_mask(dark, edge), gap))
        known = [c for c in components if c.share_of(seen) > _SEEN and not ruling.covers(c)]
        return dark, writing(known, dark.shape)

    dark, components = found(_CALM, 0.0, EDGE)
    if not components or np.median([each.dark for each in components]) > _FAINT:
        return dark, components
    # Faint and thin: a pencil, whose lines are broken by the grain of the paper.
    grainy = found(_CALM_GRAIN, _GAP * thickness, _EDGE_OF_GRAIN)
    height = typical_height(grainy[1])
    return grainy if thickness < _THIN * height else (dark, components)


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


def _traced(component: Component, dark: FloatPicture, zoom: float) -> list[FloatArray]:
    """Return a component as lines (n, 2), mostly one, in pixels of the photo that is worked on."""
    rows, columns = component.window
    around = (
        slice(max(rows.start - _BORDER, 0), rows.stop + _BORDER),
        slice(max(columns.start - _BORDER, 0), columns.stop + _BORDER),
    )
    own = np.zeros(dark[around].shape, bool)
    top, left = rows.start - around[0].start, columns.start - around[1].start
    own[top : top + component.mask.shape[0], left : left + component.mask.shape[1]] = component.mask
    height, width = own.shape
    size = max(1, round(width * zoom)), max(1, round(height * zoom))
    near = binary_dilation(own, iterations=2)
    mask = _sharp(_resized(np.where(near, dark[around], 0), size))
    whole = _resized(own, size) > _LEVEL
    # Where a line is faint in one place, the sharp picture may have a gap that the photo has not.
    mask = np.pad(mask if _is_whole(mask) else whole, 1)
    traced = trace_mask(mask, scale=UPSCALE, origin=1)
    if not traced.strokes:
        return []
    pieces = cut(traced, _TRACED_SIZE / UPSCALE)
    back = np.array([width / size[0], height / size[1]]) * UPSCALE
    corner = np.array([around[1].start, around[0].start])
    return [stroke.points * back + corner for piece in pieces for stroke in joined(piece).strokes]

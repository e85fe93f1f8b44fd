"""Marks: what of a photo is writing, as strokes.

A connected piece of ink is thinned, traced and becomes one stroke, which goes back over itself
where it branches, so that after this nothing knows whether pen or camera was the source.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import binary_dilation, maximum_filter

from segmentation.ink import Box, FloatArray, Ink, Stroke
from segmentation.photo.components import (
    Component,
    find_components,
    ink_mask,
    typical_extent,
    typical_thickness,
    within,
    writing,
)
from segmentation.photo.files import Photo
from segmentation.photo.light import FloatPicture, as_on_paper, darkness, rough_darkness
from segmentation.photo.page import off_page
from segmentation.photo.ruling import Ruling
from segmentation.tracing import UPSCALE, joined, trace_mask

_TRACED_SIZE = 20.0 * UPSCALE
"""The typical size of a symbol in the pictures that are thinned, in pixels."""
_LEVEL = 0.5
"""The share of the darkest ink nearby from which on a pixel is ink."""
_NEARBY = 20
"""The side of the window in which the darkest ink is looked for, in pixels of those pictures."""
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
    dark, ruling = _darkness(photo.pixels)
    components = find_components(dark, ink_mask(dark))
    components = writing([c for c in components if not ruling.covers(c)], dark.shape)
    if not components:
        return Marks(Ink(()), 0.0)
    zoom = _TRACED_SIZE / typical_extent(components)
    traced = [(i, line) for i, c in enumerate(components) for line in _traced(c, dark, zoom)]
    thickness = 2 * float(np.median([each.radius for each in components]))
    strokes = tuple(Stroke(line * photo.scale) for _, line in traced)
    ink = Ink(strokes, tuple(component for component, _ in traced))
    return Marks(ink, thickness * photo.scale)


def _darkness(pixels: NDArray[np.uint8]) -> tuple[FloatPicture, Ruling]:
    """Return how dark the writing is, and the printed lines and edges that are left out of it."""
    pixels = as_on_paper(pixels)
    foreign = off_page(pixels)
    rough = np.where(foreign, 0, rough_darkness(pixels)).astype(np.float32)
    ruling = Ruling.of(ink_mask(rough))
    rough = ruling.erased(rough)
    inked = within(find_components(rough, ink_mask(rough)), rough.shape)
    dark = np.where(foreign, 0, darkness(pixels, typical_thickness(inked))).astype(np.float32)
    return ruling.erased(dark), ruling


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
    picture = np.where(binary_dilation(own, iterations=2), dark[around], 0).astype(np.float32)
    height, width = picture.shape
    size = max(1, round(width * zoom)), max(1, round(height * zoom))
    large = np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BICUBIC))
    level = _LEVEL * maximum_filter(large, _NEARBY)
    mask = np.pad((large > level) & (large > _LEVEL / 2 * component.dark), 1)
    back = np.array([width / size[0], height / size[1]])
    corner = np.array([around[1].start, around[0].start])
    traced = joined(trace_mask(mask, scale=UPSCALE, origin=1)).strokes
    return [stroke.points * UPSCALE * back + corner for stroke in traced]

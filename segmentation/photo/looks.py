"""Looks: the writing in a photo, found by looking twice.

The first look takes the light to be about even for some way around each pixel. It sees all writing,
and the edges of shadows as well. With the thickness of the lines that it finds, the second look
tells the one from the other; the grain of the paper, which it sees as well, the first has not seen.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segmentation.photo.components import (
    Component,
    find_components,
    typical_height,
    typical_thickness,
)
from segmentation.photo.light import FloatPicture, darkness, is_board, rough_darkness
from segmentation.photo.masks import EDGE, closed, ink_mask, ink_within, widened
from segmentation.photo.page import off_page
from segmentation.photo.ruling import Ruling
from segmentation.photo.selection import within, written

_CALM = 0.12
"""How far noise is smoothed, in thicknesses of the lines."""
_CALM_GRAIN = 0.25
"""And the grain of a pencil."""
_FAINT = 0.25
"""Lines no darker than this may be a pencil's, broken by the grain of the paper."""
_EDGE_OF_GRAIN = 0.25
"""Such lines are nowhere lighter than this share of the darkest of them."""
_GAP = 1.2
"""Gaps in such lines are closed up to this, in thicknesses."""
_THIN = 0.16
"""The thickness of a pencil's lines, at most, as a share of the height of the writing."""
_THICKEST = 100.0
"""The thickest line that anybody writes, in pixels."""
_REACH = 3.0
"""How far around a pixel ink is compared with ink, in thicknesses."""
_BEYOND = 0.25
"""How far beyond what the first look saw the second may see ink, in thicknesses."""


def find_writing(pixels: NDArray[np.uint8]) -> tuple[FloatPicture, list[Component]]:
    """Return how dark the ink of a picture (height, width, 3) is, and what of it is writing.

    The components are the largest first; the darkness is (height, width), 0 where paper is.
    """
    is_dark = is_board(pixels)
    pixels = 255 - pixels if is_dark else pixels
    beside = np.zeros(pixels.shape[:2], bool) if is_dark else off_page(pixels)
    rough = rough_darkness(pixels)
    rough[beside] = 0
    ruling = Ruling.of(ink_mask(rough))
    rough = ruling.erased(rough)
    seen = ink_mask(rough)
    inked = within(find_components(rough, seen), rough.shape)
    thickness = min(typical_thickness(inked), _THICKEST)
    del rough

    def look(calm: float, gap: float, edge: float) -> tuple[FloatPicture, list[Component]]:
        dark = darkness(pixels, thickness, calm)
        dark[beside] = 0
        dark = ruling.erased(dark)
        known = widened(seen, max(gap, _BEYOND * thickness))
        mask = ink_within(dark, known, round(_REACH * thickness), edge)
        found = find_components(dark, closed(mask, gap))
        return dark, written([c for c in found if not ruling.covers(c)], dark.shape)

    dark, components = look(_CALM, 0.0, EDGE)
    if not components or np.median([each.dark for each in components]) > _FAINT:
        return dark, components
    # Faint and thin: a pencil, whose lines are broken by the grain of the paper.
    grainy = look(_CALM_GRAIN, _GAP * thickness, _EDGE_OF_GRAIN)
    height = typical_height(grainy[1])
    return grainy if thickness < _THIN * height else (dark, components)

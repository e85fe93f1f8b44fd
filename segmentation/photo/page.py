"""The page: what of a photo is paper, and not the table it lies on or the hand that holds it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import binary_dilation, binary_opening, label
from skimage.filters import threshold_otsu

_COARSE = 160  # pixels; the longest side of the picture that is looked at
_INK = 5  # coarse pixels; what is no broader is writing
_LEAST_PAPER = 0.2  # of the picture; a page is no smaller
_LEAST_TABLE = 0.01  # of the picture; what is smaller is left to the eye for components
_DIM = 0.4  # of the paper's brightness; a shadow is hardly darker
_COLOURED = 0.045  # difference of colour shares; light hardly changes colour so much
_MARGIN = 2  # coarse pixels around what is not paper that may be its edge


def off_page(pixels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return which pixels are surely not paper: bool (height, width).

    `pixels` is (height, width, 3). What lies beside the page runs out of the picture and is much
    darker than paper, or of another colour; a shadow is neither.
    """
    height, width = pixels.shape[:2]
    scale = min(1.0, _COARSE / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    coarse = np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BOX), np.float32)
    foreign = _foreign(coarse)
    if not foreign.any():
        return np.zeros((height, width), bool)
    large = Image.fromarray(foreign).resize((width, height), Image.Resampling.NEAREST)
    return np.asarray(large)


def _foreign(coarse: NDArray[np.float32]) -> NDArray[np.bool_]:
    grey = coarse.mean(axis=2)
    found = np.zeros(grey.shape, bool)
    if np.ptp(grey) == 0:
        return found
    dark = grey < threshold_otsu(grey)  # type: ignore[no-untyped-call]
    if (~dark).mean() < _LEAST_PAPER:
        return found
    paper = np.median(coarse[~dark], axis=0)
    regions, count = label(binary_opening(np.pad(dark, _INK, "edge"), np.ones((_INK, _INK))))
    regions = regions[_INK:-_INK, _INK:-_INK]
    for number in range(1, count + 1):
        region = regions == number
        if region.mean() >= _LEAST_TABLE and _runs_out(region) and _is_other(coarse[region], paper):
            found |= region
    return np.asarray(binary_dilation(found, iterations=_MARGIN)) if found.any() else found


def _runs_out(region: NDArray[np.bool_]) -> bool:
    return bool(region[[0, -1]].any() or region[:, [0, -1]].any())


def _is_other(colours: NDArray[np.float32], paper: NDArray[np.float32]) -> bool:
    """Tell whether what has these colours (n, 3) is something else than paper in a shadow."""
    colour = np.median(colours, axis=0)
    if colour.sum() < _DIM * paper.sum():
        return True
    shares = colour / max(colour.sum(), 1.0) - paper / max(paper.sum(), 1.0)
    return bool(np.abs(shares).max() > _COLOURED)

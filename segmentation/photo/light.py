"""Light: how dark ink is against the paper around it, whatever light falls on either.

What a pixel reflects is compared with the paper that surrounds it, so that light and shadow, which
fall on both, do not matter; chalk on a board is turned into ink on paper first.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import gaussian_filter, grey_closing, grey_opening
from skimage.filters import rank

FloatPicture = NDArray[np.float32]
"""A picture of shape (height, width)."""

_COARSE = 160  # pixels; the longest side of the picture on which the paper is looked for
_WINDOW = 0.22  # of the longest side; within it most is paper, and all in about one light
_PAPER = 0.7  # quantile of the brightness within the window that is paper, not ink
_SMOOTH = 2.0  # coarse pixels; the paper's light changes no faster
_DARKEST_PAPER = 12.0  # grey levels; what is darker is taken for this bright, against mere noise
_FINE = 400  # pixels; the longest side of the picture on which light and dark lines are compared
_FINE_WINDOW = 0.05  # of the longest side; writing is finer than this
_LINES = 0.005  # of the pixels; so many are compared, the lightest with the darkest
_BOARD = 1.2  # how much lighter than dark lines light ones must be for the paper to be a board
_BROAD = 3.0  # thicknesses; no line of writing is so broad


def as_on_paper(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a picture (height, width, 3) with dark writing on a light ground."""
    return 255 - pixels if is_board(pixels) else pixels


def is_board(pixels: NDArray[np.uint8]) -> bool:
    """Tell whether the fine lines of a picture are rather lighter than darker than the rest."""
    coarse = _reduced(np.asarray(Image.fromarray(pixels).convert("L")), _FINE)
    side = max(3, 2 * round(_FINE_WINDOW * max(coarse.shape) / 2) + 1)
    middle = rank.median(coarse, np.ones((side, side), np.uint8))  # type: ignore[no-untyped-call]
    grey, middle = coarse.astype(np.float32), middle.astype(np.float32)
    # The edge of a shadow differs from its surroundings, but only writing is narrow as well.
    lighter = np.minimum(grey - middle, grey - grey_opening(grey, (side, side)))
    darker = np.minimum(middle - grey, grey_closing(grey, (side, side)) - grey)
    return _strength(lighter) > _BOARD * _strength(darker)


def rough_darkness(pixels: NDArray[np.uint8]) -> FloatPicture:
    """Return how much darker than paper each pixel is: 0 is paper, 1 is black; (height, width).

    `pixels` is (height, width, 3). The paper is taken to be in about one light for some way around
    each pixel, so the edge of a shadow looks dark too: this is a first look.
    """
    planes = (pixels[..., channel] for channel in range(3))
    return 1 - _mixed([plane / np.maximum(_paper(plane), _DARKEST_PAPER) for plane in planes])


def darkness(pixels: NDArray[np.uint8], thickness: float, calm: float) -> FloatPicture:
    """Return how much darker than paper each pixel is: 0 is paper, 1 is black; (height, width).

    `thickness` is how thick the lines of the writing are, in pixels: all that is much broader is
    paper in some light. Grain and noise are smoothed as far as `calm`, in thicknesses.
    """
    planes = (pixels[..., channel] for channel in range(3))
    grey = _mixed([plane / max(float(np.median(plane)), _DARKEST_PAPER) for plane in planes])
    grey = gaussian_filter(grey, calm * thickness)
    side = max(3, round(_BROAD * thickness))
    paper = np.maximum(grey_closing(grey, (side, side)), _DARKEST_PAPER / 255)
    return np.clip(1 - grey / paper, 0, 1).astype(np.float32)


def _mixed(shares: list[NDArray[np.float32]]) -> FloatPicture:
    """Mix what three channels reflect: coloured ink is dark in one, and noisy in that one."""
    mixed = (np.minimum.reduce(shares) + sum(shares) / len(shares)) / 2
    return np.minimum(mixed, 1).astype(np.float32)


def _strength(lines: FloatPicture) -> float:
    """Return the mean of the strongest few pixels."""
    count = max(1, round(_LINES * lines.size))
    return float(np.partition(lines.ravel(), -count)[-count:].mean())


def _paper(plane: NDArray[np.uint8]) -> FloatPicture:
    """Return the brightness of the paper behind each pixel of one channel."""
    coarse = _reduced(plane, _COARSE)
    side = 2 * round(_WINDOW * max(coarse.shape) / 2) + 1
    window = np.ones((side, side), np.uint8)
    light = rank.percentile(coarse, window, p0=_PAPER)  # type: ignore[no-untyped-call]
    smooth = gaussian_filter(light.astype(np.float32), _SMOOTH)
    size = plane.shape[1], plane.shape[0]
    return np.asarray(Image.fromarray(smooth).resize(size, Image.Resampling.BILINEAR))


def _reduced(plane: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    image = Image.fromarray(plane)
    scale = min(1.0, side / max(image.size))
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return np.array(image.resize(size, Image.Resampling.BOX))

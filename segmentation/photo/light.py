"""Light: how dark ink is against the paper around it, whatever light falls on either.

What a pixel reflects is compared with the paper that surrounds it, channel by channel (a shadow
darkens both alike), and chalk on a board is turned into ink on paper first.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import gaussian_filter
from skimage.filters import rank

FloatPicture = NDArray[np.float32]
"""A picture of shape (height, width)."""

_COARSE = 160  # pixels; the longest side of the picture on which the paper is looked for
_WINDOW = 0.22  # of the longest side; within it most is paper, and all in about one light
_PAPER = 0.7  # quantile of the brightness within the window that is paper, not ink
_SMOOTH = 2.0  # coarse pixels; the paper's light changes no faster
_DARKEST_PAPER = 12.0  # grey levels; what is darker is taken for this bright, against mere noise
_NOISE = 10.0  # grey levels; what differs less from its surroundings speaks for no polarity


def darkness(pixels: NDArray[np.uint8]) -> FloatPicture:
    """Return how much darker than paper each pixel is: 0 is paper, 1 is black; (height, width).

    `pixels` is (height, width, 3). Light writing on a dark board comes out as dark, too.
    """
    pixels = 255 - pixels if is_board(pixels) else pixels
    total = np.zeros(pixels.shape[:2], np.float32)
    most = np.zeros_like(total)
    for channel in range(3):
        plane = pixels[..., channel]
        paper = np.maximum(_paper(plane), _DARKEST_PAPER)
        share = np.clip(1 - plane / paper, 0, 1)
        total += share
        np.maximum(most, share, out=most)
    # Coloured ink is dark in one channel only; the mean of all calms the noise of that one.
    return most / 2 + total / 6


def is_board(pixels: NDArray[np.uint8]) -> bool:
    """Tell whether what differs from its surroundings is mostly lighter than they are."""
    grey = _reduced(np.asarray(Image.fromarray(pixels).convert("L")))
    around = rank.median(grey, _window(grey))  # type: ignore[no-untyped-call]
    difference = grey.astype(np.float32) - around
    lighter = np.maximum(difference - _NOISE, 0).sum()
    darker = np.maximum(-difference - _NOISE, 0).sum()
    return bool(lighter > darker)


def _paper(plane: NDArray[np.uint8]) -> FloatPicture:
    """Return the brightness of the paper behind each pixel of one channel."""
    coarse = _reduced(plane)
    light = rank.percentile(coarse, _window(coarse), p0=_PAPER)
    smooth = gaussian_filter(light.astype(np.float32), _SMOOTH)
    size = plane.shape[1], plane.shape[0]
    return np.asarray(Image.fromarray(smooth).resize(size, Image.Resampling.BILINEAR))


def _reduced(plane: NDArray[np.uint8]) -> NDArray[np.uint8]:
    image = Image.fromarray(plane)
    scale = min(1.0, _COARSE / max(image.size))
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return np.array(image.resize(size, Image.Resampling.BOX))


def _window(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    side = 2 * round(_WINDOW * max(picture.shape) / 2) + 1
    return np.ones((side, side), np.uint8)

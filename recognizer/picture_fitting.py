"""Fitting: a picture of any size becomes the square that a network of pictures sees.

It is the same function for what a network learns from and for what it is shown later.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
_WHITE = np.float32(255)


def fit_picture(picture: Pixels, side: int) -> Pixels:
    """Scale a picture into a square of so many pixels: RGB (side, side, 3).

    A picture is grey (h, w), RGB (h, w, 3) or RGBA (h, w, 4), which is laid on white. Its aspect is
    kept: it lies in the middle, and its borders go on to those of the square. Raises ValueError
    for another shape.
    """
    colours = _rgb(picture)
    sides = colours.shape[:2]
    height, width = (max(1, round(side * n / max(sides))) for n in sides)
    lower = np.tensordot(_resampling(sides[0], height), colours, 1)
    scaled = np.einsum("xw,hwc->hxc", _resampling(sides[1], width), lower, optimize=True)
    above, left = (side - height) // 2, (side - width) // 2
    around = ((above, side - height - above), (left, side - width - left), (0, 0))
    return np.pad(scaled.round().astype(np.uint8), around, mode="edge")


def _rgb(picture: Pixels) -> NDArray[np.float32]:
    if picture.size == 0 or picture.ndim not in (2, 3) or picture.shape[2:] not in ((), (3,), (4,)):
        raise ValueError(f"an array of shape {picture.shape} is no picture")
    pixels = picture.astype(np.float32)
    if picture.ndim == 2:
        return np.repeat(pixels[..., None], 3, axis=2)
    if picture.shape[2] == 3:
        return pixels
    alpha = pixels[..., 3:] / _WHITE
    whole: NDArray[np.float32] = pixels[..., :3] * alpha + _WHITE * (1 - alpha)
    return whole


def _resampling(size: int, target: int) -> NDArray[np.float32]:
    """Return how much each of `size` pixels in a row adds to each of `target` ones: (target, size).

    A pixel is a mean under a triangle as wide as two pixels of the coarser row.
    """
    centers = (np.arange(target) + 0.5) * size / target
    distance = np.abs(np.arange(size) + 0.5 - centers[:, None]) / max(1.0, size / target)
    weights = np.maximum(1 - distance, 0)
    shares: NDArray[np.float32] = (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
    return shares

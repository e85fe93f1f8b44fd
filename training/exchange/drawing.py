"""Drawing samples as the pictures that other programs learn from."""

from __future__ import annotations

import numpy as np
from PIL import Image

from segmentation.raster import rasterize
from training.exchange.labelled import Labelled
from training.pictures import Picture, inked, symbol_picture

IDX_SIDE = 28
_CONTENT_SIDE = 20
"""Pixels of the longer side of a symbol in MNIST, whose centre of mass is in the middle."""


def picture_of(sample: Labelled) -> Picture:
    """Return the picture that was imported, or one of 32×32 drawn from strokes: ink 255 on 0."""
    if sample.picture is not None:
        return symbol_picture(sample.picture)
    return _drawn(sample)


def idx_picture(picture: Picture) -> Picture:
    """Return a picture in the form of MNIST, 28×28; what has that size already stays as it is."""
    if picture.shape == (IDX_SIDE, IDX_SIDE):
        return picture
    image = Image.fromarray(picture)
    image = image.crop(image.getbbox())
    scale = _CONTENT_SIDE / max(image.size)
    width, height = (max(1, round(side * scale)) for side in image.size)
    small = np.asarray(image.resize((width, height), Image.Resampling.LANCZOS))
    whole = np.zeros((IDX_SIDE, IDX_SIDE), np.uint8)
    top, left = _corner(small, 0), _corner(small, 1)
    whole[top : top + height, left : left + width] = small
    return inked(whole)


def _drawn(sample: Labelled) -> Picture:
    own = sample.ink.select(range(sample.own))
    return inked((rasterize([own])[0] * 255).round().astype(np.uint8))


def _corner(small: Picture, axis: int) -> int:
    """Return where a picture starts along an axis so that its ink is in the middle, and inside."""
    weights = small.sum(axis=1 - axis, dtype=np.float64)
    middle = float((weights * (np.arange(len(weights)) + 0.5)).sum() / weights.sum())
    return min(max(0, round(IDX_SIDE / 2 - middle)), IDX_SIDE - len(weights))

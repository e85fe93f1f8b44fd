"""Reduction: a picture of any size and kind of pixels becomes a smaller one in colours.

The whole picture is in memory only as its decoder gives it, never a second time.
"""

from __future__ import annotations

import numpy as np
from PIL import Image
from PIL.ImageFile import ImageFile

_BAND = 256
"""Rows of the reduced picture that are made at a time."""
_WHITE, _BLACK = (255, 255, 255, 255), (0, 0, 0, 255)
_MIDDLE = 127.5
"""Half of the range of a channel."""


def reduced_size(size: tuple[int, int], side: int) -> tuple[int, int]:
    """Return the (width, height) that is as long as `side` at most, both at least 1."""
    factor = min(1.0, side / max(size))
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))


def reduced(image: ImageFile, side: int) -> Image.Image:
    """Decode a picture as RGB, reduced so that its longest side is `side` at most.

    What is drawn on nothing lies on white, or on black if it is light itself.
    """
    width, height = image.size
    target = reduced_size(image.size, side)
    # A JPEG is decoded small at once; others are not changed by this.
    drafted = image.draft(None, target)
    scale = width / drafted[1][2] if drafted else 1.0
    image.load()
    factor = max(1, max(image.size) // side)
    picture = _in_bands(image, factor)
    box = (0.0, 0.0, width / scale / factor, height / scale / factor)
    if picture.size != target:
        picture = picture.resize(target, Image.Resampling.BICUBIC, box)
    return _on_ground(picture) if picture.mode == "RGBA" else picture


def _in_bands(image: Image.Image, factor: int) -> Image.Image:
    """Return a picture as RGB or RGBA, each of its sides divided by a whole number, rounded up."""
    if image.mode == "RGB" and factor == 1 and not _has_alpha(image):
        return image
    width, height = image.size
    mode = "RGBA" if _has_alpha(image) else "RGB"
    whole = Image.new(mode, (-(-width // factor), -(-height // factor)))
    for top in range(0, height, _BAND * factor):
        band = image.crop((0, top, width, min(height, top + _BAND * factor)))
        coloured = _deep_to_grey(band) if _is_deep(band) else band
        whole.paste(coloured.convert(mode).reduce(factor), (0, top // factor))
    return whole


def _has_alpha(image: Image.Image) -> bool:
    return image.has_transparency_data and not _is_deep(image)


def _is_deep(image: Image.Image) -> bool:
    """Say whether a pixel is a number of 16 bits, which Pillow would clip, not scale."""
    return image.mode.startswith("I")


def _deep_to_grey(image: Image.Image) -> Image.Image:
    return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))


def _on_ground(picture: Image.Image) -> Image.Image:
    alpha = np.asarray(picture.getchannel("A"), dtype=np.float32)
    ground = _WHITE
    # Where most is nothing, what is there is the writing; else it is the paper.
    if 0 < alpha.mean() < _MIDDLE:
        grey = np.asarray(picture.convert("L"), dtype=np.float32)
        ground = _BLACK if float((grey * alpha).sum() / alpha.sum()) > _MIDDLE else _WHITE
    whole = Image.new("RGBA", picture.size, ground)
    whole.alpha_composite(picture)
    return whole.convert("RGB")

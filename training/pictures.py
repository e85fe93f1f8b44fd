"""Pictures of single symbols in files: grey, on paper, whatever they were saved as."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

Picture: TypeAlias = NDArray[np.uint8]
"""Grey values (height, width)."""

_MIDDLE_GREY = 127


def open_grey(path: Path) -> Picture | None:
    """Return a picture in grey, upright, or None where it is broken, too large or blank."""
    try:
        with Image.open(path) as image:
            upright = ImageOps.exif_transpose(image)
            pixels = np.asarray(_on_paper(upright).convert("L"))
    # Pillow calls some broken files a syntax or value error, and warns of or refuses bombs.
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None
    return pixels if np.ptp(pixels) else None


def is_light(pictures: Sequence[Picture]) -> bool:
    """Tell whether the paper is light: it is what most of all the pictures' borders show."""
    borders = [np.concatenate([p[0], p[-1], p[:, 0], p[:, -1]]) for p in pictures]
    return float(np.median(np.concatenate(borders))) > _MIDDLE_GREY


def _on_paper(image: Image.Image) -> Image.Image:
    """Put what is drawn on nothing, as a canvas saves it, on white."""
    if not image.has_transparency_data:
        return image
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image.convert("RGBA"))

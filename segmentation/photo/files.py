"""Files of photos: bytes become an upright picture of a working size, or a plain refusal."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

WORKING_SIDE = 2000
"""The longest side of the picture that is worked on, in pixels; larger photos are reduced."""


class PhotoError(ValueError):
    """A file that cannot be read as a photo: `kind` for programs, `message` for people."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message


@dataclass(frozen=True, slots=True, eq=False)
class Photo:
    """A photo, upright as far as its file says.

    `pixels` is uint8 (height, width, 3) at the working size; `size` is the (width, height) of the
    upright picture in the file's own pixels.
    """

    pixels: NDArray[np.uint8]
    size: tuple[int, int]

    @property
    def scale(self) -> float:
        """Return how many of the file's pixels one pixel of the working size is."""
        return self.size[0] / self.pixels.shape[1]

    def turned(self, degrees: int) -> Photo:
        """Return the photo turned clockwise by 0, 90, 180 or 270 degrees."""
        pixels = np.ascontiguousarray(np.rot90(self.pixels, -degrees // 90))
        return Photo(pixels, self.size if degrees % 180 == 0 else self.size[::-1])


def open_photo(data: bytes) -> Photo:
    """Open a PNG, JPEG, WebP or BMP; raises PhotoError for anything else."""
    with Image.open(BytesIO(data)) as image:
        upright = ImageOps.exif_transpose(image)
        size = upright.size
        upright.thumbnail((WORKING_SIDE, WORKING_SIDE))
        return Photo(np.asarray(upright.convert("RGB")), size)

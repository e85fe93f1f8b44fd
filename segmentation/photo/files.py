"""Files of photos: bytes become an upright picture of a working size, or a plain refusal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.BmpImagePlugin import BmpImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from segmentation.errors import InputError
from segmentation.photo.containers import Contents, jpeg_contents, png_contents
from segmentation.photo.formats import PhotoFormat, photo_format, refusal
from segmentation.photo.orientation import SIDEWAYS, upright_transpose
from segmentation.photo.reduction import reduced, reduced_size
from segmentation.photo.turn import turned_size

WORKING_SIDE = 2000
"""The longest side of the picture that is worked on, in pixels; larger photos are reduced."""
MIN_SIDE = 8
"""Pixels: no writing is legible in a picture that is narrower."""
MAX_FILE_BYTES = 25 * 2**20
MAX_MEGAPIXELS: dict[PhotoFormat, int] = {"PNG": 52, "JPEG": 52, "BMP": 52, "WebP": 13}
"""Phones take 50 at their finest. A decoder of WebP keeps 16 bytes a pixel, others at most 4."""
MAX_MEGAPIXELS_IN_PASSES = 26
"""The same for a progressive JPEG, of which the decoder keeps up to 8 bytes a pixel."""
MAX_PASSES = 100
"""Over a JPEG: an ordinary progressive one has about ten."""

_DECODERS: dict[PhotoFormat, type[ImageFile]] = {
    "PNG": PngImageFile,
    "JPEG": JpegImageFile,
    "WebP": WebPImageFile,
    "BMP": BmpImageFile,
}
_CONTENTS: dict[PhotoFormat, Callable[[bytes], Contents]] = {
    "PNG": png_contents,
    "JPEG": jpeg_contents,
}


class PhotoError(InputError):
    """A file that cannot be read as a photo."""


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
        return self.size[0] / int(self.pixels.shape[1])

    def turned(self, degrees: int) -> Photo:
        """Return the photo turned clockwise by 0, 90, 180 or 270 degrees."""
        pixels = np.ascontiguousarray(np.rot90(self.pixels, -degrees // 90))
        return Photo(pixels, turned_size(degrees, self.size))


def open_photo(data: bytes) -> Photo:
    """Open a PNG, JPEG, WebP or BMP, told by its content; of an animation, its first picture.

    Raises PhotoError for anything else, for what is broken, and for what is too large or too small.
    """
    if not data:
        raise PhotoError("empty_file", "The file is empty.")
    if len(data) > MAX_FILE_BYTES:
        raise PhotoError("too_large", f"The file is larger than {MAX_FILE_BYTES // 2**20} MB.")
    name = photo_format(data)
    if name is None:
        raise PhotoError("unsupported", refusal(data))
    try:
        return _open(data, name)
    except InputError:
        raise
    except Image.DecompressionBombError:
        raise _too_many_pixels(
            "This photo has far too many megapixels", MAX_MEGAPIXELS[name]
        ) from None
    except Exception as error:  # a decoder raises whatever its parts trip over
        told = f"This {name} is broken or not complete; take or send it again."
        raise PhotoError("broken_photo", told) from error


def _open(data: bytes, name: PhotoFormat) -> Photo:
    contents = _CONTENTS.get(name, Contents)(data)
    with _DECODERS[name](BytesIO(contents.picture)) as image:
        size = image.size
        _check_size(size, name, contents.passes)
        if name == "BMP" and image.tile[0][0] != "raw":  # Pillow takes seconds for it
            raise PhotoError("unsupported", "This BMP is compressed; save it as PNG.")
        picture = reduced(image, WORKING_SIDE)
        transpose = upright_transpose(contents.exif or image.info.get("exif", b""))
    if transpose is not None:
        picture = picture.transpose(transpose)
    return Photo(np.asarray(picture), size[::-1] if transpose in SIDEWAYS else size)


def _check_size(size: tuple[int, int], name: PhotoFormat, passes: int) -> None:
    """Refuse a picture by its header, before anything is decoded; raises PhotoError."""
    width, height = size
    if min(size) < MIN_SIDE:
        told = f"This photo is {width:,} × {height:,} pixels: too small to read."
        raise PhotoError("too_small_photo", told)
    if min(reduced_size(size, WORKING_SIDE)) < MIN_SIDE:
        told = f"This photo is {width:,} × {height:,} pixels: too narrow to read; crop it."
        raise PhotoError("too_small_photo", told)
    if passes > MAX_PASSES:
        raise PhotoError("unsupported", "This JPEG has too many passes; save it anew.")
    most = MAX_MEGAPIXELS_IN_PASSES if passes else MAX_MEGAPIXELS[name]
    if width * height > most * 1e6:
        raise _too_many_pixels(f"This photo has {width * height / 1e6:,.0f} megapixels", most)


def _too_many_pixels(told: str, most: int) -> PhotoError:
    advice = "take it at a lower resolution, or crop it"
    return PhotoError("too_many_pixels", f"{told}, and at most {most} can be read; {advice}.")

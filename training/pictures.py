"""Pictures of single symbols in files: grey, on paper, whatever they were saved as."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from segmentation.codecs import MAX_STROKES
from segmentation.errors import InputError
from segmentation.ink import Ink
from segmentation.photo.containers import Contents, jpeg_contents, png_contents
from segmentation.photo.files import MAX_MEGAPIXELS_IN_PASSES, MAX_PASSES
from segmentation.photo.formats import photo_format
from segmentation.photo.orientation import upright_transpose
from segmentation.photo.reduction import reduced as decoded_and_reduced
from segmentation.tracing import trace
from training.gif import gif_contents, is_gif

Picture: TypeAlias = NDArray[np.uint8]
"""Grey values (height, width)."""

_Grey = TypeVar("_Grey", np.uint8, np.float32)

SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".webp", ".gif"})
MAX_FILE_BYTES = 10 * 2**20
MAX_MEGAPIXELS = {"PNG": 40, "JPEG": 40, "BMP": 40, "GIF": 40, "WebP": 13}
"""As of photos: a decoder of WebP keeps four times the memory of others."""
KEPT_SIDE = 128
"""Pixels of the longest side of a picture that is kept: enough to look at."""

_TRACED_SIDE = 48  # pixels; it is scaled down: as well read as at 64, in two thirds of the time
_MARGIN = 3  # pixels; paper that is left around what is traced
_INK = 0.3  # of the darkest ink; what is fainter is no ink for tracing either, which wants more
_DECIMALS = 2  # of a pixel; more would only take room
_LEAST_CONTRAST = 24  # grey values; a picture that has less is of bare paper
_MIDDLE_GREY = 127
_DECODERS: dict[str, type[ImageFile]] = {
    "PNG": PngImageFile,
    "JPEG": JpegImageFile,
    "WebP": WebPImageFile,
    "BMP": BmpImageFile,
    "GIF": GifImageFile,
}
_CONTENTS: dict[str, Callable[[bytes], Contents]] = {
    "PNG": png_contents,
    "JPEG": jpeg_contents,
    "GIF": gif_contents,
}


class PictureError(InputError):
    """A file that is no picture of a symbol; the message says why."""


def symbol_picture(data: bytes) -> Picture:
    """Read a PNG, JPEG, BMP, WebP or GIF (its first picture): ink 255 on paper 0, upright.

    The longest side is KEPT_SIDE pixels at most, and the darkest ink is 255. What the border shows
    is paper, light or dark. Raises PictureError for anything else, and for a blank picture.
    """
    return inked(np.asarray(_opened(data, KEPT_SIDE).convert("L")))


def inked(grey: Picture) -> Picture:
    """Turn grey values of either polarity into ink 255 on paper 0; raises PictureError if blank."""
    values = grey.astype(np.float32)
    paper = float(np.median(_border(values)))
    darker, lighter = paper - float(values.min()), float(values.max()) - paper
    if max(darker, lighter) < _LEAST_CONTRAST:
        raise PictureError("blank_picture", "Nothing is drawn in it.")
    ink = (paper - values) / darker if darker > lighter else (values - paper) / lighter
    return (ink.clip(0, 1) * 255).round().astype(np.uint8)


def reduced(picture: Picture) -> Picture:
    """Scale a picture down so that its longest side is KEPT_SIDE pixels at most."""
    image = Image.fromarray(picture)
    image.thumbnail((KEPT_SIDE, KEPT_SIDE))
    return np.asarray(image)


def traced(picture: Picture) -> Ink:
    """Trace a picture as `symbol_picture` gives it; raises PictureError for what is no symbol."""
    image = Image.fromarray(picture)
    image.thumbnail((_TRACED_SIDE, _TRACED_SIDE))
    small = np.asarray(image)
    # Thinning takes its time for every pixel, paper or not.
    rows, columns = np.nonzero(small > _INK * small.max())
    top, left = max(0, rows.min() - _MARGIN), max(0, columns.min() - _MARGIN)
    ink = trace(small[top : rows.max() + _MARGIN + 1, left : columns.max() + _MARGIN + 1])
    if not 0 < len(ink.strokes) <= MAX_STROKES:
        raise PictureError("no_strokes", "No strokes of a pen can be told in it.")
    return ink.moved(lambda points: points.round(_DECIMALS))


def as_png(picture: Picture) -> bytes:
    """Return a picture, ink 255 on paper 0, as PNG: grey, ink dark on white."""
    file = BytesIO()
    Image.fromarray(255 - picture).save(file, "PNG")
    return file.getvalue()


def open_grey(path: Path) -> Picture | None:
    """Return a picture in grey, upright, or None where it is broken, too large or blank."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            return None
        pixels = np.asarray(_opened(path.read_bytes(), None).convert("L"))
    except (OSError, PictureError):
        return None
    return pixels if np.ptp(pixels) else None


def is_light(pictures: Sequence[Picture]) -> bool:
    """Tell whether the paper is light: it is what most of all the pictures' borders show."""
    return float(np.median(np.concatenate([_border(p) for p in pictures]))) > _MIDDLE_GREY


def _border(picture: NDArray[_Grey]) -> NDArray[_Grey]:
    return np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])


def _opened(data: bytes, side: int | None) -> Image.Image:
    """Decode a picture, upright, its longest side `side` at most; raises PictureError."""
    if len(data) > MAX_FILE_BYTES:
        raise PictureError("too_large", f"It is larger than {MAX_FILE_BYTES // 2**20} MB.")
    name = "GIF" if is_gif(data) else photo_format(data)
    if name is None:
        told = "It is no picture that can be read: PNG, JPEG, BMP, WebP or GIF."
        raise PictureError("unsupported", told)
    try:
        return _decoded(data, name, side)
    except PictureError:
        raise
    except Exception as error:  # a decoder raises whatever its parts trip over
        raise PictureError("broken_picture", f"This {name} is broken or not complete.") from error


def _decoded(data: bytes, name: str, side: int | None) -> Image.Image:
    contents = _CONTENTS.get(name, Contents)(data)
    with _DECODERS[name](BytesIO(contents.picture)) as image:
        most = MAX_MEGAPIXELS_IN_PASSES if contents.passes else MAX_MEGAPIXELS[name]
        if image.width * image.height > most * 1e6:
            raise PictureError("too_many_pixels", f"It has more than {most} megapixels.")
        # Pillow takes seconds for such a BMP, and a decoder for each pass over a JPEG.
        if contents.passes > MAX_PASSES or (name == "BMP" and image.tile[0][0] != "raw"):
            raise PictureError("unsupported", f"This {name} is packed oddly; save it as PNG.")
        picture = decoded_and_reduced(image, side or max(image.size))
        transpose = upright_transpose(contents.exif or image.info.get("exif", b""))
    return picture if transpose is None else picture.transpose(transpose)

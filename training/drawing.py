"""Ink and photos as pictures within a page that needs nothing else."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Collection
from io import BytesIO

import numpy as np
from PIL import Image

from segmentation.ink import Ink, Stroke
from segmentation.photo.files import Photo

_HEIGHT = 300.0  # units of the picture, fine enough for whole numbers
_MARGIN = 20.0
_SHOWN = 3  # units a pixel, where there is room
_FLATTEST = 12.0  # a line of ink is never drawn wider than so many times its height
_PHOTO_SIZE = (400, 600)  # pixels at most, width and height: enough to see what is written
_PHOTO_QUALITY = 70  # of JPEG, in percent


def img(photo: Photo) -> str:
    """Draw a photo, scaled down, as one `img` element that holds its JPEG."""
    image = Image.fromarray(photo.pixels)
    image.thumbnail(_PHOTO_SIZE)
    file = BytesIO()
    image.save(file, "JPEG", quality=_PHOTO_QUALITY)
    data = b64encode(file.getvalue()).decode()
    width, height = image.size
    return (
        f'<img width="{width}" height="{height}" alt="photo" src="data:image/jpeg;base64,{data}">'
    )


def svg(ink: Ink, marked: Collection[int] = ()) -> str:
    """Draw ink as one `svg` element; strokes with indices in `marked` have the class `marked`."""
    box = ink.box
    scale = _HEIGHT / max(box.height, box.width / _FLATTEST, 1e-9)
    width, height = box.width * scale + 2 * _MARGIN, box.height * scale + 2 * _MARGIN
    x, y = _MARGIN - box.x0 * scale, _MARGIN - box.y0 * scale
    paths = "".join(
        f'<polyline{_kind(mark in marked)} points="{_points(stroke, scale, x, y)}"/>'
        for mark, stroke in enumerate(ink.strokes)
    )
    return (
        f'<svg viewBox="0 0 {width:.0f} {height:.0f}" width="{width / _SHOWN:.0f}" '
        f'height="{height / _SHOWN:.0f}" role="img" aria-label="ink">{paths}</svg>'
    )


def _kind(is_marked: bool) -> str:
    return ' class="marked"' if is_marked else ""


def _points(stroke: Stroke, scale: float, x: float, y: float) -> str:
    whole = np.rint(stroke.points * scale + (x, y)).astype(int)
    is_new = np.any(np.diff(whole, axis=0, prepend=whole[:1] - 1) != 0, axis=1)
    pairs = whole[is_new].tolist()
    # A line of one point would not be drawn; one that goes nowhere is a dot.
    return " ".join(f"{px},{py}" for px, py in (pairs * 2 if len(pairs) == 1 else pairs))

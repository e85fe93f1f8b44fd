"""Orientation: how a photo has to be turned to be upright, as its EXIF says."""

from __future__ import annotations

from typing import Literal

from PIL import Image

_TAG = 0x0112
_ENTRY = 12
"""Bytes of an entry: its tag, its type, how many values, and the value itself."""
_TRANSPOSES = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
SIDEWAYS = frozenset(_TRANSPOSES[value] for value in (5, 6, 7, 8))
"""What makes the width of a picture its height."""


def upright_transpose(exif: bytes) -> Image.Transpose | None:
    """Return what makes a picture upright, or None where it is so or EXIF is nonsense.

    No other entry is looked at: a broken or hostile one does not matter.
    """
    tiff = exif.removeprefix(b"Exif\0\0")
    order = _byte_order(tiff)
    if order is None:
        return None
    first = int.from_bytes(tiff[4:8], order) + 2
    count = int.from_bytes(tiff[first - 2 : first], order)
    for at in range(first, first + count * _ENTRY, _ENTRY):
        if int.from_bytes(tiff[at : at + 2], order) == _TAG:
            return _TRANSPOSES.get(int.from_bytes(tiff[at + 8 : at + 10], order))
    return None


def _byte_order(tiff: bytes) -> Literal["little", "big"] | None:
    if tiff.startswith(b"II*\0"):
        return "little"
    return "big" if tiff.startswith(b"MM\0*") else None

"""Cells of a confusion matrix: the pictures that are one symbol and were read as another."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from calculator.given import NO_SYMBOL
from recognizer.alphabet import LABELS

LABELS_OF_CELLS = (*LABELS, NO_SYMBOL)
READERS = ("candidate", "against")
PER_PAGE = 60
_IN_A_ROW = 10
_SIDE = 40  # pixels of a picture with the paper around it

Pictures = NDArray[np.uint8]
"""Pictures (n, 32, 32), ink 255 on paper 0."""


def in_cell(judged: bytes, reader: str, truth: str, read: str) -> Pictures:
    """Return the pictures of a judgement that are `truth` and were read as `read` by one model."""
    with np.load(BytesIO(judged), allow_pickle=False) as arrays:
        is_meant = arrays["truth"] == LABELS_OF_CELLS.index(truth)
        is_meant &= arrays[reader] == LABELS_OF_CELLS.index(read)
        pictures: Pictures = arrays["pictures"][is_meant]
    return pictures


def as_sheet(pictures: Pictures) -> bytes:
    """Return pictures side by side, ink dark on white, as PNG."""
    rows = -(-len(pictures) // _IN_A_ROW)
    sheet = np.full((rows * _SIDE, _IN_A_ROW * _SIDE), 255, np.uint8)
    for number, picture in enumerate(pictures):
        height, width = picture.shape
        top = number // _IN_A_ROW * _SIDE + (_SIDE - height) // 2
        left = number % _IN_A_ROW * _SIDE + (_SIDE - width) // 2
        sheet[top : top + height, left : left + width] = 255 - picture
    file = BytesIO()
    Image.fromarray(sheet).save(file, "PNG")
    return file.getvalue()

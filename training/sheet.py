"""The sheet: a picture of samples as the network sees them, deformed and in their context."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from training.batches import Batches
from training.config import TrainConfig
from training.symbol_lessons import SymbolLessons

_COLUMNS, _ROWS = 16, 6
_GAP = 2  # pixels
_PAPER = 255


def sheet(lessons: SymbolLessons, config: TrainConfig) -> bytes:
    """Return a PNG of the first samples of a training, ink dark on white."""
    batches = Batches(lessons.mixture, lessons.composer, config, 0, lessons.pool)
    pictures = batches[0][0][:, 0].numpy()
    evenly = np.linspace(0, len(pictures) - 1, min(len(pictures), _COLUMNS * _ROWS)).astype(int)
    return _png(np.round(_PAPER * (1 - pictures[evenly])).astype(np.uint8))


def _png(pictures: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> bytes:
    side = pictures.shape[1] + _GAP
    rows = -(-len(pictures) // _COLUMNS)
    whole = Image.new("L", (_COLUMNS * side - _GAP, rows * side - _GAP), _PAPER)
    for number, picture in enumerate(pictures):
        row, column = divmod(number, _COLUMNS)
        whole.paste(Image.fromarray(picture), (column * side, row * side))
    file = io.BytesIO()
    whole.save(file, "PNG", optimize=True)
    return file.getvalue()

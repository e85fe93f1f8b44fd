"""The sheet: a picture of samples as the network sees them, deformed and in their context."""

from __future__ import annotations

import io

import numpy as np
from torch import Tensor
from torchvision.transforms.v2.functional import to_pil_image
from torchvision.utils import make_grid

from training.batches import Batches
from training.config import TrainConfig
from training.symbol_lessons import SymbolLessons

_COLUMNS, _ROWS = 16, 6


def sheet(lessons: SymbolLessons, config: TrainConfig) -> bytes:
    """Return a PNG of the first samples of a training, ink dark on white."""
    batches = Batches(lessons.mixture, lessons.composer, config, 0, lessons.pool)
    pictures = batches[0][0][:, :1]
    evenly = np.linspace(0, len(pictures) - 1, min(len(pictures), _COLUMNS * _ROWS)).astype(int)
    return as_png(1 - pictures[evenly], _COLUMNS)


def as_png(pictures: Tensor, columns: int) -> bytes:
    """Return pictures (n, 1 or 3, side, side), from black 0 to white 1, side by side as a PNG."""
    file = io.BytesIO()
    to_pil_image(make_grid(pictures, columns, pad_value=1.0)).save(file, "PNG")
    return file.getvalue()

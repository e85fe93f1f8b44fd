"""Photographs to test with, drawn by code from the ink of the fixtures and of composed lines."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import numpy as np
from composed import composed_lines
from drawings import NAMES, fixture_ink
from numpy.typing import NDArray
from PIL import Image

from segmentation.ink import Ink
from segmentation.photo.files import Photo, open_photo
from training.conditions import GOOD, Conditions
from training.photographs import Photograph, photograph

_COMPOSED = (2, 4)
"""Composed lines that have no foreign symbol, and no symbols that touch."""


def taken(ink: Ink, conditions: Conditions = GOOD, seed: int = 0, **changes: Any) -> Photograph:
    """Photograph ink under conditions, some of them changed."""
    return photograph(ink, replace(conditions, **changes), np.random.default_rng(seed))


def file_of(pixels: NDArray[np.uint8], form: str = "PNG", **options: Any) -> bytes:
    """Return a picture as the bytes of a file."""
    file = BytesIO()
    Image.fromarray(pixels).save(file, form, **options)
    return file.getvalue()


def opened(taken: Photograph) -> Photo:
    """Return a photograph as it is opened when somebody sends it."""
    return open_photo(file_of(taken.pixels))


def lines() -> list[Ink]:
    """Return the ink of all fixtures and of some composed lines."""
    composed = list(composed_lines(max(_COMPOSED) + 1))
    return [*map(fixture_ink, NAMES), *(composed[i].ink for i in _COMPOSED)]

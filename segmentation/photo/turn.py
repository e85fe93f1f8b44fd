"""Turns: a page that lies on its side, or upside down, by whole quarters."""

from __future__ import annotations

import numpy as np

from segmentation.ink import FloatArray, Ink


def turned(ink: Ink, degrees: int, size: tuple[int, int]) -> Ink:
    """Return ink as it stands when its picture is turned clockwise by 0, 90, 180 or 270 degrees.

    `size` is the (width, height) of the picture before that.
    """
    width, height = size

    def turn(points: FloatArray) -> FloatArray:
        x, y = points.T
        places = {0: (x, y), 90: (height - y, x), 180: (width - x, height - y), 270: (y, width - x)}
        return np.stack(places[degrees], axis=1)

    return ink.moved(turn) if degrees else ink


def turned_size(degrees: int, size: tuple[int, int]) -> tuple[int, int]:
    """Return the (width, height) of a picture after it is turned by whole quarters."""
    return size if degrees % 180 == 0 else size[::-1]

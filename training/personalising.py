"""Personalising: from a few samples of one hand, what to add to the scores of the network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from segmentation.context import rasterize_in_context, without_context
from segmentation.ink import Group, Ink
from segmentation.raster import Pictures, rasterize


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """A symbol and what it is: one of the labels, or None for what is no symbol.

    The first `own` strokes of `ink` are the symbol's, and `size` is the typical size of the symbols
    of its line; it is None for a symbol that stands nowhere.
    """

    ink: Ink
    own: int
    size: float | None
    label: str | None


def pictures_of(lessons: Sequence[Lesson]) -> Pictures:
    """Draw lessons as the network is shown symbols: float32 (n, 3, 32, 32)."""
    return np.concatenate([np.zeros((0, 3, 32, 32), np.float32), *map(_picture, lessons)])


def _picture(lesson: Lesson) -> Pictures:
    marks = tuple(range(lesson.own))
    own = lesson.ink.select(marks)
    if lesson.size is None:
        return without_context(rasterize([own]))
    return rasterize_in_context(lesson.ink, [Group(marks, own.box)], lesson.size)

"""Marks: what of a photo is writing, as strokes.

A connected piece of ink is thinned, traced and becomes one stroke, which goes back over itself
where it branches, so that after this nothing knows whether pen or camera was the source.
"""

from __future__ import annotations

from dataclasses import dataclass

from segmentation.ink import Box, Ink
from segmentation.photo.files import Photo


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """The marks of a photo.

    `ink` has one stroke a mark, levelled, so that lines of writing are horizontal; `boxes` are
    the boxes around the marks where they stand in the photo, in pixels of the upright file.
    """

    ink: Ink
    boxes: tuple[Box, ...]


def find_marks(photo: Photo) -> Marks:
    """Find the writing in a photo; where there is none, the ink has no strokes."""
    raise NotImplementedError

"""Reading photos: marks are found, the picture is turned upright, and the engine of ink reads."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from calculator.given import Given
from calculator.read import read_ink
from calculator.reading import Line, PhotoReading
from recognizer.classifier import Classifier
from segmentation.ink import Box
from segmentation.photo.files import Photo
from segmentation.photo.level import levelled
from segmentation.photo.marks import find_marks
from segmentation.photo.quality import concerns
from segmentation.photo.turn import turned

TURNS = (0, 90, 180, 270)
"""By how many degrees clockwise a picture may have to be turned to be upright."""

_GOOD_ENOUGH = -1.0
"""A picture whose reading is worth so much as it is need not be tried otherwise."""
_UNUSUAL = 0.5
"""How much more a reading has to be worth for the picture to be turned."""
_LINE = 1.0
"""What a line costs: a page on its side falls into many short ones."""
_LEAST = 1e-3
"""The least confidence of a line that a logarithm is taken of."""


def read_photo(
    photo: Photo, classifier: Classifier, given: Sequence[Given] = (), turn: int | None = None
) -> PhotoReading:
    """Read a photo, line by line from top to bottom; without any writing there is no line.

    What is `given` is read as it says, its marks being those of an earlier reading of the same
    photo at the same turn. `turn`, one of TURNS, is how the picture is to be turned clockwise; it
    is found where it is None. Raises ValueError for a mark that is not there.
    """
    marks = find_marks(photo)
    there = len(marks.ink.strokes)
    if any(mark >= there for each in given for mark in each.marks):
        raise ValueError("a given symbol has a mark that is not in the photo")
    turns = TURNS if turn is None else (turn,)
    best, best_worth = None, -np.inf
    for degrees in turns:
        ink = turned(marks.ink, degrees, photo.size)
        lines = read_ink(levelled(ink), classifier, given=given).lines
        worth = _worth(lines) - (_UNUSUAL if degrees else 0.0)
        if best is None or worth > best_worth:
            best, best_worth = (degrees, ink, lines), worth
        if degrees == 0 and worth > _GOOD_ENOUGH - _LINE * len(lines):
            break
    assert best is not None
    degrees, ink, lines = best
    size = photo.size if degrees % 180 == 0 else photo.size[::-1]
    boxes = tuple(stroke.box for stroke in ink.strokes)
    return PhotoReading(
        "photo",
        classifier.model_id,
        tuple(_placed(line, boxes) for line in lines),
        size,
        degrees,
        boxes,
        concerns(photo, marks),
    )


def _worth(lines: Sequence[Line]) -> float:
    """Return how well marks are read, as the logarithm of a probability."""
    sure = [line.confidence if line.expression else 0.0 for line in lines]
    return sum(math.log(max(each, _LEAST)) - _LINE for each in sure)


def _placed(line: Line, boxes: Sequence[Box]) -> Line:
    """Return a line with the boxes of its symbols where their marks stand in the picture."""
    symbols = tuple(
        replace(symbol, box=Box.around(boxes[mark] for mark in symbol.marks))
        for symbol in line.symbols
    )
    return replace(line, symbols=symbols)

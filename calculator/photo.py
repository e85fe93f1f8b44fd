"""Reading photos: marks are found, the picture is turned upright, and the engine of ink reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

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
_GOOD_ENOUGH = 0.8
"""A picture that is read so well as it is need not be tried otherwise."""
_MUCH_BETTER = 1.25
"""By this factor a reading has to be better for the picture to be turned."""


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
    best, best_worth = None, 0.0
    for degrees in turns:
        ink = turned(marks.ink, degrees, photo.size)
        lines = read_ink(levelled(ink), classifier, given=given).lines
        worth = _worth(lines)
        if best is None or worth > best_worth * _MUCH_BETTER:
            best, best_worth = (degrees, ink, lines), worth
        if degrees == 0 and worth > _GOOD_ENOUGH:
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
    """Return how well lines are read: the mean over their symbols, 0 to 1."""
    symbols = [
        symbol.confidence * (0.5 if line.expression is None else 1.0)
        for line in lines
        for symbol in line.symbols
    ]
    return sum(symbols) / len(symbols) if symbols else 0.0


def _placed(line: Line, boxes: Sequence[Box]) -> Line:
    """Return a line with the boxes of its symbols where their marks stand in the picture."""
    symbols = tuple(
        replace(symbol, box=Box.around(boxes[mark] for mark in symbol.marks))
        for symbol in line.symbols
    )
    return replace(line, symbols=symbols)

"""Reading photos: marks are found, the picture is turned upright, and the engine of ink reads."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from calculator.given import Given
from calculator.read import read_ink
from calculator.reading import Line, PhotoReading
from recognizer.classifier import Classifier
from segmentation.ink import Box, Ink
from segmentation.photo.files import Photo
from segmentation.photo.level import levelled
from segmentation.photo.marks import Marks, find_marks
from segmentation.photo.quality import concerns
from segmentation.photo.turn import turned, turned_size

TURNS = (0, 90, 180, 270)
"""By how many degrees clockwise a picture may have to be turned to be upright."""
_GOOD_ENOUGH = 0.7
"""A picture whose lines are read with this confidence as it lies need not be tried otherwise."""
_UNUSUAL = 0.5
"""How much more a reading has to be worth for the picture to be turned, in natural logarithms."""
_LINE = 1.5
"""What a line costs: a page on its side falls into many short ones."""
_MANY = 250
"""More marks than these are read once, as they lie: they are mostly noise, and take long."""
_LEAST = 1e-3
"""The least confidence of a line that a logarithm is taken of."""


@dataclass(frozen=True, slots=True, eq=False)
class _Attempt:
    """The ink and the lines of a picture that was turned by some degrees."""

    degrees: int
    ink: Ink
    lines: tuple[Line, ...]

    @property
    def worth(self) -> float:
        """Return how well the marks are read, as the logarithm of a probability."""
        sure = [line.confidence if line.expression else 0.0 for line in self.lines]
        worth = sum(math.log(max(each, _LEAST)) - _LINE for each in sure)
        return worth - (_UNUSUAL if self.degrees else 0.0)

    @property
    def is_good(self) -> bool:
        """Tell whether the lines are read so well, taken together, that nothing else is tried."""
        return self.worth > math.log(_GOOD_ENOUGH) - _LINE * len(self.lines)


def read_photo(
    photo: Photo, classifier: Classifier, given: Sequence[Given] = (), turn: int | None = None
) -> PhotoReading:
    """Read a photo, line by line from top to bottom; without any writing there is no line.

    What is `given` is read as it says, its marks being those of an earlier reading of the same
    photo. `turn`, one of TURNS, is how the picture is to be turned clockwise; it is found where it
    is None. Raises ValueError for a mark that is not there.
    """
    marks = find_marks(photo)
    there = len(marks.ink.strokes)
    if any(mark >= there for each in given for mark in each.marks):
        raise ValueError("a given symbol has a mark that is not in the photo")
    best: _Attempt | None = None
    if turn is None:
        # What is given is of one turn, and is no reason for another one.
        best = _best(photo, marks, classifier)
        turn = best.degrees
    if given or best is None:
        best = _attempt(photo, marks, classifier, turn, given)
    # A mark is the middle of a line, and the line is as thick as the pen.
    boxes = tuple(stroke.box.grown(marks.thickness / 2) for stroke in best.ink.strokes)
    return PhotoReading(
        "photo",
        classifier.model_id,
        tuple(_placed(line, boxes) for line in best.lines),
        turned_size(best.degrees, photo.size),
        best.degrees,
        boxes,
        concerns(photo, marks),
    )


def ink_of_photo(photo: Photo, turn: int) -> Ink:
    """Return the ink that is read in a photo at a turn, one of TURNS: level, one stroke a mark."""
    return levelled(turned(find_marks(photo).ink, turn, photo.size))


def _best(photo: Photo, marks: Marks, classifier: Classifier) -> _Attempt:
    """Return the likeliest reading at any turn, or that of the picture as it lies if it is good."""
    as_it_lies = _attempt(photo, marks, classifier, 0)
    if as_it_lies.is_good or not 0 < len(marks.ink.strokes) <= _MANY:
        return as_it_lies
    turned_ones = (_attempt(photo, marks, classifier, degrees) for degrees in TURNS[1:])
    return max((as_it_lies, *turned_ones), key=lambda each: each.worth)


def _attempt(
    photo: Photo,
    marks: Marks,
    classifier: Classifier,
    degrees: int,
    given: Sequence[Given] = (),
) -> _Attempt:
    ink = turned(marks.ink, degrees, photo.size)
    reading = read_ink(levelled(ink), classifier, given=given, worksheet=True)
    return _Attempt(degrees, ink, reading.lines)


def _placed(line: Line, boxes: Sequence[Box]) -> Line:
    """Return a line with the boxes of its symbols where their marks stand in the picture."""
    symbols = tuple(
        replace(symbol, box=Box.around(boxes[mark] for mark in symbol.marks))
        for symbol in line.symbols
    )
    return replace(line, symbols=symbols)

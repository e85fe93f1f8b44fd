"""Reading photos: marks are found, the picture is turned upright, and the engine of ink reads."""

from __future__ import annotations

from collections.abc import Sequence

from calculator.given import Given
from calculator.reading import PhotoReading
from recognizer.classifier import Classifier
from segmentation.photo.files import Photo

TURNS = (0, 90, 180, 270)
"""By how many degrees clockwise a picture may have to be turned to be upright."""


def read_photo(
    photo: Photo, classifier: Classifier, given: Sequence[Given] = (), turn: int | None = None
) -> PhotoReading:
    """Read a photo, line by line from top to bottom; without any writing there is no line.

    What is `given` is read as it says, its marks being those of an earlier reading of the same
    photo at the same turn. `turn`, one of TURNS, is how the picture is to be turned clockwise; it
    is found where it is None.
    """
    raise NotImplementedError

"""Classifiers whose answers are written beforehand, to test what is made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from calculator.scores import rounded
from calculator.weights import Weights
from recognizer.alphabet import INDEX, LABELS
from segmentation.context import rasterize_in_context
from segmentation.ink import Box, Group, Ink
from segmentation.lines import split_lines
from segmentation.projection import typical_size
from segmentation.raster import rasterize

Entry = str | dict[str, float]
"""A label, certain but for one part in a thousand, or probabilities; the rest is "no symbol"."""
Pictures = np.ndarray[Any, Any]
PLAIN = Weights(
    symbol=1.0,
    strokes=0.5,
    large_point=10.0,
    dot_within=2.5,
    height=0.22,
    size=0.40,
    point_height=0.42,
    raised=0.62,
    raised_height=0.30,
    raised_size=0.65,
    power=2.0,
    fraction=0.5,
    overlap=3.0,
    unfinished=4.0,
    broken=6.0,
    after_bracket=2.5,
    leading_zero=0.7,
    two_signs=1.5,
    stray=8.0,
    confidence_share=1.0,
    confidence_symbol=0.0,
    confidence_shift=0.0,
)
"""Weights that no tuning changes; the confidence is the share of all readings that were found."""


def row(entry: Entry) -> np.ndarray[Any, Any]:
    """Return the scores (16,) of an entry of a script."""
    scores = np.zeros(len(LABELS), np.float32)
    for label, share in ({entry: 0.999} if isinstance(entry, str) else entry).items():
        scores[INDEX[label]] = share
    return scores


class Scripted:
    """Stand in for a classifier: picture after picture, give the scores of the script.

    The script is a string of labels, or a list of entries. It starts anew with every batch, and
    goes from left to right by the projection rule; the lattice shows pictures in another order.
    """

    model_id = "16-scripted"

    def __init__(self, script: Sequence[Entry]) -> None:
        self.card: dict[str, Any] = {"weights": PLAIN.as_dict()}
        self._rows = np.array([row(entry) for entry in script]).reshape(-1, len(LABELS))

    def classify(self, pictures: Pictures) -> Pictures:
        """Return the rows of the script for as many pictures as it has."""
        return self._rows[: len(pictures)]


class Unsure(Scripted):
    """Stand in for a classifier to which everything looks alike."""

    def __init__(self) -> None:
        super().__init__("")

    def classify(self, pictures: Pictures) -> Pictures:
        """Return the same share for every class and for "no symbol"."""
        return np.full((len(pictures), len(LABELS)), 1 / (len(LABELS) + 1), np.float32)


class Knowing(Scripted):
    """Stand in for a classifier that knows groups of one ink by sight; all else is no symbol.

    `script` maps marks to entries. Groups that look alike, surroundings included, cannot be told
    apart: no two strokes of the ink may be drawn the same way.
    """

    def __init__(self, ink: Ink, script: Mapping[tuple[int, ...], Entry]) -> None:
        super().__init__("")
        self.asked = 0
        self._known: dict[bytes, np.ndarray[Any, Any]] = {}
        for marks in split_lines(ink):
            own = {known: entry for known, entry in script.items() if set(known) <= set(marks)}
            self._learn(ink.select(marks), own, marks)

    def _learn(
        self, ink: Ink, script: Mapping[tuple[int, ...], Entry], marks: Sequence[int]
    ) -> None:
        places = [tuple(marks.index(mark) for mark in sorted(known)) for known in script]
        groups = [Group(place, Box.around(ink.strokes[m].box for m in place)) for place in places]
        seen = rasterize_in_context(ink, groups, rounded(typical_size(ink)))
        alone = rasterize([ink.select(place) for place in places])
        for entry, in_context, shape in zip(script.values(), seen, alone, strict=True):
            self._known[in_context.tobytes()] = self._known[shape.tobytes()] = row(entry)

    def classify(self, pictures: Pictures) -> Pictures:
        """Return what is known of each picture, and remember how many there were."""
        self.asked += len(pictures)
        nothing = np.zeros(len(LABELS), np.float32)
        rows = [self._known.get(picture.tobytes(), nothing) for picture in pictures]
        return np.array(rows, np.float32).reshape(-1, len(LABELS))


def written(script: Sequence[Entry]) -> tuple[Ink, Knowing]:
    """Return a row of strokes, one a symbol and no two alike, and the classifier that knows it."""
    ink = Ink.of(_stroke(at) for at in range(len(script)))
    return ink, Knowing(ink, {(at,): entry for at, entry in enumerate(script)})


def _stroke(at: int) -> list[tuple[float, float]]:
    """Return a crooked stroke, 20 wide and 40 high, at its place in the row."""
    x, y = np.random.default_rng(at).uniform(2, 18, 2)
    left = 30.0 * at
    return [(left, 0.0), (left + float(x), 2 * float(y)), (left + 20, 40.0)]

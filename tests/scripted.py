"""Classifiers whose answers are written beforehand, to test what is made of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from recognizer.alphabet import INDEX, LABELS


class Scripted:
    """Stand in for a classifier: picture after picture, give the scores of the script.

    The script is a string of labels, each certain but for one part in a thousand, or a list of
    {label: probability}; what a row lacks to 1 is "no symbol". It starts anew with every batch.
    """

    model_id = "16-scripted"

    def __init__(self, script: Sequence[str | dict[str, float]]) -> None:
        self._rows = np.zeros((len(script), len(LABELS)), np.float32)
        for row, entry in zip(self._rows, script, strict=True):
            for label, share in ({entry: 0.999} if isinstance(entry, str) else entry).items():
                row[INDEX[label]] = share

    def classify(self, pictures: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Return the rows of the script for as many pictures as it has."""
        return self._rows[: len(pictures)]


class Unsure(Scripted):
    """Stand in for a classifier to which everything looks alike."""

    def __init__(self) -> None:
        super().__init__("")

    def classify(self, pictures: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Return the same share for every class and for "no symbol"."""
        return np.full((len(pictures), len(LABELS)), 1 / (len(LABELS) + 1), np.float32)

"""Scores: what the network makes of the groups of an ink, remembered by what it was shown.

While somebody writes, the same ink comes again and again with one stroke more. What the network is
shown of a group depends on its own marks, on the marks near it and on the typical size of the ink,
so a group far from the new stroke is not scored again. The size is rounded to steps small enough to
change no reading, because it changes a little with every stroke.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from recognizer.alphabet import LABELS
from recognizer.classifier import Classifier
from segmentation.context import marks_in_view, rasterize_in_context
from segmentation.ink import Group, Ink

MEMORY = 20_000
"""How many groups are remembered for each classifier, the latest; about 4 MB."""
_AT_ONCE = 512
"""How many groups are drawn at once; bounds the memory that a full canvas takes."""
_LEAST_SIZE = 1e-9
"""Ink of smaller symbols, in its own units, is dots."""
_SIZE_STEPS = 32
"""Into how many steps a doubling of the typical size is divided."""

Row = NDArray[np.float32]


class Memory:
    """The scores of the groups that were seen last; safe to use from several threads at once."""

    def __init__(self, most: int = MEMORY) -> None:
        self._most = most
        self._rows: OrderedDict[Hashable, Row] = OrderedDict()
        self._lock = Lock()

    def recall(self, keys: Sequence[Hashable]) -> list[Row | None]:
        """Return the scores of the keys that are known."""
        with self._lock:
            return [self._rows.get(key) for key in keys]

    def keep(self, keys: Sequence[Hashable], rows: Sequence[Row]) -> None:
        """Remember scores, and forget the oldest ones where they are too many."""
        with self._lock:
            self._rows.update(zip(keys, rows, strict=True))
            while len(self._rows) > self._most:
                self._rows.popitem(last=False)


_MEMORIES: WeakKeyDictionary[Classifier, Memory] = WeakKeyDictionary()


def scores_in_context(
    ink: Ink, groups: Sequence[Group], size: float, classifier: Classifier
) -> NDArray[np.float32]:
    """Return the probabilities (len(groups), 16) of groups in the context of their ink."""
    memory = _MEMORIES.setdefault(classifier, Memory())
    size = rounded(size)
    keys = _keys(ink, groups, size)
    rows = memory.recall(keys)
    missing = [at for at, row in enumerate(rows) if row is None]
    found = _scored(ink, [groups[at] for at in missing], size, classifier)
    memory.keep([keys[at] for at in missing], found)
    for at, row in zip(missing, found, strict=True):
        rows[at] = row
    return np.array(rows, dtype=np.float32).reshape(len(groups), len(LABELS))


def _scored(ink: Ink, groups: Sequence[Group], size: float, classifier: Classifier) -> list[Row]:
    """Draw and score groups, all of an ordinary ink at once."""
    rows: list[Row] = []
    for first in range(0, len(groups), _AT_ONCE):
        pictures = rasterize_in_context(ink, groups[first : first + _AT_ONCE], size)
        rows += list(classifier.classify(pictures))
    return rows


def rounded(size: float) -> float:
    """Return the nearest of the sizes that groups are drawn at."""
    steps = round(math.log2(max(size, _LEAST_SIZE)) * _SIZE_STEPS)
    return float(2 ** (steps / _SIZE_STEPS))


def _keys(ink: Ink, groups: Sequence[Group], size: float) -> list[Hashable]:
    digests = [hash(stroke.points.tobytes()) for stroke in ink.strokes]
    keys: list[Hashable] = []
    for group, view in zip(groups, marks_in_view(ink, groups, size), strict=True):
        own = sorted(digests[mark] for mark in group.marks)
        others = sorted(digests[mark] for mark in set(view.tolist()).difference(group.marks))
        keys.append((size, tuple(own), tuple(others)))
    return keys

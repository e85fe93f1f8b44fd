"""Ownership: which symbols of a composed expression the marks found in its photograph belong to.

Lengths are in typical symbol sizes of the composed ink, as it is seen in the photograph.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from recognizer.alphabet import INDEX
from segmentation.ink import FloatArray, Ink, arc_length, resampled
from segmentation.projection import typical_size
from training.composition import Composed
from training.samples import OUTLIER
from training.viewpoint import Transform

_STEP = 0.04  # between the points that are compared
_FAR = 0.25  # points of a mark that are farther from all ink belong to nothing
_NEAR = 0.1  # ink is found where a mark passes so near
_PURE = 0.9  # share of a mark's points from which on the mark is one symbol's
_DOUBTFUL = 0.8  # share of a group's points from which on it might pass for one symbol
_WHOLE = 0.85  # share of a symbol's points that its marks have to cover
_LONG = 0.7  # of a symbol's length; marks that are shorter have lost its loops
_PIECE = 0.5  # share of the points of each of its pieces, and of one that another symbol loses


@dataclass(frozen=True, slots=True, eq=False)
class Ownership:
    """Which points of the composed ink each mark covers, and whose the marks' points are.

    `points` is (marks, symbols + 1), the number of points of each mark that are a symbol's, those
    of nothing last; `covered` is (marks, n) for the n points of the composed ink, of which `symbol`
    and `piece` say what they are of.
    """

    points: NDArray[np.intp]
    covered: NDArray[np.bool_]
    symbol: NDArray[np.intp]
    piece: NDArray[np.intp]
    labels: tuple[str, ...]

    @classmethod
    def of(cls, composed: Composed, transform: Transform, found: Ink) -> Ownership:
        """Compare the marks of a photo with the ink that was photographed."""
        size = typical_size(composed.as_penned().moved(transform.apply)) or 1.0
        seen = composed.ink.moved(transform.apply)
        drawn, stroke = _dense(seen, _STEP * size)
        symbol = _numbers(composed.groups, len(seen.strokes))[stroke]
        piece = _numbers(composed.pieces, len(seen.strokes))[stroke]
        traced, mark = _dense(found, _STEP * size)
        apart, nearest = cKDTree(drawn).query(traced)
        owner = np.where(apart <= _FAR * size, symbol[nearest], len(composed.labels))
        points = np.zeros((len(found.strokes), len(composed.labels) + 1), np.intp)
        np.add.at(points, (mark, owner), 1)
        covered = np.zeros((len(found.strokes), len(drawn)), bool)
        for number, own in np.argwhere(points[:, :-1]):
            theirs = np.flatnonzero(symbol == own)
            tree = cKDTree(traced[(mark == number) & (owner == own)])
            covered[number, theirs] = tree.query(drawn[theirs])[0] <= _NEAR * size
        return cls(points, covered, symbol, piece, composed.labels)

    def target(self, marks: Sequence[int]) -> int | None:
        """Return the class of a group of marks, OUTLIER where it is none, None if in doubt."""
        points = self.points[list(marks)].sum(axis=0)
        owner = int(np.argmax(points))
        if owner == len(self.labels) or points[owner] < _DOUBTFUL * points.sum():
            return OUTLIER
        covered: NDArray[np.bool_] = np.any(self.covered[list(marks)], axis=0)
        if self._takes_another(covered, owner):
            # A symbol that has swallowed a point is in one mark: nobody could part them.
            return None if self._is_true(marks, owner) else OUTLIER
        whole = self._is_true(marks, owner) and self._covers(covered, owner)
        if whole and points[owner] >= _LONG * np.sum(self.symbol == owner):
            return INDEX.get(self.labels[owner], OUTLIER)
        # All of the symbol that is in the photo, but for a speck more or less, is not called none.
        there: NDArray[np.bool_] = np.any(self.covered, axis=0)
        return None if self._covers(covered | ~there, owner) else OUTLIER

    def _is_true(self, marks: Iterable[int], owner: int) -> bool:
        """Tell whether marks are all those of a symbol."""
        own = self.points[:, owner] >= _PURE * self.points.sum(axis=1)
        return set(marks) == set(np.flatnonzero(own).tolist())

    def _covers(self, covered: NDArray[np.bool_], owner: int) -> bool:
        """Tell whether covered points (n,) are nearly all of a symbol, and of each its pieces."""
        its = self.symbol == owner
        shares = [
            covered[its & (self.piece == piece)].mean() for piece in np.unique(self.piece[its])
        ]
        return bool(covered[its].mean() >= _WHOLE and min(shares) >= _PIECE)

    def _takes_another(self, covered: NDArray[np.bool_], owner: int) -> bool:
        """Tell whether covered points (n,) have a piece of another symbol among them."""
        others = np.unique(self.piece[covered & (self.symbol != owner)])
        return any(covered[self.piece == piece].mean() >= _PIECE for piece in others)


def _dense(ink: Ink, step: float) -> tuple[FloatArray, NDArray[np.intp]]:
    """Return points (n, 2) at most a step apart along all strokes, and the stroke of each (n,)."""
    lines = []
    for stroke in ink.strokes:
        along = arc_length(stroke.points)
        count = int(np.ceil(along[-1] / step)) + 1
        lines.append(resampled(stroke.points, along, count))
    which = np.repeat(np.arange(len(lines)), [len(line) for line in lines])
    return np.concatenate(lines), which


def _numbers(groups: Sequence[Sequence[int]], count: int) -> NDArray[np.intp]:
    """Return for each of `count` strokes the number of the group that it is in."""
    number = np.zeros(count, np.intp)
    for at, strokes in enumerate(groups):
        number[list(strokes)] = at
    return number

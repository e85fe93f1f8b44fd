"""Ruling: the printed lines of ruled and squared paper are found and taken away.

A printed line runs through the whole picture, or has others beside it. It is followed strip by
strip, so that it may run askew and bend; where writing crosses it, the writing is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from segmentation.ink import FloatArray
from segmentation.photo.components import Component, ink_mask
from segmentation.photo.light import FloatPicture

_STRIPS = 24
"""The strips across a picture in which a line is looked for, each by itself."""
_SLOPES = np.tan(np.deg2rad(np.arange(-15, 15.5, 0.75)))
"""The slopes that the lines of a picture may have."""
_FILLED = 0.7
"""The share of a strip's width that a line fills."""
_TOLERANCE = 1
"""Rows by which a line may stray within a strip, from the middle one."""
_BEND = 0.1
"""How far a line may stray from one strip to the next, in widths of a strip."""
_LEAST_STRIPS = 0.6
"""The share of all strips in which a line is seen."""
_ALONE = 0.9
"""And the share in which it is seen if there are not at least `_MANY`."""
_MANY = 3
"""So many lines side by side are ruling, even where the page ends within the picture."""
_THICKER = 1.7
"""Where a line is so much thicker than usual, it is crossed by writing."""
_DARKER = 1.5
"""And where it is so much darker."""
_VISIBLE = 0.5
"""The share of its length in which a line is dark enough to be in the way."""
_REST = 2.5
"""Pixels from the middle of a line within which its rests lie."""
_COVERED = 0.9
"""The share of a component on printed lines from which on it is their rest."""
_LONGEST_RUN = 60
"""Pixels by which a run of ink is followed up and down; a printed line is thinner by far."""
_MARGIN = 1
"""Pixels that are taken away on both sides of a line: its soft edge."""


@dataclass(frozen=True, slots=True, eq=False)
class Ruling:
    """The printed lines of a page: the row in each column of those across, and the other way."""

    across: tuple[FloatArray, ...]
    down: tuple[FloatArray, ...]

    def covers(self, component: Component) -> bool:
        """Tell whether a component is but a rest of a line, or of the crossing of two."""
        box = component.box
        y, x = np.nonzero(component.mask)
        rests = [
            _are_on(self.across, x + int(box.x0), y + int(box.y0)),
            _are_on(self.down, y + int(box.y0), x + int(box.x0)),
        ]
        return bool(np.maximum(*rests).mean() >= _COVERED)

    @classmethod
    def of(cls, mask: NDArray[np.bool_]) -> Self:
        """Find the printed lines in a picture, of which `mask` says what is ink."""
        return cls(_lines(mask), _lines(mask.T))

    def erased(self, dark: FloatPicture) -> FloatPicture:
        """Return a picture of darkness (height, width) without the lines."""
        across = _erased(dark, self.across) if self.across else dark
        return np.ascontiguousarray(_erased(across.T, self.down).T) if self.down else across


def _are_on(
    lines: Sequence[FloatArray], columns: NDArray[np.intp], rows: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """Tell which pixels are on one of the lines: (n,)."""
    on = np.zeros(len(columns), bool)
    for line in lines:
        on |= np.abs(line[columns] - rows) <= _REST
    return on


def _lines(mask: NDArray[np.bool_]) -> tuple[FloatArray, ...]:
    """Return the row (columns,) of each printed line that runs across a picture."""
    y, x = np.nonzero(mask)
    if len(y) == 0 or mask.shape[1] < 4 * _STRIPS:
        return ()
    slope = max(_SLOPES, key=lambda each: _peaks(y - each * x))
    width = mask.shape[1] / _STRIPS
    rows = np.rint(y - slope * x).astype(np.intp)
    lowest = int(rows.min())
    height = int(rows.max()) - lowest + 1
    strips = np.minimum((x / width).astype(np.intp), _STRIPS - 1)
    counts = np.bincount(strips * height + rows - lowest, minlength=_STRIPS * height)
    hits = [_hits(each / width) for each in counts.reshape(_STRIPS, height)]
    chains = [each for each in _chains(hits, _BEND * width) if len(each) >= _LEAST_STRIPS * _STRIPS]
    if len(chains) < _MANY:
        chains = [each for each in chains if len(each) >= _ALONE * _STRIPS]
    columns = np.arange(mask.shape[1])
    return tuple(_through(each, columns, width) + lowest + slope * columns for each in chains)


def _peaks(rows: FloatArray) -> float:
    """Return how much the rows of pixels gather in a few of them."""
    counts = np.bincount(np.rint(rows - rows.min()).astype(np.intp)).astype(float)
    return float((counts**2).sum())


def _hits(profile: FloatArray) -> NDArray[np.intp]:
    """Return the rows of a strip in which there is a line, thick ones by their middle."""
    spread = np.convolve(profile, np.ones(2 * _TOLERANCE + 1), mode="same")
    rows = np.flatnonzero(spread >= _FILLED)
    runs = np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1)
    return np.array([run.mean() for run in runs if len(run)]).round().astype(np.intp)


def _chains(hits: list[NDArray[np.intp]], bend: float) -> list[dict[int, int]]:
    """Return the rows, by strip, of the hits that go on from strip to strip."""
    chains: list[dict[int, int]] = []
    for strip, rows in enumerate(hits):
        open_chains = list(chains)
        for row in rows.tolist():
            near = [each for each in open_chains if _reaches(each, strip, row, bend)]
            if near:
                best = min(near, key=lambda each: abs(each[max(each)] - row))
                best[strip] = row
                open_chains.remove(best)
            else:
                chains.append({strip: row})
    return chains


def _reaches(chain: dict[int, int], strip: int, row: int, bend: float) -> bool:
    last = max(chain)
    return abs(chain[last] - row) <= max(bend, 2) * (strip - last) ** 0.5


def _through(chain: dict[int, int], columns: NDArray[np.intp], width: float) -> FloatArray:
    strips = sorted(chain)
    middles = (np.array(strips) + 0.5) * width
    rows = np.array([chain[strip] for strip in strips], float)
    return np.interp(columns, middles, rows)


def _erased(dark: FloatPicture, lines: Sequence[FloatArray]) -> FloatPicture:
    """Return a picture without lines; what they cover is taken from above and below them."""
    dark, mask = dark.copy(), ink_mask(dark)
    for line in lines:
        first, last = _runs(mask, np.rint(line).astype(np.intp))
        thick = last - first
        columns = np.flatnonzero(thick)
        if len(columns) < _VISIBLE * len(line):
            continue
        middle = (first + last) // 2
        darkness = dark[middle[columns], columns]
        alone = thick[columns] <= _THICKER * np.median(thick[columns]) + 1
        alone &= darkness <= _DARKER * np.median(darkness)
        for column in columns[alone].tolist():
            _bridge(dark[:, column], int(first[column]), int(last[column]))
    return dark


def _runs(
    mask: NDArray[np.bool_], rows: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return in each column the run of ink at a line's row: its first row, and that after its last.

    Where there is none, both are 0.
    """
    height, width = mask.shape
    columns = np.arange(width)
    first, last = np.zeros(width, np.intp), np.zeros(width, np.intp)
    for offset in (2, -2, 1, -1, 0):
        at = np.clip(rows + offset, 0, height - 1)
        hit = mask[at, columns]
        first[hit], last[hit] = at[hit], at[hit] + 1
    growing = last > first
    for _ in range(_LONGEST_RUN):
        up = growing & (first > 0) & mask[np.maximum(first - 1, 0), columns]
        down = growing & (last < height) & mask[np.minimum(last, height - 1), columns]
        if not (up | down).any():
            break
        first -= up
        last += down
    return first, last


def _bridge(column: FloatPicture, first: int, last: int) -> None:
    """Fill rows of a column, and a margin, from what is above and below them, in place."""
    above, below = max(first - _MARGIN - 1, 0), min(last + _MARGIN, len(column) - 1)
    inner = np.arange(above + 1, below)
    column[inner] = np.interp(inner, [above, below], [column[above], column[below]])

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
from segmentation.photo.components import Component
from segmentation.photo.light import FloatPicture
from segmentation.photo.masks import ink_mask

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
_SAMPLE = 20_000
"""Pixels of ink that are enough to find the slope of the lines."""
_MARGIN = 1
"""Pixels that are taken away on both sides of a line: its soft edge."""


@dataclass(frozen=True, slots=True, eq=False)
class Ruling:
    """The printed lines of a page: the row in each column of those across, and the other way.

    `near` is which pixels are on one of them: bool (height, width).
    """

    across: tuple[FloatArray, ...]
    down: tuple[FloatArray, ...]
    near: NDArray[np.bool_]

    def covers(self, component: Component) -> bool:
        """Tell whether a component is but a rest of a line, or of the crossing of two."""
        return bool(self.near[component.window][component.mask].mean() >= _COVERED)

    @classmethod
    def of(cls, mask: NDArray[np.bool_]) -> Self:
        """Find the printed lines in a picture, of which `mask` says what is ink."""
        across, down = _lines(mask), _lines(mask.T)
        near = np.zeros(mask.shape, bool)
        _draw(near, across)
        _draw(near.T, down)
        return cls(across, down, near)

    def erased(self, dark: FloatPicture) -> FloatPicture:
        """Return a picture of darkness (height, width) without the lines."""
        if not self.across and not self.down:
            return dark
        dark, mask = dark.copy(), ink_mask(dark)
        _erase(dark, mask, self.across)
        _erase(dark.T, mask.T, self.down)
        return dark


def _draw(near: NDArray[np.bool_], lines: Sequence[FloatArray]) -> None:
    """Mark the pixels of a picture that are on lines across it, in place."""
    columns = np.arange(near.shape[1])
    for line in lines:
        first = np.ceil(line - _REST).astype(np.intp)
        for rows in (first + offset for offset in range(int(2 * _REST) + 1)):
            inside = (rows >= 0) & (rows < len(near)) & (rows <= line + _REST)
            near[rows[inside], columns[inside]] = True


def _lines(mask: NDArray[np.bool_]) -> tuple[FloatArray, ...]:
    """Return the row (columns,) of each printed line that runs across a picture."""
    y, x = np.nonzero(mask)
    if len(y) == 0 or mask.shape[1] < 4 * _STRIPS:
        return ()
    some = slice(None, None, max(1, len(y) // _SAMPLE))
    slope = max(_SLOPES, key=lambda each: _peaks(y[some] - each * x[some]))
    width = mask.shape[1] / _STRIPS
    rows = np.rint(y - slope * x).astype(np.intp)
    lowest = int(rows.min())
    height = int(rows.max()) - lowest + 1
    strips = np.minimum((x / width).astype(np.intp), _STRIPS - 1)
    counts = np.bincount(strips * height + rows - lowest, minlength=_STRIPS * height)
    hits = [_hits(each / width) for each in counts.reshape(_STRIPS, height)]
    # A line that ends on both sides may be a stroke, in a picture hardly larger than the writing.
    chains = [each for each in _chains(hits, _BEND * width) if _runs_out(each)]
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
    """Return the rows, by strip, of the hits that go on from strip to strip for long enough."""
    chains: list[dict[int, int]] = []
    for strip, rows in enumerate(hits):
        # What cannot become long enough any more is given up.
        least = _LEAST_STRIPS * _STRIPS - (_STRIPS - strip)
        chains = [each for each in chains if len(each) >= least]
        last = np.array([max(each) for each in chains], np.intp)
        ends = np.array([each[end] for each, end in zip(chains, last.tolist(), strict=True)], float)
        reach = max(bend, 2) * np.sqrt(strip - last)
        for row in rows.tolist():
            gaps = np.abs(ends - row)
            gaps[gaps > reach] = np.inf
            if np.min(gaps, initial=np.inf) < np.inf:
                best = int(np.argmin(gaps))
                chains[best][strip], reach[best] = row, -1
            elif least <= 0:
                chains.append({strip: row})
    return [each for each in chains if len(each) >= _LEAST_STRIPS * _STRIPS]


def _runs_out(chain: dict[int, int]) -> bool:
    """Tell whether a line reaches a border of the picture."""
    return min(chain) == 0 or max(chain) == _STRIPS - 1


def _through(chain: dict[int, int], columns: NDArray[np.intp], width: float) -> FloatArray:
    strips = sorted(chain)
    middles = (np.array(strips) + 0.5) * width
    rows = np.array([chain[strip] for strip in strips], float)
    line: FloatArray = np.interp(columns, middles, rows)
    return line


def _erase(dark: FloatPicture, mask: NDArray[np.bool_], lines: Sequence[FloatArray]) -> None:
    """Take lines across a picture away, and from the mask of its ink, in place.

    What they cover is taken from above and below them.
    """
    if not lines:
        return
    starts, ends = _run_ends(mask)
    for line in lines:
        rows = _nearest_ink(starts, ends, np.rint(line).astype(np.intp))
        columns = np.flatnonzero(rows >= 0)
        if len(columns) < _VISIBLE * len(line):
            continue
        rows = rows[columns]
        first = np.maximum(starts[rows, columns], rows - _LONGEST_RUN)
        last = np.minimum(ends[rows, columns], rows + 1 + _LONGEST_RUN)
        thick = last - first
        darkness = dark[(first + last) // 2, columns]
        alone = thick <= _THICKER * np.median(thick) + 1
        alone &= darkness <= _DARKER * np.median(darkness)
        _bridge(dark, mask, columns[alone], first[alone], last[alone])


def _run_ends(mask: NDArray[np.bool_]) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """Return the first row of the run of ink that each pixel is in, and the row after its last.

    A run goes down a column; where there is no ink, it has no rows.
    """
    rows = np.arange(len(mask), dtype=np.int16)[:, np.newaxis]
    starts = np.maximum.accumulate(np.where(mask, np.int16(0), rows + np.int16(1)))
    ends = np.minimum.accumulate(np.where(mask, np.int16(len(mask)), rows)[::-1])[::-1]
    return starts, ends


def _nearest_ink(
    starts: NDArray[np.int16], ends: NDArray[np.int16], rows: NDArray[np.intp]
) -> NDArray[np.intp]:
    """Return the row in each column that has ink and is close to a line's; -1 where none is."""
    columns = np.arange(len(rows))
    nearest = np.full(len(rows), -1)
    for offset in (2, -2, 1, -1, 0):
        at = np.clip(rows + offset, 0, len(starts) - 1)
        hit = ends[at, columns] > starts[at, columns]
        nearest[hit] = at[hit]
    return nearest


def _bridge(
    dark: FloatPicture,
    mask: NDArray[np.bool_],
    columns: NDArray[np.intp],
    first: NDArray[np.intp],
    last: NDArray[np.intp],
) -> None:
    """Fill rows of columns, and a margin, from what is above and below them, in place."""
    above = np.maximum(first - _MARGIN - 1, 0)
    below = np.minimum(last + _MARGIN, len(dark) - 1)
    upper, lower = dark[above, columns], dark[below, columns]
    for step in range(1, int(np.max(below - above, initial=0))):
        inner = np.flatnonzero(above + step < below)
        at = above[inner] + step, columns[inner]
        share = step / (below - above)[inner]
        dark[at] = upper[inner] + share * (lower - upper)[inner]
        mask[at] = False

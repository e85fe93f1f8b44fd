"""Cutting: symbols that touch are parted where only a single line joins them.

A cut is an offer: the lattice takes the pieces together again where they are one symbol.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from segmentation.ink import FloatArray, Ink, Stroke

_WIDE = 0.8
"""What is wider may be several symbols, in typical sizes."""
_HIGH = 1.8
"""And what is higher: a digit that touches a fraction bar."""
_BAR = 0.35
"""What is thinner across is a bar, in typical sizes."""
_STEP = 0.02
"""The distance between the places at which a cut is tried, in typical sizes."""
_LEAST_PIECE = 0.2
"""How far a cut is from the ends, at least, in typical sizes."""
_SMALLEST = 0.1
"""No piece is smaller, in typical sizes."""
_BRIDGE = 0.35
"""A longer line between two symbols may belong to either, and is cut at both its ends."""
_STUB = 0.06
"""What is left of it on either side, in typical sizes."""


def cut(traced: Ink, size: float, in_rows: bool = True) -> tuple[Ink, ...]:
    """Return the pieces of a traced component, mostly one; `size` is the typical one of symbols.

    The strokes of `traced` meet at their ends, and none goes back over itself. Unless the symbols
    stand `in_rows`, the page lies on its side.
    """
    pieces: tuple[Ink, ...] = (traced,)
    along, across = (0, 1) if in_rows else (1, 0)
    for axis, least in ((along, _WIDE), (across, _HIGH)):
        pieces = tuple(part for piece in pieces for part in _cut(piece, size, least, axis))
    return pieces


def _cut(traced: Ink, size: float, least: float, axis: int) -> Iterator[Ink]:
    """Yield the pieces along an axis: 0 is x, 1 is y."""
    extent = (traced.box.width, traced.box.height)
    # What touches makes a branch; a line without any is one symbol, however long.
    is_simple = len(traced.strokes) == 1
    if is_simple or extent[axis] < least * size or extent[1 - axis] < _BAR * size:
        yield traced
        return
    for place in _places(traced, size, axis):
        before, behind = _parted(traced, place, axis)
        if min(before.box.size, behind.box.size) >= _SMALLEST * size:
            yield before
            traced = behind
    yield traced


def _places(traced: Ink, size: float, axis: int) -> list[float]:
    """Return where a single line crosses from one side to the other, in order."""
    low, high = traced.box.as_tuple()[axis], traced.box.as_tuple()[axis + 2]
    at = np.arange(low, high, _STEP * size)
    single = _crossings(traced, at, axis) == 1
    single &= (at > low + _LEAST_PIECE * size) & (at < high - _LEAST_PIECE * size)
    runs = np.split(at[single], np.flatnonzero(np.diff(np.flatnonzero(single)) > 1) + 1)
    places: list[float] = []
    for run in runs:
        if len(run) == 0:
            continue
        first, last = float(run[0]), float(run[-1])
        if last - first < _BRIDGE * size:
            places.append((first + last) / 2)
        else:
            places += [first + _STUB * size, last - _STUB * size]
    return places


def _crossings(traced: Ink, at: FloatArray, axis: int) -> FloatArray:
    """Return how many lines cross each place: (n,)."""
    change = np.zeros(len(at) + 1)
    for stroke in traced.strokes:
        ends = np.sort(np.stack([stroke.points[:-1, axis], stroke.points[1:, axis]], axis=1))
        np.add.at(change, np.searchsorted(at, ends[:, 0]), 1)
        np.add.at(change, np.searchsorted(at, ends[:, 1]), -1)
    crossings: FloatArray = np.cumsum(change)[:-1]
    return crossings


def _parted(traced: Ink, place: float, axis: int) -> tuple[Ink, Ink]:
    """Return what lies before a place and what lies behind it, the one line that crosses in two."""
    before: list[Stroke] = []
    behind: list[Stroke] = []
    for stroke in traced.strokes:
        is_behind = stroke.points[:, axis] > place
        border = np.flatnonzero(np.diff(is_behind))
        for part in np.split(np.arange(len(is_behind)), border + 1):
            side = behind if is_behind[part[0]] else before
            side.append(Stroke(stroke.points[part]))
    return Ink(tuple(before)), Ink(tuple(behind))

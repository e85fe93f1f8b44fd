"""Ink: what a pen left on the canvas, as data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Box:
    """An axis-parallel rectangle in the coordinates of the ink: x right, y down."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def size(self) -> float:
        """Return the longer side."""
        return max(self.width, self.height)

    @property
    def center(self) -> tuple[float, float]:
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

    def grown(self, margin: float) -> Box:
        """Return the box with a margin on every side."""
        return Box(self.x0 - margin, self.y0 - margin, self.x1 + margin, self.y1 + margin)

    def as_tuple(self) -> tuple[float, float, float, float]:
        return self.x0, self.y0, self.x1, self.y1

    @classmethod
    def around(cls, boxes: Iterable[Box]) -> Box:
        """Return the smallest box that holds all the given boxes, at least one."""
        x0, y0, x1, y1 = zip(*(box.as_tuple() for box in boxes), strict=True)
        return cls(min(x0), min(y0), max(x1), max(y1))


@dataclass(frozen=True, slots=True, eq=False)
class Stroke:
    """One movement of the pen from down to up.

    `points` is float64 (n, 2), n ≥ 1, in any unit, x right and y down; `times` (n,) in
    milliseconds and `pressures` (n,) in 0..1 are kept where the device gave them for every point.
    """

    points: FloatArray
    times: FloatArray | None = None
    pressures: FloatArray | None = None
    box: Box = field(init=False)

    def __post_init__(self) -> None:
        if self.points.ndim != 2 or self.points.shape[1] != 2 or len(self.points) == 0:
            raise ValueError(f"a stroke wants points of shape (n, 2), n ≥ 1: {self.points.shape}")
        for values in (self.times, self.pressures):
            if values is not None and values.shape != (len(self.points),):
                raise ValueError("times and pressures want one value a point")
        low, high = self.points.min(axis=0).tolist(), self.points.max(axis=0).tolist()
        object.__setattr__(self, "box", Box(*low, *high))

    @classmethod
    def of(cls, points: ArrayLike) -> Stroke:
        """Make a stroke from (x, y) pairs alone."""
        return cls(np.array(points, dtype=np.float64).reshape(-1, 2))


@dataclass(frozen=True, slots=True, eq=False)
class Ink:
    """The strokes of one canvas, in the order in which they were written.

    Where a camera saw them, `components` says for each stroke which connected piece of ink it is
    of: how often the pen was lifted is then not known.
    """

    strokes: tuple[Stroke, ...]
    components: tuple[int, ...] | None = None

    @classmethod
    def of(cls, strokes: Iterable[ArrayLike]) -> Ink:
        """Make ink from lists of (x, y) pairs."""
        return cls(tuple(Stroke.of(points) for points in strokes))

    def select(self, marks: Sequence[int]) -> Ink:
        """Return the ink of the strokes with the given indices."""
        components = self.components and tuple(self.components[mark] for mark in marks)
        return Ink(tuple(self.strokes[mark] for mark in marks), components)

    def moved(self, change: Callable[[FloatArray], FloatArray]) -> Ink:
        """Return ink whose points were changed by a function of points (n, 2)."""
        strokes = tuple(Stroke(change(stroke.points)) for stroke in self.strokes)
        return Ink(strokes, self.components)

    @property
    def box(self) -> Box:
        """Return the box around all strokes, of which there is at least one."""
        return Box.around(stroke.box for stroke in self.strokes)


@dataclass(frozen=True, slots=True)
class Group:
    """Marks that may together be one symbol: indices into the ink, and the box around them."""

    marks: tuple[int, ...]
    box: Box


def arc_length(points: FloatArray) -> FloatArray:
    """Return how far along its line each of (n, 2) points lies: (n,), 0 for the first."""
    along = np.zeros(len(points))
    steps = points[1:] - points[:-1]
    np.cumsum(np.sqrt(steps[:, 0] ** 2 + steps[:, 1] ** 2), out=along[1:])
    return along


def resampled(points: FloatArray, along: FloatArray, count: int) -> FloatArray:
    """Return `count` points (count, 2) at equal steps along a line, its ends among them.

    `along` is the `arc_length` of the points.
    """
    at = np.linspace(0, along[-1], count)
    return np.stack([np.interp(at, along, points[:, axis]) for axis in (0, 1)], axis=1)


def gaps(corners: FloatArray) -> FloatArray:
    """Return how far boxes are apart in x and in y, 0 where they overlap: (n, n, 2).

    `corners` is (n, 4), a row as `Box.as_tuple` gives it.
    """
    after = np.maximum(corners[:, None, :2] - corners[None, :, 2:], 0)
    apart: FloatArray = np.maximum(after, after.transpose(1, 0, 2))
    return apart

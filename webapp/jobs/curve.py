"""The curve of a loss: few points, however many steps a training has."""

from __future__ import annotations

from collections.abc import Iterable

from webapp.jobs.job import Point

MOST_POINTS = 400


class Curve:
    """Mean losses over even parts of a training; a point lies where its part ended so far."""

    def __init__(self, epochs: int, points: Iterable[Point] = ()) -> None:
        self._epochs = epochs
        self._points = list(points)
        self._count = 1  # losses in the last point

    @property
    def points(self) -> tuple[Point, ...]:
        return tuple((round(at, 4), round(loss, 5)) for at, loss in self._points)

    def add(self, at: float, loss: float) -> None:
        """Add the loss after so many epochs; what was known of later times is forgotten."""
        while self._points and self._points[-1][0] >= at:
            self._points.pop()
            self._count = 1
        if self._points and self._part(self._points[-1][0]) == self._part(at):
            mean = self._points[-1][1]
            self._count += 1
            self._points[-1] = at, mean + (loss - mean) / self._count
        else:
            self._points.append((at, loss))
            self._count = 1

    def _part(self, at: float) -> int:
        return min(int(at / self._epochs * MOST_POINTS), MOST_POINTS - 1)

"""Viewpoints: where a page lies in the picture that is taken of it.

A page is measured in typical symbol sizes from the middle of the writing, x right and y down. A
picture is measured in pixels: the one in row i and column j covers i..i+1 and j..j+1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from segmentation.ink import FloatArray, Ink
from segmentation.projection import typical_size
from training.conditions import Conditions
from training.textures import Field, Shape


@dataclass(frozen=True, slots=True, eq=False)
class Transform:
    """A homography of the plane: `matrix` is float64 (3, 3) and takes columns (x, y, 1)."""

    matrix: FloatArray

    def apply(self, points: FloatArray) -> FloatArray:
        """Map points (n, 2)."""
        mapped = points @ self.matrix[:, :2].T + self.matrix[:, 2]
        moved: FloatArray = mapped[:, :2] / mapped[:, 2:]
        return moved

    def after(self, first: Transform) -> Transform:
        """Return the transform that does `first` and then this."""
        return Transform(self.matrix @ first.matrix)


@dataclass(frozen=True, slots=True, eq=False)
class Viewpoint:
    """How a page is seen: from ink to page, from page to picture, and the picture's shape.

    `scale` is how many pixels a typical symbol size is; `low` and `high` are the corners of the
    writing on the page.
    """

    to_page: Transform
    to_picture: Transform
    shape: Shape
    scale: float
    low: FloatArray
    high: FloatArray

    @property
    def from_ink(self) -> Transform:
        """Return the way from ink to picture."""
        return self.to_picture.after(self.to_page)

    def page_of_pixels(self) -> tuple[Field, Field]:
        """Return where on the page the middle of each pixel lies: x and y, float32 (h, w)."""
        inverse = np.linalg.inv(self.to_picture.matrix).astype(np.float32)
        x = np.arange(self.shape[1], dtype=np.float32)[None, :] + 0.5
        y = np.arange(self.shape[0], dtype=np.float32)[:, None] + 0.5
        depth = inverse[2, 0] * x + inverse[2, 1] * y + inverse[2, 2]
        across = (inverse[0, 0] * x + inverse[0, 1] * y + inverse[0, 2]) / depth
        down = (inverse[1, 0] * x + inverse[1, 1] * y + inverse[1, 2]) / depth
        return across, down


def choose_viewpoint(ink: Ink, conditions: Conditions, rng: np.random.Generator) -> Viewpoint:
    """Place a camera before ink, so that the picture has all of it and the room asked for."""
    size = typical_size(ink) or ink.box.size or 1.0
    x, y = ink.box.center
    to_page = Transform(np.array([[1 / size, 0, -x / size], [0, 1 / size, -y / size], [0, 0, 1]]))
    points = to_page.apply(np.vstack([stroke.points for stroke in ink.strokes]))
    seen = _tilt(points, conditions, rng).after(_turn(conditions))
    low, high = _frame(seen.apply(points), conditions, rng)
    scale = min(conditions.symbol_height, conditions.longest_side / float(np.max(high - low)))
    width, height = np.floor((high - low) * scale).astype(int).tolist()
    onto = np.array([[scale, 0, -scale * low[0]], [0, scale, -scale * low[1]], [0, 0, 1]])
    to_picture = Transform(onto).after(seen)
    shape = (max(height, 1), max(width, 1))
    return Viewpoint(to_page, to_picture, shape, scale, points.min(axis=0), points.max(axis=0))


def _turn(conditions: Conditions) -> Transform:
    angle = math.radians(conditions.skew + 90 * conditions.quarter_turns)
    sine, cosine = math.sin(angle), math.cos(angle)
    return Transform(np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]]))


def _tilt(points: FloatArray, conditions: Conditions, rng: np.random.Generator) -> Transform:
    """Return the perspective of a camera that is tilted in any direction."""
    reach = float(np.hypot(*points.T).max()) + max(conditions.room)
    angle = rng.uniform(0, 2 * np.pi)
    steep = conditions.perspective / (2 * reach)
    return Transform(
        np.array([[1, 0, 0], [0, 1, 0], [steep * math.cos(angle), steep * math.sin(angle), 1]])
    )


def _frame(
    points: FloatArray, conditions: Conditions, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """Return the corners of what is in the picture, with room on each side of the points."""
    room = rng.uniform(*conditions.room, (2, 2)) + conditions.pen_radius
    return points.min(axis=0) - room[0], points.max(axis=0) + room[1]

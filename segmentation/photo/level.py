"""Level: writing that runs uphill or down is turned until its lines are horizontal."""

from __future__ import annotations

import numpy as np

from segmentation.ink import FloatArray, Ink, arc_length, resampled
from segmentation.projection import typical_size

MOST_SKEW = 16.0
"""The most by which writing is turned, in degrees."""
_STEP = 0.5  # degrees between the skews that are tried
_POINTS = 0.1  # typical sizes between the points that are looked at
_BIN = 0.08  # typical sizes; the height of a row of the profile
_CAUTION = 0.004  # of the profile's sharpness that a degree of skew must gain


def skew(ink: Ink) -> float:
    """Return by how many degrees the lines of ink run downhill (uphill where it is negative).

    It is the angle at which the profile of the ink's rows is sharpest: most rows are full or empty.
    """
    size = typical_size(ink)
    if size == 0 or len(ink.strokes) < 2:
        return 0.0
    points = np.concatenate([_along(stroke.points, _POINTS * size) for stroke in ink.strokes])
    angles = np.arange(-MOST_SKEW, MOST_SKEW + _STEP, _STEP)
    gains = np.array([_sharpness(points, angle, _BIN * size) for angle in angles])
    gains = gains / gains.max() - _CAUTION * np.abs(angles)
    return float(angles[int(np.argmax(gains))])


def rotated(points: FloatArray, degrees: float) -> FloatArray:
    """Turn points (n, 2) clockwise about the origin, as they look with y down."""
    angle = np.deg2rad(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    turned: FloatArray = points @ turn
    return turned


def levelled(ink: Ink) -> Ink:
    """Return ink turned so that its lines are horizontal."""
    angle = skew(ink)
    return ink.moved(lambda points: rotated(points, -angle)) if angle else ink


def _along(points: FloatArray, step: float) -> FloatArray:
    along = arc_length(points)
    return resampled(points, along, int(along[-1] / step) + 1)


def _sharpness(points: FloatArray, angle: float, height: float) -> float:
    rows = np.floor(rotated(points, -angle)[:, 1] / height).astype(np.intp)
    return float((np.bincount(rows - rows.min()).astype(float) ** 2).sum())

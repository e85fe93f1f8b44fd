"""Ink from and to JSON, with every limit checked before the ink enters the program.

The JSON form is `{"strokes": [[[x, y], [x, y, t], [x, y, t, pressure], …], …]}`: x right, y down,
any unit; t in milliseconds, pressure in 0..1.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from segmentation.errors import InputError
from segmentation.ink import Ink, Stroke

MAX_STROKES = 400
MAX_POINTS = 50_000
MAX_COORDINATE = 1e7
"""Largest absolute value of a coordinate: far beyond any screen or tablet, in any unit."""


class InkError(InputError):
    """Ink that cannot be accepted."""


def ink_from_json(data: object) -> Ink:
    """Read ink from parsed JSON; keys other than `strokes` are ignored.

    Raises InkError for what is malformed, not finite, absurdly far off or too much.
    """
    if not isinstance(data, dict) or not isinstance(data.get("strokes"), list):
        raise InkError("malformed_ink", 'The ink must be an object with a list of "strokes".')
    strokes = data["strokes"]
    check_amount(strokes)
    return Ink(tuple(_stroke(stroke, index) for index, stroke in enumerate(strokes)))


def ink_to_json(ink: Ink) -> dict[str, Any]:
    """Return the JSON form of ink, with times and pressures where it has them."""
    return {"strokes": [_columns(stroke).tolist() for stroke in ink.strokes]}


def check_amount(strokes: list[Any]) -> None:
    """Refuse more strokes or points than one reading may cost; raises InkError."""
    if len(strokes) > MAX_STROKES:
        raise InkError(
            "too_many_strokes", f"{len(strokes)} strokes are too many; {MAX_STROKES} is the most."
        )
    points = sum(len(stroke) for stroke in strokes if isinstance(stroke, list))
    if points > MAX_POINTS:
        raise InkError(
            "too_many_points", f"{points} points are too many; {MAX_POINTS} is the most."
        )


def stroke_of(columns: np.ndarray[Any, np.dtype[np.float64]], name: str) -> Stroke:
    """Make a stroke from columns x, y and perhaps t and pressure; raises InkError."""
    if not np.isfinite(columns).all():
        raise InkError("not_finite", f"{name} has a value that is not a finite number.")
    if np.abs(columns[:, :2]).max() > MAX_COORDINATE:
        raise InkError("too_far", f"{name} lies too far off: beyond ±{MAX_COORDINATE:,.0f}.")
    times = columns[:, 2] if columns.shape[1] > 2 else None
    pressures = columns[:, 3] if columns.shape[1] > 3 else None
    return Stroke(columns[:, :2], times, pressures)


def _stroke(stroke: object, index: int) -> Stroke:
    name = f"Stroke {index + 1}"
    if not isinstance(stroke, list) or not stroke:
        raise InkError("malformed_ink", f"{name} must be a list of at least one point.")
    for point in stroke:
        _check_point(point, name)
    # A stroke keeps times and pressures only if each of its points has them.
    width = min(min(len(point) for point in stroke), 4)
    return stroke_of(np.array([point[:width] for point in stroke], dtype=np.float64), name)


def _check_point(point: object, name: str) -> None:
    if not isinstance(point, list) or not 2 <= len(point) <= 4:
        raise InkError("malformed_ink", f"{name} has a point that is not [x, y, time, pressure].")
    for value in point:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InkError("malformed_ink", f"{name} has a coordinate that is not a number.")
        if isinstance(value, int) and abs(value) > 2**53:
            raise InkError("too_far", f"{name} has a number that is too large.")
        if isinstance(value, float) and not math.isfinite(value):
            raise InkError("not_finite", f"{name} has a value that is not a finite number.")


def _columns(stroke: Stroke) -> np.ndarray[Any, np.dtype[np.float64]]:
    columns = [stroke.points]
    if stroke.times is not None:
        columns.append(stroke.times[:, None])
        if stroke.pressures is not None:
            columns.append(stroke.pressures[:, None])
    return np.hstack(columns)

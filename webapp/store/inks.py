"""Ink as bytes: compressed JSON, from which every number comes back exactly."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segmentation.ink import FloatArray, Ink, Stroke


def packed(ink: Ink) -> bytes:
    """Return ink as bytes, with times, pressures and components where it has them."""
    fields: dict[str, Any] = {"strokes": [_fields(stroke) for stroke in ink.strokes]}
    if ink.components is not None:
        fields["components"] = ink.components
    return zlib.compress(json.dumps(fields, separators=(",", ":")).encode())


def unpacked(data: bytes) -> Ink:
    """Return the ink that was packed."""
    fields = json.loads(zlib.decompress(data))
    components = fields.get("components")
    strokes = tuple(_stroke(each) for each in fields["strokes"])
    return Ink(strokes, None if components is None else tuple(components))


def _fields(stroke: Stroke) -> dict[str, list[Any]]:
    columns = {"points": stroke.points, "times": stroke.times, "pressures": stroke.pressures}
    return {name: values.tolist() for name, values in columns.items() if values is not None}


def _stroke(fields: dict[str, list[Any]]) -> Stroke:
    points: NDArray[np.float64] = np.array(fields["points"], dtype=np.float64).reshape(-1, 2)
    return Stroke(points, _column(fields.get("times")), _column(fields.get("pressures")))


def _column(values: Sequence[float] | None) -> FloatArray | None:
    return None if values is None else np.array(values, dtype=np.float64)

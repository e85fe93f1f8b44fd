"""Ink to test with: the fixtures that were drawn by hand, and simple shapes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from segmentation.codecs import ink_from_json
from segmentation.ink import Ink, Stroke
from segmentation.projection import segment

FOLDER = Path(__file__).parent / "fixtures" / "ink"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))


def fixture(name: str) -> dict[str, Any]:
    """Return a fixture: its strokes, its expression and its answer."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def fixture_ink(name: str) -> Ink:
    """Return the ink of a fixture."""
    return ink_from_json(fixture(name))


def symbols_of(ink: Ink) -> list[Ink]:
    """Return the symbols of ink that the projection rule can part, from left to right."""
    return [ink.select(group.marks) for group in segment(ink)]


def bars(*spans: tuple[float, float], height: float = 40.0) -> Ink:
    """Return straight slanted strokes, each from the left to the right end of its span."""
    return Ink.of([[left, 0], [right, height]] for left, right in spans)


def ring(x: float, y: float, radius: float) -> list[list[float]]:
    """Return the points of a closed circle."""
    angles = np.linspace(0, 2 * np.pi, 40)
    return np.stack([x + radius * np.cos(angles), y + radius * np.sin(angles)], axis=1).tolist()


def moved(ink: Ink, factor: float = 1.0, x: float = 0.0, y: float = 0.0) -> Ink:
    """Return ink scaled and then moved."""
    offset = np.array([x, y])
    return Ink(tuple(Stroke(stroke.points * factor + offset) for stroke in ink.strokes))

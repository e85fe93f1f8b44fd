"""Pens: how much of the paper a pen, a pencil or a chalk covers along its strokes."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw
from scipy.ndimage import gaussian_filter
from scipy.special import ndtri

from segmentation.ink import FloatArray, Ink, arc_length
from training.conditions import Conditions
from training.textures import Field, Shape, smooth_noise
from training.viewpoint import Transform, Viewpoint

_FINE = 4
"""Strokes are drawn so many times larger and then reduced, for soft edges."""
_MOST_PIXELS = 30_000_000  # of a drawing; what would be larger is drawn less finely
_LEAST_RADIUS = 0.45  # pixels; no pen is drawn thinner
_DOT = 1.3  # times the pen's radius; what is tapped, not drawn, is pressed
_HAND = 1.5  # symbol sizes of stroke over which the pressure changes
_LEAST_TONE, _LEAST_WIDTH = 0.3, 0.4  # of a stroke, however lightly it is pressed
_GRAIN = 0.03  # symbol sizes; how wide the valleys of paper are that a pencil leaves bare
_GRAIN_EDGE = 0.9  # standard deviations of the paper's height between bare and covered
_BACK = np.array([[-1.0, 0, 0.4], [0, 1, 0.55], [0, 0, 1]])
"""What is written on the back stands mirrored and not quite behind."""
_BACK_BLUR = 0.06  # symbol sizes


def coverage(ink: Ink, view: Viewpoint, conditions: Conditions, rng: np.random.Generator) -> Field:
    """Return what share of each pixel the ink covers: float32 (h, w), 0..1."""
    covered = draw(ink, view.from_ink, view, conditions, rng)
    if conditions.grain > 0:
        scale = _GRAIN * view.scale
        height = smooth_noise(view.shape, (scale, scale), rng)
        bare = float(ndtri(min(conditions.grain, 0.99)))
        covered *= np.clip((height - bare) / _GRAIN_EDGE + 0.5, 0, 1)
    return covered * np.float32(conditions.strength)


def bleed(ink: Ink, view: Viewpoint, conditions: Conditions, rng: np.random.Generator) -> Field:
    """Return how much writing on the back darkens each pixel: float32 (h, w), 0..1."""
    back = view.to_picture.after(Transform(_BACK)).after(view.to_page)
    drawn = draw(ink, back, view, conditions, rng)
    blurred: Field = gaussian_filter(drawn, _BACK_BLUR * view.scale, truncate=3)
    return blurred * np.float32(conditions.bleed)


def draw(
    ink: Ink,
    transform: Transform,
    view: Viewpoint,
    conditions: Conditions,
    rng: np.random.Generator,
) -> Field:
    """Draw strokes with soft edges where a transform puts them: float32 (h, w), 0..1."""
    radius = max(conditions.pen_radius * view.scale, _LEAST_RADIUS)
    lines = [transform.apply(stroke.points) for stroke in ink.strokes]
    left, top, right, bottom = _window(lines, 2 * radius, view.shape)
    drawn = np.zeros(view.shape, np.float32)
    if left >= right or top >= bottom:
        return drawn
    fine = _FINE if (right - left) * (bottom - top) * _FINE**2 < _MOST_PIXELS else 2
    canvas = Image.new("L", ((right - left) * fine, (bottom - top) * fine))
    pencil = ImageDraw.Draw(canvas)
    for line in lines:
        width, tone = _pressure(line / view.scale, conditions.pressure, rng)
        pressed = _DOT if np.ptp(line, axis=0).max() < radius else 1.0
        _stroke(pencil, (line - (left, top)) * fine, radius * fine * pressed * width, tone)
    window = np.asarray(canvas.reduce(fine), dtype=np.float32) / 255
    drawn[top:bottom, left:right] = window
    return drawn


def _stroke(
    pencil: ImageDraw.ImageDraw, points: FloatArray, radii: FloatArray, tones: FloatArray
) -> None:
    """Draw one line as segments, with a disc wherever two of them meet."""
    # Pillow counts from the middle of pixels.
    xy, fills = (points - 0.5).tolist(), np.round(255 * tones).astype(int).tolist()
    for i, ((x, y), radius, fill) in enumerate(zip(xy, radii.tolist(), fills, strict=True)):
        if i:
            width = max(1, round(radius + radii[i - 1]))
            pencil.line([*xy[i - 1], x, y], fill=fill, width=width)
        pencil.ellipse([x - radius, y - radius, x + radius, y + radius], fill=fill)


def _pressure(
    line: FloatArray, variation: float, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """Return the width and the tone of the pen at each point of a line, as shares: (n,) each."""
    along = arc_length(line) / _HAND
    knots = np.arange(int(along[-1]) + 3)
    width, tone = (
        np.interp(along, knots, rng.standard_normal(len(knots))) * variation for _ in range(2)
    )
    return np.clip(1 + width, _LEAST_WIDTH, 2), np.clip(1 - np.abs(tone), _LEAST_TONE, 1)


def _window(lines: list[FloatArray], margin: float, shape: Shape) -> tuple[int, int, int, int]:
    """Return the left, top, right and bottom of the pixels that lines may touch."""
    points = np.vstack(lines)
    low = np.floor(points.min(axis=0) - margin - 1).astype(int)
    high = np.ceil(points.max(axis=0) + margin + 1).astype(int)
    return (
        max(int(low[0]), 0),
        max(int(low[1]), 0),
        min(int(high[0]), shape[1]),
        min(int(high[1]), shape[0]),
    )

"""The quality of a photo: what about it makes a reading hard to trust, and what to do about it.

The writing is the measure of everything. Across its strokes, from paper over ink to paper, it is
looked at how steeply brightness falls, how far, and how restless the paper beside it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates

from segmentation.ink import FloatArray, Ink, arc_length
from segmentation.photo.files import Photo
from segmentation.photo.marks import Marks

LEAST_SIZE = 13.0
"""Pixels of the working size; smaller symbols are hard to read.

This bound and the others are chosen on drawn photos of crohme2013train; see docs/decisions.md.
"""
WIDEST_EDGE = 0.11
"""Symbol sizes; where the edges of strokes are wider, the writing is hard to read."""
SHARP_EDGE = 2.2
"""Pixels of the working size; an edge that is no wider is not blurred, but its symbol small."""
LEAST_CLARITY = 7.6
"""Contrast as a multiple of the paper's noise; where it is less, the writing is hard to see."""
LEAST_CONTRAST = 0.085
"""The share of the paper's brightness; what differs less from the paper is hard to see."""
DIM = 170.0
"""Levels of 255: white paper in half of the light it wants. Noise in more is not for want of it."""
LEAST_LIGHT = 28.0
"""Levels of 255; where nothing is brighter, there is hardly any picture."""

_PROFILES = 150  # so many places of the writing are looked at
_ABREAST = (-1.5, 0.0, 1.5)  # pixels along a stroke; the mean of profiles there calms noise
_REACH = 0.8  # symbol sizes on either side of a stroke: to the paper, however blurred
_CORE = 0.1  # symbol sizes on either side within which the ink lies
_FINE, _COARSE = 0.5, 1 / 40  # pixels, symbol sizes; the steps of profiles, in the ink and far off
_GROWTH = 1 / 4  # of its distance from the stroke; so long a step grows up to the coarse one
_PAPER = 90  # percentile of a profile's brightness that is paper
_TANGENT = 2.0  # pixels on either side, between which a stroke's direction is measured
_BESIDE = 0.35  # symbol sizes from the stroke, where the paper's noise is measured
_PATCH = 0.05  # symbol sizes; as wide are the patches of paper that are compared
_WIDEST_PATCH = 6  # pixels; more of them would only take time
_LEAST_NOISE = 0.5  # levels: the rounding of pixels
_SIGMA = 1.4826 / np.sqrt(6)  # of the median of |a - 2b + c| is what a, b and c vary by
_LIGHT = 99  # percentile of a whole picture's brightness that is its light


@dataclass(frozen=True, slots=True)
class Concern:
    """Something that makes a photo hard to read: `kind` for programs, `message` for people."""

    kind: str
    message: str

    def as_dict(self) -> dict[str, str]:
        return {"kind": self.kind, "message": self.message}


BLURRED = Concern(
    "blurred",
    "The writing is blurred. Hold the phone still and tap the writing to focus, then take it "
    "again.",
)
DARK = Concern(
    "dark",
    "There is too little light on the writing. Switch on a lamp or go to a window, then take it "
    "again.",
)
SMALL = Concern(
    "small",
    "The writing is very small in the picture. Go closer until it fills the picture, then take it "
    "again.",
)
FAINT = Concern(
    "faint",
    "The writing hardly stands out from the paper. Write it darker, or let more light fall on it "
    "from the side, then take it again.",
)


@dataclass(frozen=True, slots=True)
class Appearance:
    """How the writing in a photo looks: each figure is a median over it.

    `size` is that of its symbols and `edge` the width of its strokes' edges (the contrast over the
    steepest slope, some two standard deviations of what blurs them), in pixels of the working size;
    `contrast` is between ink and paper, `light` the brightness of the lighter of both, and `noise`
    the standard deviation of the paper, in levels of 255.
    """

    size: float
    edge: float
    contrast: float
    light: float
    noise: float


def concerns(photo: Photo, marks: Marks) -> tuple[Concern, ...]:
    """Return what speaks against trusting a photo: nothing, or one thing that explains the rest."""
    writing = appearance(photo, marks)
    if writing is None:
        return (DARK,) if np.percentile(photo.pixels[::4, ::4], _LIGHT) < LEAST_LIGHT else ()
    if writing.contrast < LEAST_CONTRAST * writing.light:
        return (FAINT,)
    if writing.contrast < LEAST_CLARITY * writing.noise:
        return (DARK,) if writing.light < DIM else (FAINT,)
    if writing.light < LEAST_LIGHT:
        return (DARK,)
    if writing.size < LEAST_SIZE:
        return (SMALL,)
    if writing.edge > WIDEST_EDGE * writing.size:
        return (BLURRED,) if writing.edge > SHARP_EDGE else (SMALL,)
    return ()


def appearance(photo: Photo, marks: Marks) -> Appearance | None:
    """Return how the writing looks that the marks of a photo are, or None where there is none."""
    size = _typical_size(marks.ink) / photo.scale
    points, normals = _places(marks.ink, photo.scale)
    if len(points) == 0:
        return None
    steps = _steps(size)
    colours = _profiles(photo.pixels, points, normals, steps)
    towards_paper, light = _colour_axis(colours, np.abs(steps) <= _CORE * size)
    levels = colours @ towards_paper
    paper = np.percentile(levels, _PAPER, axis=1)
    contrasts = paper - levels[:, np.abs(steps) <= _CORE * size].min(axis=1)
    slopes = (np.abs(np.diff(levels, axis=1)) / np.diff(steps)).max(axis=1)
    edge = float(np.median(contrasts / np.maximum(slopes, 1e-6)))
    beside = np.concatenate([points + side * _BESIDE * size * normals for side in (-1, 1)])
    patch = min(max(1, round(_PATCH * size)), _WIDEST_PATCH)
    noise = _noise(photo.pixels, beside, patch, towards_paper)
    return Appearance(size, edge, float(np.median(contrasts)), light, noise)


def _typical_size(ink: Ink) -> float:
    """Return the size of the marks that half of the ink is in larger ones than.

    Other than a median over marks, it is not lowered by however many specks.
    """
    if not ink.strokes:
        return 0.0
    sizes = np.array([stroke.box.size for stroke in ink.strokes])
    lengths = np.array([arc_length(stroke.points)[-1] for stroke in ink.strokes])
    order = np.argsort(sizes)
    along = np.cumsum(lengths[order])
    return float(sizes[order][np.searchsorted(along, along[-1] / 2)])


def _places(ink: Ink, scale: float) -> tuple[FloatArray, FloatArray]:
    """Return points evenly along the ink, and across it vectors of one pixel: (n, 2) each."""
    lines = [stroke.points / scale for stroke in ink.strokes]
    alongs = [arc_length(line) for line in lines]
    step = sum(along[-1] for along in alongs) / _PROFILES
    points, tangents = [np.zeros((0, 2))], [np.zeros((0, 2))]
    for line, along in zip(lines, alongs, strict=True):
        at = np.arange(step / 2, along[-1], step) if step > 0 else np.zeros(0)
        points.append(_at(line, along, at))
        tangents.append(_at(line, along, at + _TANGENT) - _at(line, along, at - _TANGENT))
    tangent = np.concatenate(tangents)
    length = np.hypot(*tangent.T)
    known = length > _TANGENT / 2  # elsewhere a stroke turns back on itself
    across = (tangent[:, ::-1] * (-1, 1))[known] / length[known, None]
    return np.concatenate(points)[known], across


def _at(line: FloatArray, along: FloatArray, at: FloatArray) -> FloatArray:
    return np.stack([np.interp(at, along, line[:, axis]) for axis in (0, 1)], axis=1)


def _steps(size: float) -> FloatArray:
    """Return the places of a profile, in pixels from its stroke: fine in the ink, coarse off it."""
    side = [0.0]
    while side[-1] < _REACH * size:
        longest = max(_FINE, _COARSE * size)
        side.append(side[-1] + min(max(_FINE, _GROWTH * side[-1]), longest))
    return np.array([-step for step in side[:0:-1]] + side)


def _profiles(
    pixels: NDArray[np.uint8], points: FloatArray, normals: FloatArray, steps: FloatArray
) -> NDArray[np.float32]:
    """Return the colours across the ink at its points: (points, steps, 3)."""
    tangents = normals[:, ::-1] * (1, -1)
    abreast = points[:, None] + np.array(_ABREAST)[:, None] * tangents[:, None]
    places = abreast[:, :, None] + steps[:, None] * normals[:, None, None] - 0.5
    rows_columns = places[..., ::-1].reshape(-1, 2).T
    channels = [
        map_coordinates(pixels[..., channel], rows_columns, np.float32, order=1, mode="nearest")
        for channel in range(3)
    ]
    colours = np.stack(channels, axis=-1).reshape(*places.shape[:3], 3)
    return np.asarray(colours.mean(axis=1))


def _colour_axis(
    colours: NDArray[np.float32], in_core: NDArray[np.bool_]
) -> tuple[NDArray[np.float32], float]:
    """Return the direction from the colour of ink to that of paper, and the light.

    Along it, a difference of grey levels is as large as they say.
    """
    paper = np.median(colours[:, ~in_core].reshape(-1, 3), axis=0)
    core = colours[:, in_core]
    most = np.linalg.norm(core - paper, axis=2).argmax(axis=1)
    ink = np.median(core[np.arange(len(core)), most], axis=0)
    apart = paper - ink
    axis = apart / max(float(np.linalg.norm(apart)), 1e-6) / np.sqrt(3)
    return axis.astype(np.float32), float(max(paper.mean(), ink.mean()))


def _noise(
    pixels: NDArray[np.uint8], points: FloatArray, patch: int, axis: NDArray[np.float32]
) -> float:
    """Return the standard deviation of the paper between patches of so many pixels, at points."""
    corners = np.floor(points).astype(int) - patch
    room = np.array(pixels.shape[1::-1]) - 3 * patch
    corners = corners[((corners >= 0) & (corners <= room)).all(axis=1)]
    if len(corners) == 0:
        return _LEAST_NOISE
    # What is left of three in a row is neither a shadow's edge nor that of blurred ink.
    left, top, here, right, bottom = (
        _patches(pixels, corners + patch * np.array(at), patch) @ axis
        for at in ((0, 1), (1, 0), (1, 1), (2, 1), (1, 2))
    )
    rest = np.abs(np.concatenate([left - 2 * here + right, top - 2 * here + bottom]))
    return max(_LEAST_NOISE, float(_SIGMA * np.median(rest)))


def _patches(
    pixels: NDArray[np.uint8], corners: NDArray[np.int_], patch: int
) -> NDArray[np.float32]:
    """Return the mean colours of squares of so many pixels: (n, 3)."""
    across = np.arange(patch)
    rows, columns = corners[:, 1, None, None] + across[:, None], corners[:, 0, None, None] + across
    return np.asarray(pixels[rows, columns].mean(axis=(1, 2), dtype=np.float32))

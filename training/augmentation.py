"""Augmentation: samples deformed as hands, pens and cameras deform them, a whole batch at once.

First the strokes (slant, stretch, warp, jitter, gaps, pen), then the pictures (blur, grey, noise).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d

from segmentation.raster import PEN_RADIUS, PICTURE_SIZE, Pictures, Segments
from training.config import Augmentation

_WARPS = 3
_WARP_FREQUENCY = (2.0, 7.0)  # radians a size of the symbol
_MOST_STROKES = 16
_GAP = (0.03, 0.09)  # share of the ink of a sample
_GAP_LEAST = 12  # segments; samples with fewer keep all
_BLUR = (0.35, 0.8)  # pixels
_GREY = (0.65, 1.0)
_FADED_SHARE = 0.3

FloatVector = NDArray[np.float32]


def deform(
    segments: Segments,
    stroke: NDArray[np.intp],
    strength: FloatVector,
    how: Augmentation,
    rng: np.random.Generator,
) -> Segments:
    """Deform each symbol, centred and of size 1, by a random hand.

    `stroke` (m,) is as in Samples; `strength` (count,) is 0 for symbols that stay as they are and 1
    for the others, here and in the other functions.
    """
    owner, count = segments.owner, segments.count
    key = owner * _MOST_STROKES + np.minimum(stroke, _MOST_STROKES - 1)
    shift = _normal(rng, how.stroke_shift, (count * _MOST_STROKES, 2))[key]
    shift *= strength[owner, None]
    turn = _matrices(how, strength, rng)[owner]
    waves = _Waves.random(how.warp, strength, rng)

    def move(points: FloatVector) -> FloatVector:
        moved = waves.displace(points, owner) + shift
        turned: FloatVector = np.einsum("mij,mj->mi", turn, moved)
        return turned

    return Segments(move(segments.start), move(segments.end), owner, count)


def with_gaps(
    segments: Segments,
    stroke: NDArray[np.intp],
    strength: FloatVector,
    how: Augmentation,
    rng: np.random.Generator,
) -> tuple[Segments, NDArray[np.intp]]:
    """Take a short piece of ink out of some symbols, as a dry pen does."""
    first = np.searchsorted(segments.owner, np.arange(segments.count + 1))
    length = np.diff(first)
    place = (np.arange(len(segments.owner)) - first[segments.owner]) / length[segments.owner]
    start = rng.random(segments.count)
    width = rng.uniform(*_GAP, segments.count) * strength
    width[rng.random(segments.count) >= how.gap_share] = 0
    width[length < _GAP_LEAST] = 0
    start, width = start[segments.owner], width[segments.owner]
    kept = (place < start) | (place >= start + width)
    return keep(segments, kept), stroke[kept]


def keep(segments: Segments, kept: NDArray[np.bool_]) -> Segments:
    """Return the segments that `kept` (m,) marks; every symbol must keep at least one."""
    return Segments(segments.start[kept], segments.end[kept], segments.owner[kept], segments.count)


def place(
    segments: Segments, strength: FloatVector, how: Augmentation, rng: np.random.Generator
) -> Segments:
    """Shift and zoom each symbol a little within its picture."""
    zoom = np.exp(_normal(rng, how.zoom, (segments.count,)) * strength)[segments.owner, None]
    shift = (_normal(rng, how.shift, (segments.count, 2)) * strength[:, None])[segments.owner]
    middle = np.float32(PICTURE_SIZE / 2)
    start = (segments.start - middle) * zoom + middle + shift
    end = (segments.end - middle) * zoom + middle + shift
    return Segments(start, end, segments.owner, segments.count)


def pens(strength: FloatVector, how: Augmentation, rng: np.random.Generator) -> FloatVector:
    """Return a pen radius for each symbol, in pixels."""
    spread = _normal(rng, how.pen_spread, strength.shape) * strength
    radius: FloatVector = np.float32(PEN_RADIUS) * np.exp(spread)
    return radius


def degrade(
    pictures: Pictures, strength: FloatVector, how: Augmentation, rng: np.random.Generator
) -> Pictures:
    """Blur, fade and add noise to some pictures."""
    blurred = (rng.random(len(pictures)) < how.blur_share) & (strength > 0)
    for index in np.flatnonzero(blurred):
        sigma = float(rng.uniform(*_BLUR))
        for axis in (0, 1):
            pictures[index] = gaussian_filter1d(pictures[index], sigma, axis=axis, mode="constant")
    faded = (rng.random(len(pictures)) < _FADED_SHARE) & (strength > 0)
    grey = np.where(faded, rng.uniform(*_GREY, len(pictures)), 1).astype(np.float32)
    level = (rng.random(len(pictures)) * how.noise * faded).astype(np.float32)
    pictures *= grey[:, None, None]
    noise = rng.standard_normal(pictures.shape, dtype=np.float32)
    noisy: Pictures = np.clip(pictures + noise * level[:, None, None], 0, 1)
    return noisy


class _Waves:
    """A smooth displacement field for each symbol: a few plane waves of random direction."""

    def __init__(self, wave: FloatVector, phase: FloatVector, amplitude: FloatVector) -> None:
        self.wave, self.phase, self.amplitude = wave, phase, amplitude

    @classmethod
    def random(cls, spread: float, strength: FloatVector, rng: np.random.Generator) -> _Waves:
        count = len(strength)
        angle = rng.uniform(0, 2 * np.pi, (_WARPS, count))
        frequency = rng.uniform(*_WARP_FREQUENCY, (_WARPS, count))
        wave = np.stack([np.cos(angle) * frequency, np.sin(angle) * frequency], axis=-1)
        phase = rng.uniform(0, 2 * np.pi, (_WARPS, count))
        amplitude = _normal(rng, spread, (_WARPS, count, 2)) * strength[:, None]
        return cls(wave.astype(np.float32), phase.astype(np.float32), amplitude)

    def displace(self, points: FloatVector, owner: NDArray[np.intp]) -> FloatVector:
        moved = points
        for wave, phase, amplitude in zip(self.wave, self.phase, self.amplitude, strict=True):
            angle = (points * wave[owner]).sum(axis=1) + phase[owner]
            moved = moved + np.sin(angle)[:, None] * amplitude[owner]
        return moved


def _matrices(how: Augmentation, strength: FloatVector, rng: np.random.Generator) -> FloatVector:
    """Return a random rotation, slant and stretch for each symbol: (count, 2, 2)."""
    count = len(strength)
    angle = _normal(rng, np.deg2rad(how.rotation), (count,)) * strength
    slant = _normal(rng, how.slant, (count,)) * strength
    stretch = np.exp(_normal(rng, how.stretch, (count,)) * strength / 2)
    turn = np.stack([np.cos(angle), -np.sin(angle), np.sin(angle), np.cos(angle)], axis=-1)
    shape = np.stack([stretch, slant, np.zeros_like(slant), 1 / stretch], axis=-1)
    matrices: FloatVector = turn.reshape(-1, 2, 2) @ shape.reshape(-1, 2, 2)
    return matrices


def _normal(rng: np.random.Generator, spread: float, shape: tuple[int, ...]) -> FloatVector:
    return rng.standard_normal(shape, dtype=np.float32) * np.float32(spread)

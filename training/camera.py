"""Cameras: the light on a scene, and what lens, sensor and file make of it."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import gaussian_filter
from scipy.special import expit

from segmentation.ink import FloatArray
from training.conditions import SKIN, Conditions
from training.paper import GAMMA, Scene, cover, linear
from training.textures import Field, smooth_noise
from training.viewpoint import Viewpoint

_SHADOW_WAVES = 0.4  # symbol sizes; how far the edge of a shadow strays from a straight line
_SHADOW_OFF = 1.0  # symbol sizes; how far from the middle of the writing it may run
_FINGER = 1.6  # symbol sizes; the radius of a finger tip, where there is room for it
_FINGER_SHARE = 0.8  # of the way to the writing that it may reach
_CHROMA = 0.6  # of the noise is in colour, beside its lightness
_SHARPENING_RADIUS = 1.2  # pixels


def light(view: Viewpoint, conditions: Conditions, rng: np.random.Generator) -> Field:
    """Return the light that falls on each pixel, as a share of full light: float32 (h, w)."""
    height, width = view.shape
    x = np.linspace(-0.5, 0.5, width, dtype=np.float32)[None, :]
    y = np.linspace(-0.5, 0.5, height, dtype=np.float32)[:, None]
    angle = rng.uniform(0, 2 * np.pi)
    along = np.float32(np.cos(angle)) * x + np.float32(np.sin(angle)) * y
    lit = conditions.exposure * (1 + conditions.gradient * along)
    lit = lit * (1 - conditions.vignette * 2 * (x**2 + y**2))
    if conditions.shadow > 0:
        lit = lit * (1 - conditions.shadow * _shadow(view, conditions, rng))
    return lit.astype(np.float32)


def hold(scene: Scene, writing: FloatArray, view: Viewpoint, rng: np.random.Generator) -> None:
    """Let a finger into the picture, from the place at its border farthest from the writing.

    `writing` is the points of the ink in pixels, (n, 2).
    """
    place, room = _free_place(writing, view, rng)
    radius = min(_FINGER * view.scale, _FINGER_SHARE * room)
    x = np.arange(view.shape[1], dtype=np.float32)[None, :] + 0.5 - place[0]
    y = np.arange(view.shape[0], dtype=np.float32)[:, None] + 0.5 - place[1]
    off = np.hypot(x, y) - radius
    scene *= (1 - 0.35 * expit(-off / (0.15 * radius) + 1))[..., None].astype(np.float32)
    round_ = np.clip(1 + off / (2.5 * radius), 0, 1)
    covered = expit(-off / (0.03 * radius + 0.5)).astype(np.float32)
    cover(scene, covered, SKIN)
    scene *= (1 - 0.5 * covered * round_**2)[..., None]


def expose(
    scene: Scene, lit: Field, conditions: Conditions, rng: np.random.Generator
) -> NDArray[np.uint8]:
    """Take a picture of a scene in its light: uint8 (h, w, 3)."""
    seen = scene * lit[..., None] * linear(conditions.tint)
    if conditions.blur > 0:
        seen = gaussian_filter(seen, (conditions.blur, conditions.blur, 0), truncate=3)
    levels = np.clip(seen, 0, 1) ** np.float32(1 / GAMMA) * 255
    if conditions.sharpening > 0:
        soft = gaussian_filter(levels, (_SHARPENING_RADIUS, _SHARPENING_RADIUS, 0), truncate=3)
        levels += conditions.sharpening * (levels - soft)
    if conditions.noise > 0:
        levels += conditions.noise * _noise(levels.shape, rng)
    return _filed(np.clip(np.round(levels), 0, 255).astype(np.uint8), conditions.jpeg)


def _shadow(view: Viewpoint, conditions: Conditions, rng: np.random.Generator) -> Field:
    """Return how deep each pixel is in a shadow whose edge crosses the writing: (h, w), 0..1."""
    middle = view.to_picture.apply((view.low + view.high)[None] / 2)[0]
    middle = middle + rng.uniform(-_SHADOW_OFF, _SHADOW_OFF, 2) * view.scale
    angle = rng.uniform(0, 2 * np.pi)
    x = (np.arange(view.shape[1], dtype=np.float32) + 0.5 - middle[0])[None, :] / view.scale
    y = (np.arange(view.shape[0], dtype=np.float32) + 0.5 - middle[1])[:, None] / view.scale
    off = np.float32(np.cos(angle)) * x + np.float32(np.sin(angle)) * y
    waves = smooth_noise(view.shape, (3 * view.scale, 3 * view.scale), rng)
    softness = max(conditions.shadow_softness, 0.5 / view.scale)
    shadow: Field = expit(4 * (off + _SHADOW_WAVES * waves) / np.float32(softness))
    return shadow


def _free_place(
    writing: FloatArray, view: Viewpoint, rng: np.random.Generator
) -> tuple[FloatArray, float]:
    """Return the place on the border that is farthest from the writing, and how far it is."""
    height, width = view.shape
    at = rng.uniform(0.1, 0.9, (4, 3))
    sides = [np.full(3, 0.0), np.full(3, width), at[2] * width, at[3] * width]
    ends = [at[0] * height, at[1] * height, np.full(3, 0.0), np.full(3, height)]
    places = np.stack([np.concatenate(sides), np.concatenate(ends)], axis=1)
    rooms = np.hypot(*(places[:, None] - writing[None]).transpose(2, 0, 1)).min(axis=1)
    best = int(np.argmax(rooms))
    return places[best], float(rooms[best])


def _noise(shape: tuple[int, ...], rng: np.random.Generator) -> Scene:
    grey = rng.standard_normal((*shape[:2], 1), dtype=np.float32)
    colour = rng.standard_normal(shape, dtype=np.float32)
    mixed: Scene = np.float32(np.sqrt(1 - _CHROMA**2)) * grey + np.float32(_CHROMA) * colour
    return mixed


def _filed(pixels: NDArray[np.uint8], quality: int | None) -> NDArray[np.uint8]:
    """Return pixels as they come back from a JPEG file of a quality; None is no such file."""
    if quality is None:
        return pixels
    file = BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=quality)
    with Image.open(file) as image:
        return np.array(image)

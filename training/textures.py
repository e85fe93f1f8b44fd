"""Textures: random fields that paper, wood, light and pressure are made of."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Field: TypeAlias = NDArray[np.float32]
Shape: TypeAlias = tuple[int, int]


def smooth_noise(shape: Shape, scale: tuple[float, float], rng: np.random.Generator) -> Field:
    """Return normal noise whose bumps are about `scale` (down, across) pixels wide.

    Float32 of a shape (height, width), with mean about 0 and a standard deviation near 1. Finer
    than a pixel it cannot be.
    """
    rows, columns = (
        max(2, int(np.ceil(n / max(s, 1.0))) + 1) for n, s in zip(shape, scale, strict=True)
    )
    if (rows, columns) >= shape:
        return rng.standard_normal(shape, dtype=np.float32)
    coarse = Image.fromarray(rng.standard_normal((rows, columns), dtype=np.float32))
    size = (shape[1], shape[0])
    return np.asarray(coarse.resize(size, Image.Resampling.BICUBIC), dtype=np.float32) * _SPREAD


_SPREAD = 1.3
"""Noise between the points of a grid is flatter than at them by about this."""


def wood(shape: Shape, scale: float, rng: np.random.Generator) -> Field:
    """Return the grain of a table, along its width: a share of brightness around 1."""
    broad = smooth_noise(shape, (0.8 * scale, 20 * scale), rng)
    fine = smooth_noise(shape, (0.06 * scale, 4 * scale), rng)
    return np.clip(1 + 0.16 * broad + 0.12 * fine, 0.3, 1.8).astype(np.float32)

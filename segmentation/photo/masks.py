"""Masks: which pixels of a picture are ink, by how dark they are."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter, label

from segmentation.photo.light import FloatPicture, slid

EDGE = 0.36
"""The share of the darkest ink's darkness that ink has everywhere."""
_SMOOTH = 1 / 1500  # of the longer side; noise finer than this is not looked at
_LEAST_SMOOTH = 0.5  # pixels
_SIGMAS = 4.0  # of the noise of the paper; what is no darker is paper
_LEAST_DARK = 0.03  # what is no darker is paper, however little noise there is
_INK_QUANTILE = 0.85  # of what is not paper; as dark is the darkest ink
_CORE = 0.6  # of the darkest ink; every component of ink is somewhere as dark
_SAMPLE = 200_000  # pixels; of what is many times more, a part is as good to measure


def ink_mask(dark: FloatPicture) -> NDArray[np.bool_]:
    """Return which pixels of a picture of darkness are ink: bool (height, width)."""
    smooth = _smoothed(dark)
    paper = _darkest_paper(_sample(smooth))
    darkest = _darkest_ink(smooth[smooth > paper])
    # Of what is dark, that is ink which is very dark somewhere.
    labels, count = label(smooth > max(paper, EDGE * darkest))
    kept = np.zeros(count + 1, bool)
    kept[labels[smooth > max(paper, _CORE * darkest)]] = True
    mask: NDArray[np.bool_] = kept[labels]
    return mask


def ink_within(
    dark: FloatPicture, seen: NDArray[np.bool_], reach: int, edge: float
) -> NDArray[np.bool_]:
    """Return which pixels are ink of those that were seen before: bool (height, width).

    Ink is nowhere lighter than the share `edge` of the darkest ink within `reach` pixels, or of the
    darkest of all: where a line is faint for all its length, it is ink all the same.
    """
    smooth = _smoothed(dark)
    paper = _darkest_paper(_sample(smooth))
    smooth[~seen] = 0
    darkest = _darkest_ink(smooth[smooth > paper])
    side = 2 * reach + 1
    nearby = slid(slid(smooth, side, np.maximum).T, side, np.maximum).T
    mask: NDArray[np.bool_] = smooth > np.maximum(paper, edge * np.minimum(nearby, darkest))
    return mask


def _smoothed(dark: FloatPicture) -> FloatPicture:
    smooth: FloatPicture = gaussian_filter(dark, max(_LEAST_SMOOTH, _SMOOTH * max(dark.shape)))
    return smooth


def _darkest_ink(inked: FloatPicture) -> float:
    return float(np.quantile(_sample(inked), _INK_QUANTILE)) if len(inked) else 1.0


def _darkest_paper(values: FloatPicture) -> float:
    """Return the darkness up to which a pixel is paper, noise and all."""
    middle = float(np.median(values))
    noise = 1.4826 * float(np.median(np.abs(values - middle)))
    return max(middle + _SIGMAS * noise, _LEAST_DARK)


def _sample(values: FloatPicture) -> FloatPicture:
    """Return values of any shape as (n,), of very many a part that is spread over all."""
    step = max(1, values.size // _SAMPLE)
    while math.gcd(step, values.shape[-1]) > 1 and values.ndim > 1:
        step += 1  # or only some columns were looked at
    return values.ravel()[::step]


def closed(mask: NDArray[np.bool_], gap: float) -> NDArray[np.bool_]:
    """Return a mask with gaps of up to `gap` pixels closed."""
    if gap <= 0:
        return mask
    return ~widened(~widened(mask, gap / 2), gap / 2) | mask


def widened(mask: NDArray[np.bool_], radius: float) -> NDArray[np.bool_]:
    """Return which pixels are at most `radius` pixels from one of a mask."""
    height = len(mask)
    wide = np.zeros(mask.shape, bool)
    for down in range(min(int(radius), height - 1) + 1):
        across = slid(mask.T, 2 * int(math.sqrt(radius**2 - down**2)) + 1, np.maximum).T
        wide[down:] |= across[: height - down]
        wide[: height - down] |= across[down:]
    return wide

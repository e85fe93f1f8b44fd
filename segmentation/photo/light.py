"""Light: how dark ink is against the paper around it, whatever light falls on either.

What a pixel reflects is compared with the paper that surrounds it, so that light and shadow, which
fall on both, do not matter; a board with chalk on it is told from paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import gaussian_filter, grey_closing, grey_opening
from skimage.filters import rank

Value = TypeVar("Value", bound=np.generic)
FloatPicture = NDArray[np.float32]
"""A picture of shape (height, width)."""

_COARSE = 160  # pixels; the longest side of the picture on which the paper is looked for
_WINDOW = 0.22  # of the longest side; within it most is paper, and all in about one light
_PAPER = 0.7  # quantile of the brightness within the window that is paper, not ink
_SMOOTH = 2.0  # coarse pixels; the paper's light changes no faster
_DARKEST_PAPER = 12.0  # grey levels; what is darker is taken for this bright, against mere noise
_FINE = 400  # pixels; the longest side of the picture on which light and dark lines are compared
_FINE_WINDOW = 0.05  # of the longest side; writing is finer than this
_LINES = 0.005  # of the pixels; so many are compared, the lightest with the darkest
_BOARD = 1.2  # how much lighter than dark lines light ones must be for the paper to be a board
_BROAD = 3.0  # thicknesses; no line of writing is so broad
_CELLS = 7  # pixels of the picture on which what is broad is looked for; as much is broad there


def is_board(pixels: NDArray[np.uint8]) -> bool:
    """Tell whether the fine lines of a picture are rather lighter than darker than the rest."""
    coarse = _reduced(np.asarray(Image.fromarray(pixels).convert("L")), _FINE)
    side = max(3, 2 * round(_FINE_WINDOW * max(coarse.shape) / 2) + 1)
    middle = rank.median(coarse, np.ones((side, side), np.uint8))  # type: ignore[no-untyped-call]
    grey, middle = coarse.astype(np.float32), middle.astype(np.float32)
    # The edge of a shadow differs from its surroundings, but only writing is narrow as well.
    lighter = np.minimum(grey - middle, grey - grey_opening(grey, (side, side)))
    darker = np.minimum(middle - grey, grey_closing(grey, (side, side)) - grey)
    return _strength(lighter) > _BOARD * _strength(darker)


def rough_darkness(pixels: NDArray[np.uint8]) -> FloatPicture:
    """Return how much darker than paper each pixel is: 0 is paper, 1 is black; (height, width).

    `pixels` is (height, width, 3). The paper is taken to be in about one light for some way around
    each pixel, so the edge of a shadow looks dark too: this is a first look.
    """
    mixed = _mixed(_shares_of_paper(pixels))
    return np.subtract(1, mixed, out=mixed)


def darkness(pixels: NDArray[np.uint8], thickness: float, calm: float) -> FloatPicture:
    """Return how much darker than paper each pixel is: 0 is paper, 1 is black; (height, width).

    `thickness` is how thick the lines of the writing are, in pixels: all that is much broader is
    paper in some light. Grain and noise are smoothed as far as `calm`, in thicknesses.
    """
    grey = _mixed(_shares_of_median(pixels))
    gaussian_filter(grey, calm * thickness, output=grey)
    paper = _without_dark(grey, max(3, round(_BROAD * thickness)))
    np.divide(grey, np.maximum(paper, _DARKEST_PAPER / 255, out=paper), out=grey)
    np.subtract(1, grey, out=grey)
    return np.clip(grey, 0, 1, out=grey)


def _shares_of_paper(pixels: NDArray[np.uint8]) -> Iterator[FloatPicture]:
    for channel in range(3):
        plane = pixels[..., channel]
        paper = _paper(plane)
        yield np.divide(plane, np.maximum(paper, _DARKEST_PAPER, out=paper), out=paper)


def _shares_of_median(pixels: NDArray[np.uint8]) -> Iterator[FloatPicture]:
    counts = np.reshape(Image.fromarray(pixels).histogram(), (3, 256))
    for channel in range(3):
        along = np.cumsum(counts[channel])
        median = float(np.searchsorted(along, along[-1] / 2))
        yield pixels[..., channel] * np.float32(1 / max(median, _DARKEST_PAPER))


def _mixed(shares: Iterator[FloatPicture]) -> FloatPicture:
    """Mix what three channels reflect: coloured ink is dark in one, and noisy in that one.

    They come one after the other, and are changed: few pictures are in memory at a time.
    """
    least = next(shares)
    total = least.copy()
    for share in shares:
        np.minimum(least, share, out=least)
        total += share
    total /= 3
    least += total
    least /= 2
    return np.minimum(least, 1, out=least)


def _without_dark(picture: FloatPicture, side: int) -> FloatPicture:
    """Fill what is dark and narrower than `side` pixels with the light around it: (height, width).

    It is a closing with a square; for a large one a smaller picture will do, as what it leaves is
    as coarse as the square.
    """
    factor = max(1, side // _CELLS)
    cells = -(-side // factor) | 1  # as far to all sides
    light = _brightest(picture, factor)
    light = slid(slid(light, cells, np.maximum).T, cells, np.maximum).T
    light = slid(slid(light, cells, np.minimum).T, cells, np.minimum).T
    if factor == 1:
        return light
    size = light.shape[1] * factor, light.shape[0] * factor
    large = Image.fromarray(np.ascontiguousarray(light)).resize(size, Image.Resampling.BILINEAR)
    return np.array(large)[: picture.shape[0], : picture.shape[1]]


def _brightest(picture: FloatPicture, factor: int) -> FloatPicture:
    """Return the brightest pixel of each square of `factor` pixels, the last ones cut off."""
    for _ in range(2):
        if factor > 1:
            picture = np.pad(picture, ((0, -len(picture) % factor), (0, 0)), "edge")
        picture = reduce(np.maximum, [picture[each::factor] for each in range(factor)]).T
    return picture


def slid(picture: NDArray[Value], side: int, extreme: np.ufunc) -> NDArray[Value]:
    """Return the extreme of the `side` rows around each row, fewer of them at the border."""
    before = (side - 1) // 2
    found: NDArray[Value] = np.pad(picture, ((before, side - 1 - before), (0, 0)), "edge")
    done = 1
    while done < side:
        step = min(done, side - done)
        found = extreme(found[:-step], found[step:])
        done += step
    return found


def _strength(lines: FloatPicture) -> float:
    """Return the mean of the strongest few pixels."""
    count = max(1, round(_LINES * lines.size))
    return float(np.partition(lines.ravel(), -count)[-count:].mean())


def _paper(plane: NDArray[np.uint8]) -> FloatPicture:
    """Return the brightness of the paper behind each pixel of one channel."""
    coarse = _reduced(plane, _COARSE)
    side = 2 * round(_WINDOW * max(coarse.shape) / 2) + 1
    window = np.ones((side, side), np.uint8)
    light = rank.percentile(coarse, window, p0=_PAPER)  # type: ignore[no-untyped-call]
    smooth = gaussian_filter(light.astype(np.float32), _SMOOTH)
    size = plane.shape[1], plane.shape[0]
    return np.array(Image.fromarray(smooth).resize(size, Image.Resampling.BILINEAR))


def _reduced(plane: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    image = Image.fromarray(plane)
    scale = min(1.0, side / max(image.size))
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return np.array(image.resize(size, Image.Resampling.BOX))

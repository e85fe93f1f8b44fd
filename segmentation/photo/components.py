"""Components: connected pieces of ink in a photo, and which of them are writing.

What is not writing is told from writing by comparison: the edge of the paper, a finger or a table
is larger, thicker or cut off by the border of the picture; a crumb is smaller than any dot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import (
    distance_transform_edt,
    find_objects,
    gaussian_filter,
    label,
)
from skimage.filters import apply_hysteresis_threshold

from segmentation.ink import Box, FloatArray
from segmentation.photo.light import FloatPicture

EDGE = 0.36
"""The share of the darkest ink's darkness that ink has everywhere."""
_SMOOTH = 1 / 1500  # of the longer side; noise finer than this is not looked at
_LEAST_SMOOTH = 0.5  # pixels
_SIGMAS = 4.0  # of the noise of the paper; what is no darker is paper
_LEAST_DARK = 0.03  # what is no darker is paper, however little noise there is
_INK_QUANTILE = 0.85  # of what is not paper; as dark is the darkest ink
_CORE = 0.6  # of the darkest ink; every component of ink is somewhere as dark
_MOST = 3000  # components; of more, the largest are looked at
_LARGE = 7.0  # typical sizes; what is larger and no bar is not writing
_THICK = 3.2  # typical stroke radii; what is thicker is not writing
_CUT_OFF = 1.6  # typical sizes; what is larger and runs out of the picture is not writing
_SPECK = 0.6  # typical stroke radii; what is thinner everywhere is a speck
_SPECK_AREA = 1.5  # squares of the typical stroke radius; what is smaller is a speck
_FAINT = 0.6  # of the usual darkness; what is lighter is a stain
_ALONE = 2.5  # typical sizes; a dot so far from all that is larger is dirt
_DOT = 0.3  # typical sizes; what is smaller is a dot


@dataclass(frozen=True, slots=True, eq=False)
class Component:
    """A connected piece of ink: its place in the picture, its pixels there, and how it looks.

    `mask` is bool (height, width) of the box, `radius` half its greatest thickness in pixels,
    `dark` its mean darkness.
    """

    box: Box
    mask: NDArray[np.bool_]
    radius: float
    dark: float

    @property
    def area(self) -> int:
        return int(self.mask.sum())

    def share_of(self, mask: NDArray[np.bool_]) -> float:
        """Return the share of the component's pixels that are in a mask of the picture."""
        return float(mask[self.window][self.mask].mean())

    @property
    def window(self) -> tuple[slice, slice]:
        """Return where the pixels of the box are in the picture."""
        x0, y0, x1, y1 = (int(value) for value in self.box.as_tuple())
        return slice(y0, y1), slice(x0, x1)


def ink_mask(dark: FloatPicture, edge: float = EDGE) -> NDArray[np.bool_]:
    """Return which pixels of a picture of darkness are ink: bool (height, width).

    `edge` is the share of the darkest ink's darkness that ink has everywhere.
    """
    sigma = max(_LEAST_SMOOTH, _SMOOTH * max(dark.shape))
    smooth = gaussian_filter(dark, sigma)
    middle = float(np.median(smooth))
    noise = 1.4826 * float(np.median(np.abs(smooth - middle)))
    paper = max(middle + _SIGMAS * noise, _LEAST_DARK)
    inked = smooth[smooth > paper]
    if len(inked) == 0:
        return np.zeros(dark.shape, bool)
    darkest = float(np.quantile(inked, _INK_QUANTILE))
    low, high = max(paper, edge * darkest), max(paper, _CORE * darkest)
    mask: NDArray[np.bool_] = apply_hysteresis_threshold(smooth, low, high)  # type: ignore[no-untyped-call]
    return mask


def closed(mask: NDArray[np.bool_], gap: float) -> NDArray[np.bool_]:
    """Return a mask with gaps of up to `gap` pixels closed."""
    if gap <= 0:
        return mask
    widened = distance_transform_edt(~mask) <= gap / 2
    together: NDArray[np.bool_] = (distance_transform_edt(widened) > gap / 2) | mask
    return together


def find_components(dark: FloatPicture, mask: NDArray[np.bool_]) -> list[Component]:
    """Return the connected pieces of a mask of ink, the largest first, specks of a pixel left out.

    Both pictures are (height, width).
    """
    labels, _ = label(mask, structure=np.ones((3, 3), int))
    areas = np.bincount(labels.ravel())
    areas[0] = 0
    chosen = np.argsort(-areas)[:_MOST]
    windows = find_objects(labels)
    return [_component(dark, labels, int(i), windows[i - 1]) for i in chosen if areas[i] > 1]


def _component(
    dark: FloatPicture, labels: NDArray[np.int32], index: int, window: tuple[slice, slice]
) -> Component:
    own = labels[window] == index
    rows, columns = window
    box = Box(columns.start, rows.start, columns.stop, rows.stop)
    radius = float(distance_transform_edt(np.pad(own, 1)).max())
    return Component(box, own, radius, float(dark[window][own].mean()))


def typical_thickness(components: Sequence[Component]) -> float:
    """Return how thick the lines of most ink are, in pixels; 1.0 where there is none."""
    if not components:
        return 1.0
    radii = np.array([each.radius for each in components])
    return 2 * _weighted_median(radii, _lengths(components))


def typical_extent(components: Sequence[Component]) -> float:
    """Return the size of the components that most ink is in, in pixels."""
    return _weighted_median(np.array([each.box.size for each in components]), _lengths(components))


def typical_height(components: Sequence[Component]) -> float:
    """Return the height of the components that most ink is in, in pixels; 0.0 without any."""
    if not components:
        return 0.0
    return _weighted_median(
        np.array([each.box.height for each in components]), _lengths(components)
    )


def _lengths(components: Sequence[Component]) -> FloatArray:
    """Return about how long the lines of components are, in pixels."""
    return np.array([each.area / each.radius for each in components])


def _weighted_median(values: FloatArray, weights: FloatArray) -> float:
    order = np.argsort(values)
    along = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(along, along[-1] / 2)])


def writing(components: Sequence[Component], shape: tuple[int, int]) -> list[Component]:
    """Return the components that are writing; `shape` is the (height, width) of the picture."""
    if not components:
        return []
    inner = within(components, shape)
    size = typical_extent(inner)
    main = [each for each in inner if size / 2 <= each.box.size <= 2 * size]
    radius = float(np.median([each.radius for each in main]))
    usual = float(np.median([each.dark for each in main]))
    kept = [
        each
        for each in components
        if not _is_foreign(each, size, radius, shape)
        and not _is_speck(each, radius)
        and each.dark > _FAINT * usual
    ]
    return _without_dirt(kept, size)


def within(components: Sequence[Component], shape: tuple[int, int]) -> list[Component]:
    """Return the components that do not run out of the picture; all, if all do."""
    return [each for each in components if not _runs_out(each, shape)] or list(components)


def _runs_out(component: Component, shape: tuple[int, int]) -> bool:
    box = component.box
    return box.x0 <= 0 or box.y0 <= 0 or box.x1 >= shape[1] or box.y1 >= shape[0]


def _is_foreign(component: Component, size: float, radius: float, shape: tuple[int, int]) -> bool:
    box = component.box
    is_bar = box.height < size / 2
    if component.radius > _THICK * radius or (box.size > _LARGE * size and not is_bar):
        return True
    return _runs_out(component, shape) and box.size > _CUT_OFF * size


def _is_speck(component: Component, radius: float) -> bool:
    return component.radius < _SPECK * radius or component.area < _SPECK_AREA * radius**2


def _without_dirt(components: Sequence[Component], size: float) -> list[Component]:
    """Leave out dots that stand far from everything that is larger than a dot."""
    large = np.array(
        [each.box.as_tuple() for each in components if each.box.size > _DOT * size]
    ).reshape(-1, 4)
    return [
        each for each in components if each.box.size > _DOT * size or _is_near(each, large, size)
    ]


def _is_near(component: Component, boxes: NDArray[np.float64], size: float) -> bool:
    x, y = component.box.center
    across = np.maximum(np.maximum(boxes[:, 0] - x, x - boxes[:, 2]), 0)
    down = np.maximum(np.maximum(boxes[:, 1] - y, y - boxes[:, 3]), 0)
    return bool((np.hypot(across, down) < _ALONE * size).any())

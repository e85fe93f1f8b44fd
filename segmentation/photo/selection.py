"""Selection: which components of a photo are writing.

What is not writing is told from writing by comparison: the edge of the paper, a finger or a table
is larger, thicker or cut off by the border of the picture; a crumb is smaller than any dot.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from segmentation.photo.components import Component, typical_extent

_LARGE = 7.0  # typical sizes; what is larger and no bar is not writing
_THICK = 3.2  # typical stroke radii; what is thicker is not writing
_CUT_OFF = 1.6  # typical sizes; what is larger and runs out of the picture is not writing
_SPECK = 0.6  # typical stroke radii; what is thinner everywhere is a speck
_THREAD = 0.4  # typical stroke radii; what is long and thinner everywhere is a hair
_SPECK_AREA = 1.0  # squares of the typical stroke radius; what is smaller is a speck
_FAINT = 0.6  # of the usual darkness; a dot that is lighter is a stain
_PALE = 0.45  # of the usual darkness; whatever is lighter is a stain
_ALONE = 2.5  # typical sizes; a dot so far from all that is larger is dirt, or a page's edge
_DOT = 0.3  # typical sizes; what is smaller is a dot


def written(components: Sequence[Component], shape: tuple[int, int]) -> list[Component]:
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
        and not _is_speck(each, size, radius)
        and not _is_stain(each, size, usual)
    ]
    return _without_dirt(kept, size, shape)


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


def _is_speck(component: Component, size: float, radius: float) -> bool:
    # A bar has no crossings, at which other symbols are thickest.
    thinnest = _THREAD if component.box.size > _DOT * size else _SPECK
    return component.radius < thinnest * radius or component.area < _SPECK_AREA * radius**2


def _is_stain(component: Component, size: float, usual: float) -> bool:
    lightest = _PALE if component.box.size > _DOT * size else _FAINT
    return component.dark < lightest * usual


def _without_dirt(
    components: Sequence[Component], size: float, shape: tuple[int, int]
) -> list[Component]:
    """Leave out dots, and what runs out of the picture, far from everything else."""
    sure = [e for e in components if e.box.size > _DOT * size and not _runs_out(e, shape)]
    boxes = np.array([each.box.as_tuple() for each in sure]).reshape(-1, 4)
    known = {id(each) for each in sure}
    return [e for e in components if id(e) in known or not sure or _is_near(e, boxes, size)]


def _is_near(component: Component, boxes: NDArray[np.float64], size: float) -> bool:
    x, y = component.box.center
    across = np.maximum(np.maximum(boxes[:, 0] - x, x - boxes[:, 2]), 0)
    down = np.maximum(np.maximum(boxes[:, 1] - y, y - boxes[:, 3]), 0)
    return bool((np.hypot(across, down) < _ALONE * size).any())

"""Tracing: a picture of writing becomes strokes, so that pen and camera go the same way.

The ink is thinned to its skeleton (Zhang & Suen 1984, as scikit-image has it), the skeleton's
pixels are walked from end to end, and every path becomes a smoothed stroke.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import (
    distance_transform_edt,
    find_objects,
    gaussian_filter1d,
    label,
    maximum_filter,
)
from skimage.morphology import skeletonize

from segmentation.ink import FloatArray, Ink, Stroke

UPSCALE = 4
"""How much a small picture is enlarged before thinning, so that strokes lie between its pixels."""
INK_LEVEL = 0.62
"""The share of the darkest ink nearby from which on a pixel is ink: narrow loops stay open."""
_LEAST_INK = 0.4  # of the darkest ink of all; what is fainter is paper
_SPECK = 0.6  # square pixels; smaller components are dirt
_NEARBY = 5  # pixels; the side of the window in which the darkest ink is looked for
_SMOOTHING = 0.5  # pixels of the picture; how far the staircase of a skeleton is smoothed
_SPUR = 0.35  # in stroke radii; a branch that stands out less from its junction is a mere bump
_KEEP = 0.6  # pixels of the picture between the points that are kept of a path
_DOT = 2.5  # in stroke radii; a component whose skeleton is shorter is a dot (docs/decisions.md)

Pixel = tuple[int, int]
Graph = dict[Pixel, list[Pixel]]

_STRAIGHT = ((0, 1), (1, 0), (0, -1), (-1, 0))
_DIAGONAL = ((1, 1), (1, -1), (-1, 1), (-1, -1))


def trace(picture: NDArray[np.uint8]) -> Ink:
    """Turn a small grey picture, ink 255 on paper 0, into ink in the picture's own pixels.

    `picture` is (height, width). Without any ink in it, the result has no strokes.
    """
    if picture.max(initial=0) == 0:
        return Ink(())
    height, width = picture.shape
    size = (width * UPSCALE, height * UPSCALE)
    large = np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BICUBIC))
    darkest = maximum_filter(large, _NEARBY * UPSCALE).astype(np.float32)
    level = np.maximum(INK_LEVEL * darkest, _LEAST_INK * large.max())
    mask = _without_specks(large > level, _SPECK * UPSCALE**2)
    return trace_mask(np.pad(mask, 1), scale=UPSCALE, origin=1)


def trace_mask(mask: NDArray[np.bool_], scale: float = 1.0, origin: int = 0) -> Ink:
    """Trace a mask of ink: `scale` pixels are one unit, `origin` is the width of the border."""
    radius: FloatArray = np.asarray(distance_transform_edt(mask))
    graph = _graph(_collapse_dots(mask, _thin(mask), radius))
    paths = _without_spurs(list(_paths(graph)), graph, radius)
    return Ink(tuple(Stroke((_smooth(path, scale) + 0.5 - origin) / scale) for path in paths))


def _without_specks(mask: NDArray[np.bool_], area: float) -> NDArray[np.bool_]:
    """Drop components smaller than `area`, but never all there is."""
    components, _ = label(mask, structure=np.ones((3, 3)))
    large = np.bincount(components.ravel()) >= area
    large[0] = False
    kept: NDArray[np.bool_] = large[components]
    return kept if kept.any() else mask


def _thin(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    thin: NDArray[np.bool_] = np.asarray(skeletonize(mask))  # type: ignore[no-untyped-call]
    return thin


def _collapse_dots(
    mask: NDArray[np.bool_], skeleton: NDArray[np.bool_], radius: FloatArray
) -> NDArray[np.bool_]:
    """Leave a single pixel of every round blob, where thinning leaves a short line or a star."""
    components, _ = label(mask, structure=np.ones((3, 3)))
    collapsed = skeleton.copy()
    for index, window in enumerate(find_objects(components), start=1):
        inside = components[window] == index
        thin = np.argwhere(skeleton[window] & inside)
        if len(thin) > 1 and np.ptp(thin, axis=0).max() < _DOT * radius[window][inside].max():
            collapsed[window][inside] = False
            middle = thin[np.abs(thin - thin.mean(axis=0)).sum(axis=1).argmin()]
            collapsed[window][tuple(middle)] = True
    return collapsed


def _graph(skeleton: NDArray[np.bool_]) -> Graph:
    """Connect each pixel with its neighbours; a diagonal counts only where no corner joins them."""
    pixels = {(int(y), int(x)) for y, x in np.argwhere(skeleton)}
    graph: Graph = {}
    for y, x in pixels:
        near = [(y + dy, x + dx) for dy, dx in _STRAIGHT if (y + dy, x + dx) in pixels]
        near += [
            (y + dy, x + dx)
            for dy, dx in _DIAGONAL
            if (y + dy, x + dx) in pixels
            and (y + dy, x) not in pixels
            and (y, x + dx) not in pixels
        ]
        graph[y, x] = near
    return graph


def _paths(graph: Graph) -> Iterator[list[Pixel]]:
    """Walk every edge of the skeleton once: from ends and junctions, then the closed loops."""
    walked: set[tuple[Pixel, Pixel]] = set()
    ends = sorted(pixel for pixel, near in graph.items() if len(near) != 2)
    for pixel in ends:
        if not graph[pixel]:
            yield [pixel]
        for neighbour in graph[pixel]:
            if (pixel, neighbour) not in walked:
                yield _walk(graph, pixel, neighbour, walked)
    on_path = {pixel for edge in walked for pixel in edge} | set(ends)
    for pixel in sorted(graph.keys() - on_path):
        if (pixel, graph[pixel][0]) not in walked:
            yield _walk(graph, pixel, graph[pixel][0], walked)


def _walk(
    graph: Graph, start: Pixel, first: Pixel, walked: set[tuple[Pixel, Pixel]]
) -> list[Pixel]:
    path = [start]
    last, here = start, first
    while True:
        walked |= {(last, here), (here, last)}
        path.append(here)
        if len(graph[here]) != 2 or here == start:
            return path
        one, other = graph[here]
        last, here = here, other if one == last else one


def _without_spurs(paths: list[list[Pixel]], graph: Graph, radius: FloatArray) -> list[list[Pixel]]:
    def is_spur(path: list[Pixel]) -> bool:
        degrees = sorted((len(graph[path[0]]), len(graph[path[-1]])))
        if degrees[0] != 1 or degrees[1] < 3:
            return False
        junction, end = (path[0], path[-1]) if len(graph[path[-1]]) == 1 else (path[-1], path[0])
        length = float(np.hypot(junction[0] - end[0], junction[1] - end[1]))
        stands_out = length + float(radius[end] - radius[junction])
        return stands_out < _SPUR * float(radius[junction])

    spurs = {id(path) for path in paths if is_spur(path)}
    held = {pixel for path in paths if id(path) not in spurs for pixel in (path[0], path[-1])}
    kept = [path for path in paths if id(path) not in spurs]
    for path in sorted((path for path in paths if id(path) in spurs), key=len, reverse=True):
        # Where nothing but spurs meet, the longest is all there is of a mark.
        if held.isdisjoint((path[0], path[-1])):
            held |= {path[0], path[-1]}
            kept.append(path)
    return kept


def _smooth(path: list[Pixel], scale: float) -> NDArray[Any]:
    """Return the path as (x, y) points without its staircase, its two ends left in place."""
    points = np.array(path, dtype=np.float64)[:, ::-1]
    if len(points) < 3:
        return points
    smoothed = gaussian_filter1d(points, _SMOOTHING * scale, axis=0, mode="nearest")
    smoothed[0], smoothed[-1] = points[0], points[-1]
    step = max(1, round(_KEEP * scale))
    return np.vstack([smoothed[:-1:step], smoothed[-1:]])


def joined(ink: Ink) -> Ink:
    """Return traced ink with one stroke for all strokes that meet at their ends.

    It goes back over itself where it branches, as a pen does that is never lifted.
    """
    ends: dict[tuple[float, ...], list[tuple[int, bool]]] = {}
    for number, stroke in enumerate(ink.strokes):
        for backwards in (False, True):
            ends.setdefault(_end(stroke, backwards), []).append((number, backwards))
    waiting = set(range(len(ink.strokes)))
    lines = []
    for start in sorted(ends, key=lambda end: (len(ends[end]), end)):
        line = _walk_back(ink, start, ends, waiting)
        if line:
            lines.append(Stroke(np.concatenate(line)))
    return Ink(tuple(lines))


def _end(stroke: Stroke, backwards: bool) -> tuple[float, ...]:
    return tuple(stroke.points[-1 if backwards else 0].tolist())


def _walk_back(
    ink: Ink,
    start: tuple[float, ...],
    ends: dict[tuple[float, ...], list[tuple[int, bool]]],
    waiting: set[int],
) -> list[FloatArray]:
    """Walk every stroke that hangs on a place and is still waiting, out and back again."""
    line: list[FloatArray] = []
    path = [(start, np.zeros((0, 2)))]
    shown = 0
    while path:
        place, way_back = path[-1]
        following = next((each for each in ends[place] if each[0] in waiting), None)
        if following is None:
            path.pop()
            line.append(way_back)
            continue
        number, backwards = following
        waiting.remove(number)
        stroke = ink.strokes[number]
        points = stroke.points[::-1] if backwards else stroke.points
        line.append(points)
        shown = len(line)  # the way back after the last stroke shows nothing new
        path.append((_end(stroke, not backwards), points[::-1]))
    return line[:shown]

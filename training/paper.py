"""Paper: the surface that is written on and what lies around it, as it reflects light.

A scene is float32 (h, w, 3), the share of light that is reflected, 0..1 and linear, that is not
yet bent as files of pictures bend it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from segmentation.ink import FloatArray, Ink
from training.conditions import Colour, Conditions, Side
from training.textures import Field, smooth_noise, wood
from training.viewpoint import Viewpoint

Scene = NDArray[np.float32]

GAMMA = 2.2
"""The exponent between the numbers in a file of a picture and light."""
_FIBRE = 0.025  # symbol sizes; how wide the bumps of paper are
_CREASE = 2.5  # symbol sizes; how wide its waves are
_BASELINE = 0.06  # symbol sizes that a rule lies under the writing
_MARGIN_LINE: Colour = (226, 120, 124)
_MARGIN = 0.6  # symbol sizes between it and the writing
_CRUMB: Colour = (70, 62, 56)
_CRUMB_SIZES = (0.015, 0.06)  # symbol sizes; the radii of crumbs
_CRUMB_ROOM = 0.4
"""How far crumbs keep off the ink, in symbol sizes: nearer, nobody knows them from a point."""
_SMEAR = (1.2, 5.0)  # symbol sizes, down and across; how far wiped chalk is drawn out
_EDGE = (0.3, 0.7)  # of the least room; how far from the writing the page may end
_EDGE_SHADOW = 0.25  # symbol sizes; how far the page throws its shadow on the table


def linear(colour: Colour) -> NDArray[np.float32]:
    """Return the light of an sRGB colour: float32 (3,), 0..1."""
    light = (np.array(colour) / 255) ** GAMMA
    return light.astype(np.float32)


def blank(view: Viewpoint, conditions: Conditions, rng: np.random.Generator) -> Scene:
    """Return paper that nobody has written on, with its texture, its ruling and its stains."""
    scene = _surface(view, conditions, rng)[..., None] * linear(conditions.paper)
    if conditions.ruling != "plain" or conditions.margin_line:
        _rule(scene, view, conditions, rng)
    if conditions.smears > 0:
        tall, wide = (view.scale * length for length in _SMEAR)
        cloud = np.clip(smooth_noise(view.shape, (tall, wide), rng), 0, 2.5)
        streaks = np.clip(1 + 0.4 * smooth_noise(view.shape, (tall / 8, wide), rng), 0, 2)
        cover(scene, 0.12 * conditions.smears * cloud * streaks, conditions.pen)
    return scene


def cover(scene: Scene, covered: Field, colour: Colour, opaque: bool = True) -> None:
    """Cover shares (h, w) of a scene with a colour; what is not opaque lets the paper through."""
    light = linear(colour)
    if opaque:
        scene += covered[..., None] * (light - scene)
    else:
        scene *= 1 - covered[..., None] * (1 - light)


def drop_crumbs(
    scene: Scene, ink: Ink, view: Viewpoint, conditions: Conditions, rng: np.random.Generator
) -> None:
    """Drop crumbs on a scene, none of them where it might be a part of the writing."""
    height, width = view.shape
    points = view.from_ink.apply(np.vstack([stroke.points for stroke in ink.strokes]))
    places = rng.uniform(0, (width, height), (8 * conditions.specks, 2))
    far = cKDTree(points).query(places)[0] > _CRUMB_ROOM * view.scale
    for place in places[far][: conditions.specks]:
        radius = rng.uniform(*_CRUMB_SIZES) * view.scale
        _disc(scene, place, max(radius, 0.5) * rng.uniform(0.7, 1.4, 2), rng.uniform(0.3, 0.95))


def lay_on_table(
    scene: Scene, view: Viewpoint, conditions: Conditions, rng: np.random.Generator
) -> None:
    """Let the page end within the picture, on a table that it throws a shadow on."""
    x, y = view.page_of_pixels()
    edges = rng.uniform(*_EDGE, 4) * min(conditions.room)
    over: dict[Side, Field] = {
        "left": view.low[0] - edges[0] - x,
        "top": view.low[1] - edges[1] - y,
        "right": x - view.high[0] - edges[2],
        "bottom": y - view.high[1] - edges[3],
    }
    outside = np.max([over[side] for side in conditions.table_sides], axis=0)
    shade = 1 - 0.6 * np.exp(-np.clip(outside, 0, None) / _EDGE_SHADOW)
    table = (wood(view.shape, view.scale, rng) * shade)[..., None] * linear(conditions.table)
    covered = np.clip(outside * view.scale + 0.5, 0, 1)[..., None]
    scene += covered * (table - scene)


def _surface(view: Viewpoint, conditions: Conditions, rng: np.random.Generator) -> Field:
    """Return by what share each pixel of the paper is brighter than its colour says."""
    fibre, crease = _FIBRE * view.scale, _CREASE * view.scale
    fine = smooth_noise(view.shape, (fibre, fibre), rng)
    finer = smooth_noise(view.shape, (1, 1), rng)
    surface = 1 + conditions.texture * (0.8 * fine + 0.6 * finer)
    if conditions.creases > 0:
        broad = smooth_noise(view.shape, (crease, crease), rng)
        ridge = np.abs(smooth_noise(view.shape, (crease, 3 * crease), rng))
        surface += conditions.creases * (0.6 * broad - np.exp(-8 * ridge))
    return np.clip(surface, 0.2, 1.5).astype(np.float32)


def _rule(scene: Scene, view: Viewpoint, conditions: Conditions, rng: np.random.Generator) -> None:
    """Print lines on paper, the writing standing on one of them as people write."""
    x, y = view.page_of_pixels()
    start = view.high[1] + _BASELINE + rng.normal(0, _BASELINE)
    if conditions.ruling != "plain":
        cover(scene, _lines(y - start, view, conditions), conditions.rule, opaque=False)
    if conditions.ruling == "squares":
        start = rng.uniform(0, conditions.pitch)
        cover(scene, _lines(x - start, view, conditions), conditions.rule, opaque=False)
    if conditions.margin_line:
        off = np.abs(x - (view.low[0] - _MARGIN))
        cover(scene, _line(off, view, conditions), _MARGIN_LINE, opaque=False)


def _lines(place: Field, view: Viewpoint, conditions: Conditions) -> Field:
    pitch = conditions.pitch
    return _line(np.abs((place + pitch / 2) % pitch - pitch / 2), view, conditions)


def _line(off: Field, view: Viewpoint, conditions: Conditions) -> Field:
    """Return what a line covers of pixels that are so far off its middle, with soft edges."""
    width = conditions.rule_width * view.scale
    covered: Field = np.clip(width / 2 + 0.5 - off * view.scale, 0, min(width, 1.0))
    return covered


def _disc(scene: Scene, place: FloatArray, radii: FloatArray, tone: float) -> None:
    """Darken an ellipse of a scene, with soft edges."""
    reach = np.ceil(radii + 2)
    left, top = np.maximum(np.floor(place - reach), 0).astype(int)
    right, bottom = np.minimum(np.ceil(place + reach), scene.shape[1::-1]).astype(int)
    x = (np.arange(left, right) + 0.5 - place[0])[None, :] / radii[0]
    y = (np.arange(top, bottom) + 0.5 - place[1])[:, None] / radii[1]
    covered = np.clip((1 - np.hypot(x, y)) * radii.mean() + 0.5, 0, 1) * tone
    cover(scene[top:bottom, left:right], covered.astype(np.float32), _CRUMB)

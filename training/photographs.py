"""Photographs of handwriting, drawn by code from ink: to test with, to measure and to train on.

In the order of optics: ink on paper, the page before the camera, light and shadow, the lens, the
sensor, the file. Where every point of the ink lies in the picture is known exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segmentation.ink import Ink
from training import camera, paper, pens
from training.conditions import CONDITIONS, Conditions
from training.paper import Scene
from training.strangers import random_conditions
from training.viewpoint import Transform, Viewpoint, choose_viewpoint

__all__ = ["CONDITIONS", "Conditions", "Photograph", "photograph", "random_conditions"]


@dataclass(frozen=True, slots=True, eq=False)
class Photograph:
    """A photograph that was drawn: `pixels` is uint8 (h, w, 3), `transform` from ink to them."""

    pixels: NDArray[np.uint8]
    transform: Transform


def photograph(ink: Ink, conditions: Conditions, rng: np.random.Generator) -> Photograph:
    """Photograph ink of at least one stroke; the same generator gives the same picture.

    Chance is drawn apart for the viewpoint, the scene, the light and the sensor, so that pictures
    of one seed differ only in what the conditions differ in.
    """
    where, page, lamp, sensor = (np.random.default_rng(n) for n in rng.integers(2**63, size=4))
    view = choose_viewpoint(ink, conditions, where)
    scene = _scene(ink, view, conditions, page)
    lit = camera.light(view, conditions, lamp)
    return Photograph(camera.expose(scene, lit, conditions, sensor), view.from_ink)


def _scene(ink: Ink, view: Viewpoint, conditions: Conditions, rng: np.random.Generator) -> Scene:
    """Return what lies before the camera, in even light."""
    seeds = rng.integers(2**63, size=6)
    blank, back, pen, crumbs, table, finger = (np.random.default_rng(seed) for seed in seeds)
    scene = paper.blank(view, conditions, blank)
    if conditions.bleed > 0:
        through = pens.bleed(ink, view, conditions, back)
        paper.cover(scene, through, conditions.pen, opaque=False)
    covered = pens.coverage(ink, view, conditions, pen)
    paper.cover(scene, covered, conditions.pen, opaque=is_light_on_dark(conditions))
    if conditions.specks > 0:
        paper.drop_crumbs(scene, ink, view, conditions, crumbs)
    if conditions.table_sides:
        paper.lay_on_table(scene, view, conditions, table)
    if conditions.finger:
        writing = view.from_ink.apply(np.vstack([stroke.points for stroke in ink.strokes]))
        camera.hold(scene, writing, view, finger)
    return scene


def is_light_on_dark(conditions: Conditions) -> bool:
    """Tell whether the pen is lighter than what it writes on: chalk covers, ink lets through."""
    return sum(conditions.pen) > sum(conditions.paper)

"""Tracing: what is drawn, traced and drawn again looks the same."""

from __future__ import annotations

import numpy as np
import pytest
from drawings import NAMES, fixture_ink, ring, symbols_of
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from skimage.draw import polygon

from segmentation.ink import Ink
from segmentation.raster import Segments, draw, rasterize
from segmentation.tracing import joined, trace, trace_mask

ALIKE = 0.75
"""The least likeness of a symbol with its tracing; one pen width aside gives about a half."""


def likeness(one, other):
    """Return the ink that two pictures have in common, as a share of all their ink."""
    return float(np.minimum(one, other).sum() / np.maximum(one, other).sum())


def traced(picture):
    """Return the tracing of a picture (values 0..1), and the tracing's picture in its place."""
    ink = trace(np.round(picture * 255).astype(np.uint8))
    return ink, draw(Segments.of([ink]))[0]


@pytest.mark.parametrize(
    ("strokes", "parts"),
    [
        ([[[0, 0], [40, 0]]], 1),
        ([[[0, 0], [0, 40]]], 1),
        ([[[0, 40], [20, 0]]], 1),
        ([ring(0, 0, 20)], 1),
        ([[[0, 0]]], 1),
        ([[[0, 0], [40, 0]], [[0, 15], [40, 15]]], 2),
        ([[[0, 0], [40, 0]], [[20, -12]], [[20, 12]]], 3),
        # A junction ends strokes: at least four arms, and perhaps a short piece between them.
        ([[[0, 20], [40, 20]], [[20, 0], [20, 40]]], 4),
        ([[[0, 0], [40, 40]], [[0, 40], [40, 0]]], 4),
        ([ring(0, 0, 10), ring(0, 20, 10)], 2),
    ],
    ids=["bar", "one", "slash", "ring", "dot", "equals", "obelus", "plus", "times", "eight"],
)
def test_shapes_come_back_as_strokes(strokes, parts):
    (picture,) = rasterize([Ink.of(strokes)])
    ink, again = traced(picture)
    assert len(ink.strokes) == parts or (parts in (2, 4) and len(ink.strokes) > parts)
    assert likeness(picture, again) > ALIKE


@pytest.mark.parametrize("name", NAMES)
def test_written_symbols_look_the_same_after_tracing(name):
    for picture in rasterize(symbols_of(fixture_ink(name))):
        _, again = traced(picture)
        assert likeness(picture, again) > ALIKE


def test_likeness_tells_neighbouring_lines_apart():
    one, other = draw(Segments.of([Ink.of([[[5, 16], [27, 16]]]), Ink.of([[[5, 17], [27, 17]]])]))
    assert likeness(one, other) < ALIKE


@pytest.mark.parametrize("thickness", [2, 4, 6, 8])
def test_the_width_of_the_pen_is_gone_after_tracing(thickness):
    picture = np.zeros((28, 28), np.uint8)
    picture[14 - thickness // 2 : 14 + thickness // 2, 4:24] = 255
    (stroke,) = trace(picture).strokes
    assert stroke.points[:, 1] == pytest.approx(14, abs=0.5)
    assert stroke.box.width == pytest.approx(20 - thickness, abs=3)


@pytest.mark.parametrize(
    ("x0", "x1", "y0", "y1"), [(10, 16, 10, 16), (3, 6, 20, 23), (0, 5, 0, 5), (20, 28, 20, 28)]
)
def test_a_blob_is_one_dot_in_its_middle(x0, x1, y0, y1):
    picture = np.zeros((28, 28), np.uint8)
    picture[y0:y1, x0:x1] = 255
    (stroke,) = trace(picture).strokes
    assert len(stroke.points) == 1
    assert stroke.points[0] == pytest.approx([(x0 + x1) / 2, (y0 + y1) / 2], abs=0.5)


def test_faint_ink_is_traced_like_strong_ink():
    (picture,) = rasterize([Ink.of([ring(0, 0, 20)])])
    strong, faint = (trace(np.round(picture * ink).astype(np.uint8)) for ink in (255, 60))
    one, other = draw(Segments.of([strong, faint]))
    assert likeness(one, other) > 0.9


@pytest.mark.parametrize("shape", [(28, 28), (1, 1), (0, 0), (5, 0)])
def test_an_empty_picture_has_no_strokes(shape):
    assert trace(np.zeros(shape, np.uint8)).strokes == ()


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (9, 1), (28, 28)])
def test_a_picture_that_is_all_ink_still_gives_a_stroke(shape):
    ink = trace(np.full(shape, 255, np.uint8))
    assert len(ink.strokes) == 1
    assert 0 <= ink.box.x0 <= ink.box.x1 <= shape[1]
    assert 0 <= ink.box.y0 <= ink.box.y1 <= shape[0]


def star(arms, radius, waist, turn):
    """Return a mask of 64×64 with a bumpy blob above a bar; the smaller its waist, the pointier."""
    angles = np.arange(2 * arms) * np.pi / arms + turn
    radii = np.where(np.arange(2 * arms) % 2, radius * waist, radius)
    mask = np.zeros((64, 64), bool)
    mask[polygon(24 + radii * np.sin(angles), 30 + radii * np.cos(angles), mask.shape)] = True
    mask[52:56, 4:60] = True
    return mask


@pytest.mark.parametrize(
    ("arms", "radius", "waist", "turn"),
    [
        (3, 8, 0.4, 0.0),
        (3, 12, 0.8, 0.3),
        (4, 13, 0.8, 0.3),
        (4, 12, 0.3, 0.0),
        (5, 14, 0.8, 0.0),
        (5, 18, 0.8, 0.3),
        (6, 10, 0.6, 0.7),
    ],
)
def test_no_blob_is_lost_beside_other_ink(arms, radius, waist, turn):
    above = [s for s in trace_mask(star(arms, radius, waist, turn)).strokes if s.box.y0 < 48]
    assert above


@given(arrays(np.uint8, (9, 9), elements=st.sampled_from([0, 0, 90, 255])))
@settings(max_examples=60)
def test_any_picture_with_ink_gives_finite_strokes_within_it(picture):
    ink = trace(picture)
    assert bool(ink.strokes) == bool(picture.any())
    for stroke in ink.strokes:
        assert np.isfinite(stroke.points).all()
        assert stroke.points.min() >= -0.5 and stroke.points.max() <= 9.5


@pytest.mark.parametrize("arms", [1, 3, 4, 5])
def test_a_star_is_joined_to_one_stroke(arms):
    ends = [(30 * np.cos(a), 30 * np.sin(a)) for a in np.linspace(0, 2 * np.pi, arms + 1)[:-1]]
    ink = Ink.of([[(0, 0), end] for end in ends])
    (stroke,) = joined(ink).strokes
    assert stroke.box == ink.box
    assert {tuple(point) for point in stroke.points.tolist()} == {(0.0, 0.0), *ends}


def test_joining_draws_nothing_new():
    ink = trace(np.round(rasterize([fixture_ink(NAMES[0])])[0] * 255).astype(np.uint8))
    before, after = (draw(Segments.of([each]))[0] for each in (ink, joined(ink)))
    assert np.abs(before - after).max() < 1e-4


def test_strokes_that_do_not_meet_stay_apart():
    ink = Ink.of([[(0, 0), (10, 0)], [(0, 5), (10, 5)], [(10, 5), (20, 5)]])
    assert len(joined(ink).strokes) == 2


def test_a_ring_is_joined_to_itself():
    (stroke,) = joined(Ink.of([ring(0, 0, 20)])).strokes
    assert len(stroke.points) >= len(ring(0, 0, 20))

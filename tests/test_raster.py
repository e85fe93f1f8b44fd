"""The one rasteriser: what the classifier sees, in training and in serving.

`PYTHONPATH=. python tests/test_raster.py` draws the golden strip anew; look at it afterwards.
"""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from drawings import fixture_ink, moved, ring
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from scipy.ndimage import label

from segmentation.ink import Ink
from segmentation.raster import CONTENT_SIZE, PEN_RADIUS, PICTURE_SIZE, rasterize

GOLDEN = Path(__file__).parent / "fixtures" / "raster.png"
GOLDEN_TOLERANCE = 0.01
"""How far a pixel may be off: two levels of grey for rounding on other machines."""
SAME = 2e-3
"""How far pixels may differ where only single precision makes a difference."""
MEMORY = 100 * 2**20
"""Bytes that one symbol of 10,000 points may take: a server has a few hundred MB in all."""

TAP = [[5.0, 5.0]]
BAR = [[0.0, 0.0], [40.0, 0.0]]
DIVISION = [BAR, [[20.0, -12.0]], [[20.0, 12.0]]]


def picture(strokes, **options):
    return rasterize([Ink.of(strokes)], **options)[0]


def extent(image):
    """Return width and height of the ink in a picture, in pixels."""
    rows, columns = np.nonzero(image > 0.5)
    return int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1


def golden_inks():
    """Return every stroke of three fixtures, and each fixture whole."""
    inks = [fixture_ink(name) for name in ("84div2", "0.5+0.25", "brackets-and-equals")]
    return [ink.select([mark]) for ink in inks for mark in range(len(ink.strokes))] + inks


def strip():
    """Return the golden strip as it is drawn now: uint8 (32, 32 n), ink 255."""
    pictures = rasterize(golden_inks())
    return np.hstack([np.round(each * 255).astype(np.uint8) for each in pictures])


def test_symbols_are_drawn_as_they_always_were():
    with Image.open(GOLDEN) as image:
        golden = np.asarray(image).astype(float)
    drawn = strip()
    assert drawn.shape == golden.shape
    assert np.abs(drawn - golden).max() / 255 <= GOLDEN_TOLERANCE


@pytest.mark.parametrize("strokes", [[TAP], [TAP * 2], [TAP * 50], [TAP, TAP]])
def test_a_tap_is_a_dot_in_the_middle(strokes):
    image = picture(strokes)
    assert image.sum() == pytest.approx(np.pi * PEN_RADIUS**2, rel=0.1)
    assert image[15:17, 15:17].min() == pytest.approx(0.89, abs=0.02)
    assert np.allclose(image, image[::-1]) and np.allclose(image, image.T)


def test_the_dots_of_a_division_sign_are_drawn():
    _, parts = label(picture(DIVISION) > 0.5)
    assert parts == 3
    _, parts = label(picture([BAR]) > 0.5)
    assert parts == 1


def test_the_dots_of_written_division_signs_are_drawn():
    _, parts = label(rasterize([fixture_ink("84div2").select((3, 4, 5))])[0] > 0.5)
    assert parts == 3


@pytest.mark.parametrize(
    ("width", "height"), [(40, 40), (40, 20), (20, 40), (40, 1), (1, 40), (3000, 1000)]
)
def test_the_aspect_is_kept(width, height):
    around = [[0, 0], [width, 0], [width, height], [0, height], [0, 0]]
    pen = 2 * PEN_RADIUS
    scale = CONTENT_SIZE / max(width, height)
    expected = (width * scale + pen, height * scale + pen)
    assert extent(picture([around])) == pytest.approx(expected, abs=1)


def test_a_symbol_fills_its_picture_and_no_more():
    image = picture([ring(0, 0, 7)])
    assert extent(image) == pytest.approx((CONTENT_SIZE + 2 * PEN_RADIUS,) * 2, abs=1)
    border = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
    assert border.max() == 0


def test_x_goes_right_and_y_goes_down():
    image = picture([[[0, 0], [0, 40]], [[0, 40], [40, 40]]])
    assert image[4, 3] > 0.5 and image[28, 28] > 0.5 and image[4, 28] == 0


@pytest.mark.parametrize("size", [1e-9, 1e-3, 1.0, 40.0, 1e7])
@pytest.mark.parametrize("points", [2, 3, 500])
def test_the_width_of_the_pen_does_not_depend_on_the_size_of_the_ink(size, points):
    line = [[0, share * size] for share in np.linspace(0, 1, points)]
    image = picture([line])
    assert image[8:24].sum(axis=1) == pytest.approx(2 * PEN_RADIUS, abs=0.05)


def test_drawing_a_line_twice_changes_nothing():
    assert np.array_equal(picture([BAR, BAR, BAR[::-1]]), picture([BAR]))


@pytest.mark.parametrize(
    "strokes",
    [
        [[[0, 0]]],
        [[[0, 0], [0, 0]]],
        [[[1, 1], [2, 2], [2, 2], [2, 2], [3, 3]]],
        [[[0, 0], [9, 0]]],
        [[[0, 0], [0, 9]]],
        [[[0, 0], [1e-9, 1e-9]]],
        [[[0, 0], [1e-320, 0]]],
        [[[0, 0], [5e-324, 5e-324]], [[0, 0]]],
        [[[1e7, 1e7]]],
        [[[1e7, -1e7], [1e7 - 1e-8, -1e7]]],
        [[[-1e7, -1e7], [1e7, 1e7]]],
        [[[-1e7, 0], [1e7, 0]], [[0, 1e-9], [1e-9, 0]]],
        [[[x % 2 * 1e7, x] for x in range(50)]],
    ],
    ids=range(13),
)
def test_strange_ink_is_drawn_without_a_warning(strokes):
    image = picture(strokes)
    assert image.shape == (PICTURE_SIZE, PICTURE_SIZE) and image.dtype == np.float32
    assert np.isfinite(image).all()
    assert image.min() >= 0 and 0.5 < image.max() <= 1


def test_no_symbols_give_no_pictures():
    assert rasterize([]).shape == (0, PICTURE_SIZE, PICTURE_SIZE)


def test_a_batch_is_drawn_like_one_by_one():
    inks = [*golden_inks()[:12], Ink.of([TAP]), Ink.of(DIVISION)]
    alone = np.concatenate([rasterize([ink]) for ink in inks])
    assert np.array_equal(rasterize(inks), alone)


def test_the_order_of_strokes_and_their_direction_do_not_matter():
    image = picture([stroke[::-1] for stroke in reversed(DIVISION)])
    assert np.allclose(image, picture(DIVISION), atol=SAME)


coordinate = st.integers(0, 100)
strokes = st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=6)
inks = st.lists(strokes, min_size=1, max_size=4).map(Ink.of)
offsets = st.floats(-1e6, 1e6)


@given(inks, st.floats(0.1, 10), offsets, offsets)
@settings(max_examples=60)
def test_neither_place_nor_size_of_a_symbol_matters(ink, factor, x, y):
    (image,) = rasterize([ink])
    (other,) = rasterize([moved(ink, factor, x, y)])
    assert np.abs(image - other).max() <= SAME


@given(inks)
@settings(max_examples=60)
def test_points_in_between_change_nothing(ink):
    halved = [
        np.insert(s.points, range(1, len(s.points)), (s.points[1:] + s.points[:-1]) / 2, axis=0)
        for s in ink.strokes
    ]
    image, other = rasterize([ink, Ink.of(halved)])
    assert np.abs(image - other).max() <= SAME


@given(inks)
@settings(max_examples=60)
def test_every_point_of_the_pen_leaves_ink(ink):
    (image,) = rasterize([ink])
    box = ink.box
    scale = CONTENT_SIZE / max(box.size, 1e-12)
    points = np.concatenate([stroke.points for stroke in ink.strokes])
    x, y = ((points - box.center) * scale + PICTURE_SIZE / 2).astype(int).T
    assert image[y, x].min() > 0.5


def test_much_ink_takes_little_memory():
    zigzag = [[x % 2 * 100.0, x // 2 % 2 * 100.0] for x in range(10_000)]
    tracemalloc.start()
    try:
        picture([zigzag])
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MEMORY


if __name__ == "__main__":
    Image.fromarray(strip()).save(GOLDEN, optimize=True)

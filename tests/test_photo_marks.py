"""Marks: the writing of a photograph as strokes, where it stands in the picture."""

from __future__ import annotations

import numpy as np
import pytest
from drawings import NAMES, fixture_ink
from photos import opened, taken

from segmentation.ink import Box
from segmentation.photo import marks as marks_module
from segmentation.photo.files import Photo
from segmentation.photo.marks import find_marks
from segmentation.photo.turn import turned

PAPER = np.full((200, 400, 3), 240, np.uint8)


def with_bar(pixels, box, grey=40):
    drawn = pixels.copy()
    x0, y0, x1, y1 = box
    drawn[y0:y1, x0:x1] = grey
    return drawn


@pytest.mark.parametrize("name", NAMES)
def test_marks_lie_on_the_ink_that_was_photographed(name):
    ink = fixture_ink(name)
    photo = taken(ink)
    marks = find_marks(opened(photo))
    written = np.concatenate([photo.transform.apply(stroke.points) for stroke in ink.strokes])
    around = Box(*written.min(axis=0).tolist(), *written.max(axis=0).tolist())
    assert marks.ink.box.as_tuple() == pytest.approx(around.as_tuple(), abs=6)
    assert marks.boxes == tuple(stroke.box for stroke in marks.ink.strokes)
    assert len(marks.ink.strokes) == len(marks.ink.components)


def test_the_thickness_is_that_of_the_pen():
    thin, thick = (
        find_marks(opened(taken(fixture_ink("12+30"), pen_radius=radius))).thickness
        for radius in (0.03, 0.08)
    )
    assert thick > 1.8 * thin


@pytest.mark.parametrize("grey", [255, 240, 128, 3, 0])
def test_an_empty_page_has_no_marks(grey):
    photo = Photo(np.full((300, 400, 3), grey, np.uint8), (400, 300))
    assert find_marks(photo).ink.strokes == ()


def test_places_are_in_pixels_of_the_file():
    pixels = with_bar(PAPER, (100, 90, 160, 96))
    (small,) = find_marks(Photo(pixels, (400, 200))).boxes
    (large,) = find_marks(Photo(pixels, (1200, 600))).boxes
    assert large.as_tuple() == pytest.approx([3 * value for value in small.as_tuple()])
    assert small.as_tuple() == pytest.approx((100, 93, 160, 93), abs=6)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_turning_marks_is_turning_the_photo(degrees):
    photo = Photo(with_bar(PAPER, (60, 50, 200, 60)), (400, 200))
    by_marks = turned(find_marks(photo).ink, degrees, photo.size).box
    by_photo = find_marks(photo.turned(degrees)).ink.box
    assert by_marks.as_tuple() == pytest.approx(by_photo.as_tuple(), abs=3)


def test_a_long_line_among_thin_bars_is_not_enlarged_without_bound(monkeypatch):
    pixels = np.full((800, 800, 3), 240, np.uint8)
    for y in range(420, 780, 60):
        for x in range(20, 700, 170):
            pixels[y : y + 4, x : x + 150] = 40
    for step in range(350):
        pixels[20 + step : 24 + step, 20 + step : 24 + step] = 40
    thinned = []
    trace = marks_module.trace_mask
    spy = lambda mask, **more: thinned.append(mask.size) or trace(mask, **more)  # noqa: E731
    monkeypatch.setattr(marks_module, "trace_mask", spy)
    assert find_marks(Photo(pixels, (800, 800))).ink.strokes
    assert max(thinned) < 5_000_000

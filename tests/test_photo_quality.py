"""The quality of photos: what is hard to read is told with its cause, and what is good is not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from drawings import NAMES, fixture_ink
from photos import opened, taken
from PIL import Image, ImageDraw

from segmentation.ink import Ink, Stroke
from segmentation.photo.files import Photo
from segmentation.photo.marks import Marks, find_marks
from segmentation.photo.quality import appearance, concerns
from training.conditions import CONDITIONS, GOOD
from training.photographs import Photograph

INK = fixture_ink("12+30")
NOTHING = Marks(Ink(()), 0.0)


def marks_of(taken: Photograph, ink: Ink = INK) -> Marks:
    """Return the marks that finding all of the ink and nothing else would give."""
    strokes = tuple(Stroke(taken.transform.apply(stroke.points)) for stroke in ink.strokes)
    return Marks(Ink(strokes), 1.0)


def kinds(conditions=GOOD, **changes):
    """Return what is of concern in a photo of which the writing is known."""
    photograph = taken(INK, conditions, **changes)
    return [each.kind for each in concerns(opened(photograph), marks_of(photograph))]


def look(**changes):
    photograph = taken(INK, GOOD, **changes)
    return appearance(opened(photograph), marks_of(photograph))


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"blur": 8.0}, "blurred"),
        ({"blur": 8.0, "pen_radius": 0.1}, "blurred"),
        ({"blur": 24.0, "symbol_height": 180.0}, "blurred"),
        ({"symbol_height": 9.0}, "small"),
        ({"symbol_height": 15.0, "blur": 1.0}, "small"),
        ({"exposure": 0.002}, "dark"),
        ({"exposure": 0.05, "noise": 30.0}, "dark"),
        ({"strength": 0.1}, "faint"),
        ({"strength": 0.3, "noise": 30.0}, "faint"),
    ],
)
def test_what_is_hard_to_read_is_told(changes, kind):
    assert kinds(**changes) == [kind]


@pytest.mark.parametrize("name", sorted(CONDITIONS.keys() - {"faint pencil"}))
def test_what_can_be_read_is_no_concern(name):
    assert kinds(CONDITIONS[name]) == []


@pytest.mark.parametrize("name", NAMES)
def test_good_photos_of_marks_that_were_found_are_no_concern(name):
    photo = opened(taken(fixture_ink(name)))
    assert concerns(photo, find_marks(photo)) == ()


@pytest.mark.parametrize("width", [1, 2, 6])
@pytest.mark.parametrize("height", [30, 100, 600])
def test_drawings_are_no_concern(height, width):
    scale = height / INK.box.height
    lines = [(stroke.points - (INK.box.x0, INK.box.y0)) * scale + 20 for stroke in INK.strokes]
    image = Image.new("RGB", (round(INK.box.width * scale) + 40, height + 40), "white")
    for line in lines:
        ImageDraw.Draw(image).line([*map(tuple, line.tolist())], "black", width)
    photo = Photo(np.asarray(image), image.size)
    assert concerns(photo, Marks(Ink.of(lines), width)) == ()
    assert concerns(photo, find_marks(photo)) == ()


def test_where_nothing_is_found_only_darkness_is_of_concern():
    for level, expected in ((240, []), (60, []), (5, ["dark"])):
        photo = Photo(np.full((90, 160, 3), level, np.uint8), (160, 90))
        assert [each.kind for each in concerns(photo, NOTHING)] == expected


def test_dots_alone_can_be_looked_at():
    photo = Photo(np.full((90, 160, 3), 240, np.uint8), (160, 90))
    assert concerns(photo, Marks(Ink.of([[[40, 40]], [[80, 40]]]), 2.0)) == ()


def test_marks_at_the_border_can_be_looked_at():
    photo = Photo(np.full((9, 9, 3), 240, np.uint8), (9, 9))
    edge = Marks(Ink.of([[[0, 0], [9, 0], [9, 9], [0, 9]]]), 1.0)
    assert [each.kind for each in concerns(photo, edge)] == ["faint"]


def test_what_is_seen_is_what_was_photographed():
    seen = look(symbol_height=80.0)
    assert seen.size == pytest.approx(80, rel=0.25)
    assert seen.light == pytest.approx(np.mean(GOOD.paper), abs=10)


def test_sizes_are_of_the_picture_that_is_worked_on():
    photograph = taken(INK)
    photo, marks = opened(photograph), marks_of(photograph)
    width, height = photo.size
    large = Marks(Ink.of([3 * stroke.points for stroke in marks.ink.strokes]), 3.0)
    same = appearance(replace(photo, size=(3 * width, 3 * height)), large)
    assert same.size == pytest.approx(appearance(photo, marks).size)


def test_each_cause_changes_what_is_seen_of_it():
    good = look()
    assert look(blur=4.0).edge > 2 * good.edge
    assert look(noise=12.0).noise > 2 * good.noise
    assert look(strength=0.4).contrast < good.contrast / 2
    assert look(exposure=0.1).light < good.light / 2


def test_a_concern_says_what_to_do():
    photograph = taken(INK, blur=8.0)
    (blurred,) = concerns(opened(photograph), marks_of(photograph))
    assert blurred.as_dict() == {"kind": "blurred", "message": blurred.message}
    assert "take it again" in blurred.message

"""Reading photos: the whole way from pixels to answers, and what it says about the picture."""

from __future__ import annotations

import numpy as np
import pytest
from drawings import fixture_ink
from photos import opened, taken

from calculator.given import Given
from calculator.photo import read_photo
from segmentation.photo.files import Photo
from training.conditions import CONDITIONS


@pytest.fixture(scope="module")
def sum_on_paper():
    return opened(taken(fixture_ink("12+30")))


def results(reading):
    return [line.result and line.result.exact for line in reading.lines]


def test_a_photo_is_read(sum_on_paper, classifier):
    reading = read_photo(sum_on_paper, classifier)
    assert reading.kind == "photo"
    assert results(reading) == ["42"]
    assert (reading.size, reading.turn) == (sum_on_paper.size, 0)
    assert reading.as_dict()["warnings"] == []


def test_an_empty_page_has_no_line(classifier):
    reading = read_photo(Photo(np.full((300, 400, 3), 235, np.uint8), (400, 300)), classifier)
    assert reading.lines == reading.marks == ()


@pytest.mark.parametrize("name", ["skew -10°", "skew +10°"])
def test_boxes_stand_on_the_picture_and_not_on_the_level_line(name, classifier):
    ink = fixture_ink("12+30")
    photo = taken(ink, CONDITIONS[name])
    (line,) = read_photo(opened(photo), classifier).lines
    for symbol, stroke in zip(line.symbols[:2], ink.strokes, strict=False):
        written = photo.transform.apply(stroke.points)
        middle = (written.min(axis=0) + written.max(axis=0)) / 2
        assert symbol.box.center == pytest.approx(middle.tolist(), abs=8)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_page_on_its_side_is_turned(degrees, sum_on_paper, classifier):
    reading = read_photo(sum_on_paper.turned(-degrees % 360), classifier)
    assert results(reading) == ["42"]
    assert reading.turn == degrees
    assert reading.size == sum_on_paper.size


def test_a_turn_that_is_given_is_taken(sum_on_paper, classifier):
    reading = read_photo(sum_on_paper.turned(90), classifier, turn=0)
    assert reading.turn == 0
    assert reading.size == sum_on_paper.size[::-1]


def test_what_is_given_is_read_as_it_says(sum_on_paper, classifier):
    first = read_photo(sum_on_paper, classifier).lines[0].symbols[0]
    said = [Given(frozenset(first.marks), "7")]
    assert results(read_photo(sum_on_paper, classifier, said, turn=0)) == ["102"]


def test_a_mark_that_is_not_there_is_refused(sum_on_paper, classifier):
    with pytest.raises(ValueError, match="not in the photo"):
        read_photo(sum_on_paper, classifier, [Given(frozenset([99]), "7")])


def test_what_is_given_turns_no_picture(classifier):
    photo = opened(taken(fixture_ink("16div3")))
    marks = read_photo(photo, classifier).lines[0].symbols[-1].marks
    said = [Given(frozenset([*marks, 0]), "frac")]
    assert read_photo(photo, classifier, said).turn == 0


def test_boxes_hold_the_thickness_of_the_pen(classifier):
    photo = opened(taken(fixture_ink("0.5+0.25")))
    (line,) = read_photo(photo, classifier).lines
    points = [symbol.box for symbol in line.symbols if symbol.label == "."]
    assert len(points) == 2
    assert all(2 < min(box.width, box.height) < 20 for box in points)

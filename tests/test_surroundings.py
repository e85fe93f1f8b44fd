"""What is kept around a symbol: as much as the network saw of its line, and no more."""

from __future__ import annotations

import numpy as np
import pytest
from drawings import NAMES, fixture_ink

from calculator.scores import rounded
from segmentation.context import rasterize_in_context
from segmentation.ink import Ink
from segmentation.lines import split_lines
from segmentation.projection import segment, typical_size
from training.personalising import Lesson, pictures_of
from webapp import surroundings
from webapp.refusals import Refusal
from webapp.surroundings import alone, surrounded


@pytest.mark.parametrize("name", NAMES)
def test_a_symbol_looks_as_it_did_in_its_line(name):
    ink = fixture_ink(name)
    lines = split_lines(ink)
    for line in lines:
        own = ink.select(line)
        for group in segment(own):
            marks = tuple(line[mark] for mark in group.marks)
            found = surrounded(ink, lines, marks)
            shown = rasterize_in_context(own, [group], rounded(typical_size(own)))
            kept = pictures_of([Lesson(found.ink, found.own, found.size, None)])
            assert np.allclose(kept, shown, atol=1e-5)


def test_own_strokes_come_first_as_they_were_written():
    ink = Ink.of([[[x, 0], [x + 1, 10]] for x in (0, 12, 24, 36)])
    found = surrounded(ink, split_lines(ink), (2, 3))
    assert found.own == 2
    assert [stroke.box.x0 for stroke in found.ink.strokes[:2]] == [24, 36]


def test_what_has_no_room_is_left_out(monkeypatch):
    monkeypatch.setattr(surroundings, "MAX_POINTS", 5)
    ink = Ink.of([[[x, 0], [x + 1, 10]] for x in (0, 12, 24, 36)])
    found = surrounded(ink, split_lines(ink), (1,))
    assert (found.own, len(found.ink.strokes)) == (1, 2)
    with pytest.raises(Refusal):
        alone(ink, (0, 1, 2))


def test_components_of_a_photo_are_kept():
    strokes = Ink.of([[[x, 0], [x + 1, 10]] for x in (0, 12, 24)]).strokes
    ink = Ink(strokes, (0, 1, 1))
    assert surrounded(ink, split_lines(ink), (1,)).ink.components == (1, 0, 1)


@pytest.mark.parametrize("points", [[[5, 5]], [[5, 5], [5, 5]]])
def test_a_dot_alone_can_be_kept(points):
    ink = Ink.of([points])
    found = surrounded(ink, split_lines(ink), (0,))
    pictures = pictures_of([Lesson(found.ink, found.own, found.size, ".")])
    assert np.isfinite(pictures).all()

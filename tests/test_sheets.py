"""Whole sheets, composed of this project's own glyphs: fractions, powers and several lines."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from drawings import moved

from calculator.read import read_ink
from segmentation.codecs import ink_from_json

FOLDER = Path(__file__).parent / "fixtures" / "sheets"
SHEETS = {path.stem: json.loads(path.read_text("utf-8")) for path in FOLDER.glob("*.json")}


@pytest.fixture(params=sorted(SHEETS))
def sheet(request):
    return SHEETS[request.param]


def read(classifier, ink):
    lines = read_ink(ink, classifier).lines
    return [(line.expression, line.result and line.result.exact) for line in lines]


def truth(sheet):
    return [(line["expression"], line["answer"]) for line in sheet["lines"]]


def test_every_line_is_read_and_answered(classifier, sheet):
    assert read(classifier, ink_from_json(sheet)) == truth(sheet)


def test_every_stroke_is_in_one_symbol_of_one_line(classifier, sheet):
    reading = read_ink(ink_from_json(sheet), classifier)
    marks = [mark for line in reading.lines for symbol in line.symbols for mark in symbol.marks]
    assert sorted(marks) == list(range(len(sheet["strokes"])))


@pytest.mark.parametrize("factor", [0.1, 3.0, 10.0])
def test_size_and_place_change_nothing(classifier, sheet, factor):
    assert read(classifier, moved(ink_from_json(sheet), factor, -500, 1e4)) == truth(sheet)


def test_the_order_of_strokes_changes_nothing(classifier, sheet):
    order = list(range(len(sheet["strokes"])))
    random.Random(3).shuffle(order)
    assert read(classifier, ink_from_json(sheet).select(order)) == truth(sheet)


def test_lines_are_doubted_apart(classifier):
    reading = read_ink(ink_from_json(SHEETS["two-lines"]), classifier)
    assert [line.confidence > 0.5 for line in reading.lines] == [True, True]
    assert reading.lines[0].symbols[0].box.y1 < reading.lines[1].symbols[0].box.y0

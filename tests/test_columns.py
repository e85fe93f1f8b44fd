"""Columns: sums that stand side by side are lines of their own."""

from __future__ import annotations

import pytest
from drawings import NAMES, fixture, fixture_ink, moved
from sheets import sheet

from calculator.given import Given
from calculator.read import read_ink
from segmentation.columns import level_columns
from segmentation.ink import Box, Ink
from segmentation.lines import split_lines
from segmentation.runs import Run, runs

WIDE = " " * 6
"""More than two typical sizes."""
FAR = " " * 8
"""More than three."""


def read(text, given=(), worksheet=True):
    lines = read_ink(*sheet(text), given=given, worksheet=worksheet).lines
    return [line.expression for line in lines]


PARTED = {
    f"3+4={WIDE}5×6={WIDE}8-2=": ["3+4", "5*6", "8-2"],
    f"3+4=7{WIDE}5×6=30": ["3+4", "5*6"],
    f"3+4= 7{WIDE}5×6= 30": ["3+4", "5*6"],
    f"3+4={WIDE}7{WIDE}5×6={WIDE}30": ["3+4", "5*6"],
    f"3+4=7{WIDE}5×6": ["3+4", "5*6"],
    f"3+4{FAR}5×6": ["3+4", "5*6"],
    f"3+4{FAR}(5-2)×6": ["3+4", "(5-2)*6"],
    f"3+4={WIDE}-5+6=": ["3+4", "-5+6"],
    f"1) 3+4={WIDE}2) 5×6=": ["3+4", "5*6"],
    f"1) 3+4{WIDE}2) 5×6": ["3+4", "5*6"],
    f"1){WIDE}3+4{WIDE}2){WIDE}5×6": ["3+4", "5*6"],
    f"31     +4={FAR}5×6=": ["31+4", "5*6"],
    f"3+4={WIDE}5×6=\n1+2={WIDE}7-1=": ["3+4", "5*6", "1+2", "7-1"],
}


@pytest.mark.parametrize("text", PARTED)
def test_sums_side_by_side_are_parted(text):
    assert read(text) == PARTED[text]


WHOLE = [
    f"18{WIDE}-{WIDE}5",
    f"18{FAR}-5",
    f"18-{FAR}5",
    f"3+4{FAR}-5",
    f"3+4{FAR}-5+6",
    f"3+4={FAR}7",
    f"3+4={FAR}-7",
    f"3+4={FAR}5+2=7",
    f"3+4=5+2{FAR}5×6",
    f"3+4=5+{FAR}2-1",
    f"3{FAR}5×6",
    f"12{FAR}34",
    "3+4     5×6",
    f"(3+4{FAR}5×6)",
]


@pytest.mark.parametrize("text", WHOLE)
def test_what_may_be_one_expression_is_not_parted(text):
    assert read(text) == read(text, worksheet=False)
    assert len(read(text)) == 1


@pytest.mark.parametrize("text", PARTED)
def test_ink_of_a_canvas_has_no_columns(text):
    assert len(read(text, worksheet=False)) == text.count("\n") + 1


def test_a_line_of_very_many_spaces_is_not_parted():
    assert len(read(WIDE.join(["1+2="] * 16))) == 16
    assert len(read(WIDE.join(["1+2="] * 17))) == 1


def test_columns_name_marks_as_the_page_does():
    lines = read_ink(*sheet(f"3+4=7{FAR}5+6"), worksheet=True).lines
    marks = [[mark for symbol in line.symbols for mark in symbol.marks] for line in lines]
    assert marks == [[0, 1, 2, 3, 4, 5], [6, 7, 8]]


def test_what_is_given_as_one_symbol_is_not_parted():
    text = f"3+4=7{FAR}5+6"
    assert len(read(text, given=[Given(frozenset({5, 6}), "8")])) == 1
    assert read(text, given=[Given(frozenset({7}), "×")]) == ["3+4", "5*6"]


def page(*names, space):
    """Return fixtures side by side on one line, so many times their height apart."""
    strokes, x = [], 0.0
    for name in names:
        ink = fixture_ink(name)
        factor = 100 / ink.box.height
        placed = moved(ink, factor, x - factor * ink.box.x0, -factor * ink.box.y0)
        strokes += placed.strokes
        x = placed.box.x1 + 100 * space
    return Ink(tuple(strokes))


@pytest.mark.parametrize("names", [("12+30", "84div2"), ("7x8-6", "0.5+0.25", "12+30")])
def test_drawn_sums_side_by_side_are_parted(classifier, names):
    lines = read_ink(page(*names, space=4), classifier, worksheet=True).lines
    assert [line.expression for line in lines] == [fixture(name)["expression"] for name in names]


@pytest.mark.parametrize("name", NAMES)
def test_a_drawn_line_is_read_as_on_a_canvas(classifier, name):
    ink = fixture_ink(name)
    on_paper = read_ink(ink, classifier, worksheet=True)
    assert on_paper.as_dict() == read_ink(ink, classifier).as_dict()


def staggered(down):
    """Return two columns of two sums each, the second further down by so many typical sizes."""
    left, knowing = sheet("3+4=\n9-5=")
    right = moved(left, x=300.0, y=40 * down)
    return Ink((*left.strokes, *right.strokes)), knowing


@pytest.mark.parametrize("down", [-1.2, -0.9, 0.9, 1.2])
def test_columns_that_are_not_level_are_parted(down):
    ink, _ = staggered(down)
    lines = level_columns(ink, split_lines(ink))
    rows = [tuple(range(5 * row, 5 * row + 5)) for row in range(4)]
    assert sorted(lines) == rows


def test_drawn_columns_that_are_not_level_are_read(classifier):
    left = page("12+30", space=0), moved(page("7x8-6", space=0), y=170)
    right = moved(page("84div2", space=0), x=900, y=85), moved(page("16div3", space=0), 1, 900, 255)
    strokes = tuple(stroke for ink in (*left, *right) for stroke in ink.strokes)
    lines = read_ink(Ink(strokes), classifier, worksheet=True).lines
    assert {line.expression for line in lines} == {"12+30", "7*8-6", "84/2", "16/3"}


def test_level_columns_are_left_to_the_grammar():
    ink, _ = staggered(0.0)
    assert level_columns(ink, split_lines(ink)) == split_lines(ink)


BOXES = [Box(0, 0, 10, 40), Box(12, 0, 30, 5), Box(25, 0, 40, 40), Box(60, 30, 62, 32)]


@pytest.mark.parametrize(
    ("units", "room", "expected"),
    [
        ([(0,)], 5, [Run((0,), 0)]),
        ([(3,), (1,), (0,), (2,)], 5, [Run((0, 1, 2), 0), Run((3,), 20)]),
        ([(3,), (1,), (0,), (2,)], 0, [Run((0,), 0), Run((1, 2), 2), Run((3,), 20)]),
        ([(3,), (1,), (0,), (2,)], 20, [Run((0, 1, 2, 3), 0)]),
        ([(0, 3), (1,), (2,)], 5, [Run((0, 1, 2, 3), 0)]),
        ([], 5, []),
    ],
)
def test_runs_are_parted_by_spaces(units, room, expected):
    assert list(runs(units, BOXES, room)) == expected

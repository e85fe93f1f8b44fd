"""Numbering: numbers of questions before sums, which are no part of them."""

from __future__ import annotations

import pytest
from drawings import fixture_ink, moved
from sheets import sheet

from calculator.given import Given
from calculator.read import read_ink
from segmentation.ink import Ink, Stroke

LIKE_A_ONE = {"1": 0.7, ")": 0.29}
"""What a bracket may look like."""


def read(text, unsure=None, given=(), worksheet=True):
    lines = read_ink(*sheet(text, unsure), given=given, worksheet=worksheet).lines
    return [(line.number, line.expression) for line in lines]


LEFT_OUT = {
    "1) 12+5": ("1)", "12+5"),
    "12) 3+4": ("12)", "3+4"),
    "3) 7": ("3)", "7"),
    "1) -3+4": ("1)", "-3+4"),
    "4)  (1+2)×3=": ("4)", "(1+2)*3"),
    "(2)  7×8": ("(2)", "7*8"),
    "(2)    (3+4)×8": ("(2)", "(3+4)*8"),
    "3.    4+5=": ("3.", "4+5"),
    "3.  (4+5)×2": ("3.", "(4+5)*2"),
    "10.    4.5+5": ("10.", "4.5+5"),
    "1)      12+5": ("1)", "12+5"),
}


@pytest.mark.parametrize("text", LEFT_OUT)
def test_a_number_before_a_sum_is_left_out(text):
    assert read(text) == [LEFT_OUT[text]]


KEPT = [
    "3.4+5",
    "3. 4+5",
    "3 . 4 + 5",
    "3.    4",
    "3.    -4",
    "3   .   4   +   5",
    "(2)(3)",
    "(2) (3)+1",
    "(2)    +3",
    "12    +5",
    "123) 4+5",
    "0) 4+5",
    "1)",
    "1) +",
]


@pytest.mark.parametrize("text", KEPT)
def test_what_may_belong_to_the_sum_is_kept(text):
    assert read(text) == read(text, worksheet=False)


@pytest.mark.parametrize("text", LEFT_OUT)
def test_ink_of_a_canvas_has_no_numbers(text):
    assert [number for number, _ in read(text, worksheet=False)] == [None]


PAGES = {
    "1.  4+5\n2.  6+7": [("1.", "4+5"), ("2.", "6+7")],
    "(1)  (4+5)×2\n(2)  (6+7)×3": [("(1)", "(4+5)*2"), ("(2)", "(6+7)*3")],
    "1.  4+5\n6×8\n3.  6+7": [("1.", "4+5"), (None, "6*8"), ("3.", "6+7")],
}


@pytest.mark.parametrize("text", PAGES)
def test_lines_with_rising_numbers_speak_for_each_other(text):
    assert read(text) == PAGES[text]


@pytest.mark.parametrize("text", ["2.  4+5\n1.  6+7", "2.  4+5\n2.  6+7", "1.  4+5\n9.  6+7"])
def test_lines_whose_numbers_do_not_rise_say_nothing(text):
    assert read(text) == read(text, worksheet=False)


def test_a_bracket_like_a_one_is_a_number_only_where_others_are():
    assert read("2)  4+5", {1: LIKE_A_ONE}) == [(None, "214+5")]
    page = read("1)  4+5\n2)  6+7", {6: LIKE_A_ONE})
    assert page == [("1)", "4+5"), ("2)", "6+7")]


def test_the_marks_of_a_number_are_in_no_symbol():
    line = read_ink(*sheet("1) 2+5"), worksheet=True).lines[0]
    assert [(symbol.label, symbol.marks) for symbol in line.symbols] == [
        ("2", (2,)),
        ("+", (3,)),
        ("5", (4,)),
    ]
    assert line.as_dict()["number"] == "1)"


def test_a_line_without_number_has_no_such_field():
    line = read_ink(*sheet("12+5"), worksheet=True).lines[0]
    assert "number" not in line.as_dict()


def test_what_is_given_is_left_out_only_if_the_line_makes_no_sense_with_it():
    point, bracket = Given(frozenset({1}), "."), Given(frozenset({1}), ")")
    assert read("3.    4+5", given=[point]) == [(None, "3.4+5")]
    assert read("1) 4+5", given=[bracket]) == [("1)", "4+5")]


def test_given_symbols_of_the_sum_are_read_as_they_say():
    assert read("1) 4+5", given=[Given(frozenset({2}), "9")]) == [("1)", "9+5")]


def beside(ink, *others):
    """Return ink with other strokes."""
    return Ink((*ink.strokes, *(stroke for other in others for stroke in other.strokes)))


def test_a_drawn_number_before_drawn_ink_is_left_out(classifier):
    sum_ = fixture_ink("12+30")
    box = sum_.box
    size = box.height
    one = Stroke.of([[0, 0], [0, size]])
    arc = Stroke.of([[0.2 * size, 0], [0.4 * size, size / 2], [0.2 * size, size]])
    number = moved(Ink((one, arc)), x=box.x0 - 1.3 * size, y=box.y0)
    line = read_ink(beside(number, sum_), classifier, worksheet=True).lines[0]
    assert (line.number, line.expression) == ("1)", "12+30")

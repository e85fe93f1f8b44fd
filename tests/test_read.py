"""Reading, from ink to the object that other programs see."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import pytest
from contract import LINE_FIELDS, READING_FIELDS
from drawings import NAMES, bars, fixture, fixture_ink, moved
from scripted import Scripted

from calculator.read import METHODS, UNREADABLE, read_ink
from segmentation.ink import Ink

WIDTH, GAP = 20, 30


def written(script, classifier=None):
    """Return the reading of a row of strokes, one a symbol, that bear the labels of the script."""
    ink = bars(*((at * GAP, at * GAP + WIDTH) for at in range(len(script))))
    return read_ink(ink, classifier or Scripted(script))


def only_line(reading):
    (line,) = reading.lines
    return line


# The shipped weights


@pytest.mark.parametrize("name", NAMES)
def test_written_ink_is_read_and_answered(classifier, name):
    truth = fixture(name)
    line = only_line(read_ink(fixture_ink(name), classifier))
    assert line.expression == truth["expression"]
    answers = {line.result.exact, line.result.decimal} if line.result else {None}
    assert truth["answer"] in answers
    assert line.confidence > 0.5


@pytest.mark.parametrize(("factor", "x", "y"), [(0.01, 0, 0), (100, 0, 0), (1, -90_000, 5e6)])
def test_neither_place_nor_size_changes_what_is_read(classifier, factor, x, y):
    line = only_line(read_ink(moved(fixture_ink("84div2"), factor, x, y), classifier))
    known = only_line(read_ink(fixture_ink("84div2"), classifier))
    assert line.expression == known.expression
    assert line.confidence == pytest.approx(known.confidence, abs=0.01)


def test_strokes_added_late_are_read_in_their_place(classifier):
    ink = fixture_ink("84div2")
    late = ink.select((0, 1, 3, 6, 5, 4, 2))
    line = only_line(read_ink(late, classifier))
    assert line.expression == "84/2"
    assert [symbol.marks for symbol in line.symbols] == [(0,), (1, 6), (2, 4, 5), (3,)]


# What is made of scores


def test_empty_ink_has_no_line():
    reading = read_ink(Ink(()), Scripted(""))
    assert reading.as_dict() == {"kind": "ink", "model": "16-scripted", "lines": []}


@pytest.mark.parametrize("method", ["", "lattices", "Projection", None])
def test_an_unknown_method_is_refused(method):
    with pytest.raises(ValueError, match="projection"):
        read_ink(Ink(()), Scripted(""), method)


@pytest.mark.parametrize("method", METHODS)
def test_every_method_reads_a_plain_line(method):
    ink = bars((0, 20), (30, 50), (60, 80))
    assert read_ink(ink, Scripted("1+2"), method).lines[0].expression == "1+2"


@pytest.mark.parametrize(
    ("script", "expression", "result"),
    [
        ("12+30", "12+30", "42"),
        ("16÷3", "16/3", "16/3"),
        ("2(3)", "2*3", "6"),
        ("-7×-2", "-7*(-2)", "14"),
        ("(1+2)×3", "(1+2)*3", "9"),
        ("8", "8", "8"),
    ],
)
def test_a_line_that_can_be_understood_has_a_result(script, expression, result):
    line = only_line(written(script))
    assert (line.expression, line.result.exact, line.error) == (expression, result, None)
    assert [symbol.label for symbol in line.symbols] == list(script)
    assert line.confidence == pytest.approx(0.999 ** len(script), abs=1e-3)


@pytest.mark.parametrize(
    ("script", "kind", "symbols", "expression"),
    [
        ("7÷0", "division_by_zero", [2], "7/0"),
        ("1÷(2-2)", "division_by_zero", [2, 3, 4, 5, 6], "1/(2-2)"),
        ("12+", "incomplete_expression", [2], None),
        ("×2", "incomplete_expression", [0], None),
        ("()", "incomplete_expression", [0, 1], None),
        ("(1+2", "unbalanced_bracket", [0], None),
        ("1+2)", "unbalanced_bracket", [3], None),
    ],
)
def test_a_line_with_an_error_keeps_its_symbols(script, kind, symbols, expression):
    line = only_line(written(script)).as_dict()
    assert (line["error"]["kind"], line["error"]["symbols"]) == (kind, symbols)
    assert line["error"]["message"].endswith(".")
    assert [symbol["label"] for symbol in line["symbols"]] == list(script)
    assert (line["expression"], line["result"]) == (expression, None)
    assert line["latex"] and line["mathml"].startswith("<math")


def test_what_looks_like_no_symbol_is_reported_as_unreadable():
    share = 1 - UNREADABLE
    line = only_line(written(["1", "+", {"2": share * 0.9}]))
    assert line.error.as_dict()["kind"] == "unreadable_symbol"
    assert line.error.symbols == (2,)
    assert [symbol.label for symbol in line.symbols] == ["1", "+", "2"]
    assert (line.expression, line.result) == (None, None)
    assert line.confidence < share


def test_what_is_hardly_readable_lowers_the_confidence():
    line = only_line(written(["1", "+", {"2": 0.4}]))
    assert line.expression == "1+2"
    assert line.confidence == pytest.approx(0.4, abs=0.01)
    assert [symbol.confidence > 0.9 for symbol in line.symbols] == [True, True, False]


def test_other_readings_come_with_their_results():
    line = only_line(written([{"1": 0.6, "7": 0.4}, "+", {"2": 0.9, "3": 0.1}]))
    assert line.expression == "1+2"
    assert [(r.expression, r.result) for r in line.readings] == [
        ("7+2", "9"),
        ("1+3", "4"),
        ("7+3", "10"),
    ]
    assert [r.probability for r in line.readings] == pytest.approx([0.36, 0.06, 0.04], abs=0.01)
    assert line.symbols[0].alternatives == (("7", pytest.approx(0.4, abs=0.01)),)


def test_a_reading_that_has_no_result_is_still_a_reading():
    line = only_line(written(["7", "÷", {"2": 0.6, "0": 0.4}]))
    assert [(r.expression, r.result) for r in line.readings] == [("7/0", None)]


def test_the_expression_itself_is_not_among_the_other_readings():
    line = only_line(written([{"1": 0.5, "(": 0.2, "7": 0.2}, "2", {"1": 0.6, ")": 0.3}]))
    assert line.expression not in [reading.expression for reading in line.readings]
    assert line.confidence + sum(r.probability for r in line.readings) <= 1 + 1e-6


def test_a_long_line_is_read_or_refused_but_never_fails():
    line = only_line(written("1+" * 30 + "1"))
    assert line.result.exact == "31"
    line = only_line(written("1" * 390))
    assert line.error is None or line.error.kind == "too_large"
    assert len(line.symbols) == 390


# The contract


def test_a_reading_has_the_fields_that_other_programs_rely_on():
    reading = written([{"7": 0.6, "1": 0.4}, "+", "9"]).as_dict()
    assert reading.keys() == {"kind", "model", "lines"}
    assert (reading["kind"], reading["model"]) == ("ink", "16-scripted")
    (line,) = reading["lines"]
    assert line.keys() == set(LINE_FIELDS)
    assert (line["latex"], line["expression"], line["error"]) == ("7+9", "7+9", None)
    assert line["result"].keys() == {"exact", "decimal", "latex", "mathml"}
    assert [line["result"][key] for key in ("exact", "decimal", "latex")] == ["16"] * 3
    assert line["confidence"] == pytest.approx(0.6, abs=0.01)
    (other,) = line["readings"]
    assert list(other) == READING_FIELDS
    assert (other["expression"], other["result"]) == ("1+9", "10")
    assert other["probability"] == pytest.approx(0.4, abs=0.01)
    assert line["symbols"][0] == {
        "label": "7",
        "marks": [0],
        "box": [0, 0, 20, 40],
        "confidence": pytest.approx(0.6, abs=0.01),
        "alternatives": [["1", pytest.approx(0.4, abs=0.01)]],
    }


@pytest.mark.parametrize("script", ["7+9", "7÷0", "12+", "(((", "8"])
def test_a_reading_is_plain_json(script):
    reading = written(script).as_dict()
    assert json.loads(json.dumps(reading, allow_nan=False)) == reading


@pytest.mark.parametrize("name", NAMES)
def test_every_mark_is_in_one_symbol_and_boxes_are_those_of_the_strokes(name):
    ink = fixture_ink(name)
    line = only_line(read_ink(ink, Scripted("1" * len(ink.strokes))))
    marks = [mark for symbol in line.symbols for mark in symbol.marks]
    assert sorted(marks) == list(range(len(ink.strokes)))
    assert all(symbol.box == ink.select(symbol.marks).box for symbol in line.symbols)


@pytest.mark.parametrize("script", ["12+30", "(1+2)×3", "7÷0", "12+", "×("])
def test_the_formula_points_back_at_the_symbols(script):
    line = only_line(written(script)).as_dict()
    for formula in filter(None, [line["mathml"], line["result"] and line["result"]["mathml"]]):
        assert ElementTree.fromstring(formula).tag.rpartition("}")[2] == "math"
    pointers = re.findall(r'data-symbols="([\d ]+)"', line["mathml"])
    pointed = sorted(int(index) for pointer in pointers for index in pointer.split())
    assert pointed == list(range(len(script)))


def test_what_follows_an_equals_sign_does_not_count():
    bars = [[[30, 15], [50, 15]], [[30, 25], [50, 25]]]
    ink = Ink.of([[[10, 0], [12, 40]], *bars, [[70, 0], [72, 40]]])
    line = only_line(read_ink(ink, Scripted(["5", "-", {"1": 0.001}])))
    assert (line.expression, line.error) == ("5", None)
    assert line.confidence > 0.9

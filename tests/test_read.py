"""Reading, from ink to the object that other programs see."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from contract import LINE_FIELDS, READING_FIELDS
from drawings import NAMES, fixture, fixture_ink, moved
from scripted import PLAIN, Knowing, Scripted, Unsure, written

from calculator.given import Given
from calculator.line import UNREADABLE
from calculator.parts import Parts
from calculator.read import METHODS, read_ink
from segmentation.ink import Ink


def read_row(script, **options):
    """Return the reading of a row of strokes, one a symbol, that bear the labels of the script."""
    return read_ink(*written(script), **options)


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
    ink, knowing = written("1+2")
    classifier = {"lattice": knowing, "projection": Scripted("1+2")}[method]
    assert read_ink(ink, classifier, method).lines[0].expression == "1+2"


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
    line = only_line(read_row(script))
    assert (line.expression, line.result.exact, line.error) == (expression, result, None)
    assert [symbol.label for symbol in line.symbols] == list(script)
    assert line.confidence > 0.99


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
    line = only_line(read_row(script)).as_dict()
    assert (line["error"]["kind"], line["error"]["symbols"]) == (kind, symbols)
    assert line["error"]["message"].endswith(".")
    assert [symbol["label"] for symbol in line["symbols"]] == list(script)
    assert (line["expression"], line["result"]) == (expression, None)
    assert line["latex"] and line["mathml"].startswith("<math")


def test_what_looks_like_no_symbol_is_reported_as_unreadable():
    share = 1 - UNREADABLE
    line = only_line(read_row(["1", "+", {"2": share * 0.9}]))
    assert line.error.as_dict()["kind"] == "unreadable_symbol"
    assert line.error.symbols == (2,)
    assert [symbol.label for symbol in line.symbols] == ["1", "+", "2"]
    assert (line.expression, line.result) == (None, None)


def test_what_is_hardly_readable_lowers_the_confidence():
    ink, doubtful = written(["1", "+", {"2": 0.4}])
    _, plain = written("1+2")
    doubtful.card = plain.card = {"weights": replace(PLAIN, confidence_symbol=0.5).as_dict()}
    line = only_line(read_ink(ink, doubtful))
    assert line.expression == "1+2"
    assert line.confidence < only_line(read_ink(ink, plain)).confidence
    assert [symbol.confidence > 0.9 for symbol in line.symbols] == [True, True, False]


def test_other_readings_come_with_their_results():
    line = only_line(read_row([{"1": 0.6, "7": 0.4}, "+", {"2": 0.9, "3": 0.1}]))
    assert line.expression == "1+2"
    assert [(r.expression, r.result) for r in line.readings] == [
        ("7+2", "9"),
        ("1+3", "4"),
        ("7+3", "10"),
    ]
    assert [r.probability for r in line.readings] == pytest.approx([0.36, 0.06, 0.04], abs=0.01)
    assert line.symbols[0].alternatives == (("7", pytest.approx(0.4, abs=0.01)),)


def test_a_reading_that_has_no_result_is_still_a_reading():
    line = only_line(read_row(["7", "÷", {"2": 0.6, "0": 0.4}]))
    assert [(r.expression, r.result) for r in line.readings] == [("7/0", None)]


def test_the_expression_itself_is_not_among_the_other_readings():
    line = only_line(read_row([{"1": 0.5, "(": 0.2, "7": 0.2}, "2", {"1": 0.6, ")": 0.3}]))
    assert line.expression not in [reading.expression for reading in line.readings]
    assert line.confidence + sum(r.probability for r in line.readings) <= 1 + 1e-6


def test_a_long_line_is_read_or_refused_but_never_fails():
    line = only_line(read_row("1+" * 30 + "1"))
    assert line.result.exact == "31"
    line = only_line(read_row("1" * 390))
    assert line.error is None or line.error.kind == "too_large"
    assert len(line.symbols) == 390


# The contract


def test_a_reading_has_the_fields_that_other_programs_rely_on():
    reading = read_row([{"7": 0.6, "1": 0.4}, "+", "9"]).as_dict()
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
    reading = read_row(script).as_dict()
    assert json.loads(json.dumps(reading, allow_nan=False)) == reading


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", NAMES)
def test_every_mark_is_in_one_symbol_and_boxes_are_those_of_the_strokes(name, method):
    ink = fixture_ink(name)
    line = only_line(read_ink(ink, Unsure(), method))
    marks = [mark for symbol in line.symbols for mark in symbol.marks]
    assert sorted(marks) == list(range(len(ink.strokes)))
    assert all(symbol.box == ink.select(symbol.marks).box for symbol in line.symbols)


@pytest.mark.parametrize("script", ["12+30", "(1+2)×3", "7÷0", "12+", "×("])
def test_the_formula_points_back_at_the_symbols(script):
    line = only_line(read_row(script)).as_dict()
    for formula in filter(None, [line["mathml"], line["result"] and line["result"]["mathml"]]):
        assert ElementTree.fromstring(formula).tag.rpartition("}")[2] == "math"
    pointers = re.findall(r'data-symbols="([\d ]+)"', line["mathml"])
    pointed = sorted(int(index) for pointer in pointers for index in pointer.split())
    assert pointed == list(range(len(script)))


# What the lattice adds

LEFT, RIGHT = [[0, 0], [20, 15], [3, 40]], [[60, 0], [80, 25], [64, 40]]
BAR, DOT = [[30, 20], [50, 20]], [[40, 39], [41, 40]]
ROD = [[40, 10], [41, 31]]


def read_known(strokes, script, **options):
    ink = Ink.of(strokes)
    return read_ink(ink, Knowing(ink, script), **options)


@pytest.mark.parametrize("follows", ["1", "×", ")", {"1": 0.001}])
def test_what_follows_an_equals_sign_does_not_count(follows):
    bars = [[[30, 15], [50, 15]], [[30, 25], [50, 25.5]]]
    script = {(0,): "5", (1,): {"-": 0.5}, (2,): {"-": 0.5}, (3,): follows}
    line = only_line(read_known([LEFT, *bars, RIGHT], script))
    assert (line.expression, line.error) == ("5", None)
    assert [symbol.label for symbol in line.symbols][:2] == ["5", "="]
    assert line.symbols[1].marks == (1, 2)
    assert line.confidence > 0.9


def test_parts_written_at_any_time_join():
    script = {(1,): "2", (2,): "3", (0, 3): "+", (0,): {"-": 0.6}, (3,): {"1": 0.6}}
    line = only_line(read_known([BAR, LEFT, RIGHT, ROD], script))
    assert line.expression == "2+3"
    assert [symbol.marks for symbol in line.symbols] == [(1,), (0, 3), (2,)]


@pytest.mark.parametrize(("joined", "expression"), [(0.9, "2+3"), (0.001, "2-13")])
def test_groups_compete_for_the_marks(joined, expression):
    script = {(0,): "2", (3,): "3", (1, 2): {"+": joined}, (1,): {"-": 0.4}, (2,): {"1": 0.4}}
    assert only_line(read_known([LEFT, BAR, ROD, RIGHT], script)).expression == expression


def test_a_fraction_is_read_with_its_bar():
    over, under = [[30, -35], [46, -30], [33, 0]], [[31, 30], [46, 50], [34, 66]]
    bar = [[20, 15], [60, 15.5]]
    script = {(0,): "1", (1,): "-", (2,): "2"}
    line = only_line(read_known([over, bar, under], script))
    assert (line.expression, line.result.exact) == ("1/2", "1/2")
    assert [symbol.label for symbol in line.symbols] == ["1", "frac", "2"]
    assert line.latex == r"\frac{1}{2}"


def test_a_dot_that_belongs_to_nothing_is_left_out():
    ink = Ink.of([LEFT, BAR, [[55, -20], [56, -19]], RIGHT])
    classifier = Knowing(ink, {(0,): "5", (1,): "-", (3,): "3"})
    classifier.card = {"weights": replace(PLAIN, stray=2.0).as_dict()}
    line = only_line(read_ink(ink, classifier))
    assert line.expression == "5-3"
    assert [symbol.marks for symbol in line.symbols] == [(0,), (1,), (3,)]


def shifted(strokes, y):
    return [[[a, b + y] for a, b in stroke] for stroke in strokes]


def test_lines_are_read_from_top_to_bottom_with_the_marks_of_the_whole_ink():
    lower = shifted([[[0, 0], [19, 30], [6, 40]], BAR, [[62, 0], [80, 6], [70, 40]]], 200)
    script = {(0,): "4", (1,): "-", (2,): "1", (3,): "9", (4,): "-", (5,): "2"}
    reading = read_known([*lower, LEFT, BAR, RIGHT], script)
    assert [line.expression for line in reading.lines] == ["9-2", "4-1"]
    marks = [[symbol.marks for symbol in line.symbols] for line in reading.lines]
    assert marks == [[(3,), (4,), (5,)], [(0,), (1,), (2,)]]


# What a person said


@pytest.mark.parametrize("label", ["7", "(", "+", "."])
def test_what_is_given_is_read_as_it_was_said(label):
    line = only_line(read_row("1+2", given=[Given(frozenset({0}), label)]))
    assert (line.symbols[0].label, line.symbols[0].alternatives) == (label, ())


def test_given_marks_are_one_symbol_however_far_apart():
    line = only_line(read_row("1+234", given=[Given(frozenset({4, 2}), "8")]))
    assert {symbol.marks: symbol.label for symbol in line.symbols}[2, 4] == "8"


def test_what_is_given_on_the_second_line_concerns_that_line():
    lower = shifted([[[0, 0], [19, 30], [6, 40]]], 200)
    reading = read_known([LEFT, *lower], {(0,): "4", (1,): "9"}, given=[Given({1}, "5")])
    assert [line.expression for line in reading.lines] == ["4", "5"]


def test_what_is_given_as_one_symbol_stands_on_one_line():
    upper, lower = shifted([BAR, RIGHT], -100), shifted([BAR, RIGHT], 100)
    strokes = [*upper, LEFT, *lower]
    assert len(read_known(strokes, {}).lines) == 3
    reading = read_known(strokes, {}, given=[Given(frozenset({0, 3}), "÷")])
    marks = [sorted(m for symbol in line.symbols for m in symbol.marks) for line in reading.lines]
    assert marks == [[0, 1, 3, 4], [2]]


@pytest.mark.parametrize(("label", "expression"), [("-", None), ("frac", "1/2")])
def test_a_bar_is_of_a_fraction_or_a_minus_as_it_was_said(label, expression):
    over, under = [[30, -35], [46, -30], [33, 0]], [[31, 30], [46, 50], [34, 66]]
    script = {(0,): "1", (1,): {"-": 0.1, "1": 0.8}, (2,): "2"}
    strokes = [over, [[20, 15], [60, 15.5]], under]
    line = only_line(read_known(strokes, script, given=[Given(frozenset({1}), label)]))
    assert {symbol.marks: symbol.label for symbol in line.symbols}[1,] == label
    assert expression is None or line.expression == expression


def test_a_fraction_that_cannot_be_is_still_read():
    given = [Given(frozenset({0}), "frac")]
    (symbol,) = only_line(read_row("1", given=given)).symbols
    assert symbol.marks == (0,)


def test_what_another_reading_changes_makes_that_reading_when_given():
    script = [{"1": 0.5, "7": 0.3}, {"+": 0.6, "4": 0.3}, {"2": 0.7, "3": 0.2}]
    line = only_line(read_row(script))
    assert len(line.readings) == 5
    for other in line.readings:
        given = [Given(frozenset(marks), label) for marks, label in other.changes]
        assert only_line(read_row(script, given=given)).expression == other.expression


# What an ablation switches off


def test_without_grammar_shapes_alone_decide():
    script = [{"1": 0.6, "(": 0.3}, "2", "+", "3", ")"]
    assert [symbol.label for symbol in only_line(read_row(script)).symbols] == list("(2+3)")
    line = only_line(read_row(script, parts=Parts(grammar=False)))
    assert [symbol.label for symbol in line.symbols] == list("12+3)")


def test_without_context_the_network_sees_groups_alone():
    class Seeing(Unsure):
        def classify(self, pictures):
            shapes.append(pictures.shape[1:])
            return super().classify(pictures)

    ink, _ = written("12")
    for parts, shape in [(Parts(), (3, 32, 32)), (Parts(context=False), (32, 32))]:
        shapes = []
        read_ink(ink, Seeing(), parts=parts)
        assert shapes == [shape]


def test_without_no_symbol_every_group_is_one():
    script = ["1", {"+": 0.004, "4": 0.002}, "2"]
    assert only_line(read_row(script)).error.kind == "unreadable_symbol"
    line = only_line(read_row(script, parts=Parts(no_symbol=False)))
    assert (line.expression, line.error) == ("1+2", None)

"""Judgement: figures of expressions, worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from scripted import Scripted

from calculator.grammar import parse_text
from calculator.read import read_ink
from calculator.reading import Reading
from segmentation.ink import Ink
from training.benchmarks import Expression, ExpressionSet
from training.judgement import Judged, figures_of, has_answer, is_exact, judge
from training.metrics import wilson


def row_of(count):
    """Return ink of so many strokes, each a symbol of its own."""
    return Ink.of([[[at * 30, 0], [at * 30 + 20, 40]] for at in range(count)])


def written(text, count, groups=True):
    marks = tuple(frozenset([at]) for at in range(count)) if groups else ()
    return Expression(row_of(count), parse_text(text), marks)


def measured(script, *expressions, left_out=0, roots=0):
    """Return the figures of expressions that are all read as the script says."""
    judged = judge(expressions, Scripted(script), "projection")
    return figures_of(ExpressionSet("set", expressions, left_out, roots), judged)


def reading_of(script):
    return read_ink(row_of(len(script)), Scripted(script), "projection")


def test_figures_of_expressions():
    texts = ("1+2", "2+1", "7+2", "1 + 2")
    figures = measured("1+2", *(written(text, 3) for text in texts))
    assert (figures["n"], figures["exact"], figures["answer"]) == (4, 0.5, 0.75)
    assert figures["exact_interval"] == wilson(2, 4)
    assert figures["answer_interval"] == wilson(3, 4)
    assert figures["segmentation_f"] == 1
    assert figures["ece"] == pytest.approx(0.999**3 - 0.5, abs=0.01)
    assert 0 < figures["p50_ms"] <= figures["p95_ms"]
    assert "left_out" not in figures


def test_what_is_left_out_is_counted_apart():
    figures = measured("1", written("1", 1), left_out=3, roots=2)
    assert (figures["n"], figures["left_out"], figures["left_out_roots"]) == (1, 3, 2)


def test_a_set_of_which_all_is_left_out_has_no_rates():
    assert measured("1", left_out=3) == {"n": 0, "left_out": 3, "left_out_roots": 0}


def test_the_surest_are_those_of_highest_confidence():
    sure, unsure = reading_of("1"), reading_of([{"7": 0.6, "1": 0.3}])
    judged = [Judged(written("1", 1), sure, 1.0, True, True)] * 8
    judged += [Judged(written("1", 1), unsure, 1.0, False, False)] * 2
    figures = figures_of(ExpressionSet("set", ()), judged)
    assert figures["exact_at_80"] == 1
    assert figures["exact_at_90"] == pytest.approx(8 / 9)


def test_rates_by_length_count_the_symbols_that_were_written():
    lines = [written(text, len(text)) for text in ("11", "1+2", "111", "1" * 15, "2" * 16)]
    by_length = measured("1" * 16, *lines)["by_length"]
    assert {name: (each["n"], each["exact"]) for name, each in by_length.items()} == {
        "1-2": (1, 1.0),
        "3-5": (2, 0.5),
        "15+": (2, 0.5),
    }


def test_groups_are_compared_with_those_of_the_truth():
    ink = Ink.of([[[0, 0], [20, 40]], [[5, 0], [15, 40]], [[60, 0], [80, 40]]])
    truth = tuple(map(frozenset, ([0], [1], [2])))
    figures = measured("12", Expression(ink, parse_text("12"), truth))
    assert figures["segmentation_f"] == pytest.approx(2 * 1 / (2 + 3))


def test_stray_ink_that_the_truth_leaves_out_is_no_wrong_group():
    stray = Expression(row_of(2), parse_text("1"), (frozenset([0]),))
    assert measured("12", stray)["segmentation_f"] == 1


def test_without_groups_in_the_truth_there_is_no_figure_that_needs_them():
    figures = measured("1+2", written("1+2", 3, groups=False))
    assert figures["exact"] == 1
    assert not {"segmentation_f", "by_length"} & figures.keys()


@pytest.mark.parametrize(
    ("script", "truth", "exact", "answer"),
    [
        ("1+2", "1+2", True, True),
        ("2+1", "1+2", False, True),
        ("4×4", "4×4", True, True),
        ("(1+2)", "1+2", True, True),
        ("2(3)", "2*3", True, True),
        ("6÷2", "6/2", True, True),
        ("7-1", "1+2", False, False),
        ("12+", "1+2", False, False),
        ("7÷0", "7/0", True, True),
        ("8÷0", "7/0", False, True),
        ("7÷1", "7/0", False, False),
        ("7÷0", "7/1", False, False),
    ],
)
def test_a_line_is_exact_by_its_tree_and_right_by_its_answer(script, truth, exact, answer):
    reading, tree = reading_of(script), parse_text(truth)
    assert (is_exact(reading, tree), has_answer(reading, tree)) == (exact, answer)


def test_an_expression_is_one_line():
    (line,) = reading_of("12").lines
    empty = replace(line, symbols=(), expression=None, result=None)
    truth = parse_text("12")
    for lines, is_right in (((line, empty), True), ((line, line), False), ((), False)):
        reading = Reading("ink", "model", lines)
        assert is_exact(reading, truth) is has_answer(reading, truth) is is_right


def test_the_confidence_of_several_lines_is_that_of_all():
    reading = reading_of([{"1": 0.8}])
    (line,) = reading.lines
    both = Judged(written("1", 1), replace(reading, lines=(line, line)), 1.0, False, False)
    assert both.confidence == pytest.approx(line.confidence**2)
    none = Judged(written("1", 1), replace(reading, lines=()), 1.0, False, False)
    assert none.confidence == 0

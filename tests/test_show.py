"""The read-back: plain text, LaTeX and MathML of what was written and understood."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree

import pytest
from expressions import LABELS, row_from, row_of, rows, trees
from hypothesis import given
from hypothesis import strategies as st

from calculator.automaton import FRACTION, RAISED
from calculator.bounds import MAX_HEIGHT
from calculator.evaluate import evaluate
from calculator.grammar import parse, parse_row, parse_text
from calculator.layout import Row, glyphs, symbols_of
from calculator.show import (
    infix,
    latex,
    latex_of_row,
    mathml,
    mathml_of_row,
)
from calculator.tree import Add, Divide, Multiply, Negate, Node, Number, Power

MATHML = "{http://www.w3.org/1998/Math/MathML}"
CORE = {MATHML + name for name in ("math", "mrow", "mn", "mo", "mfrac", "msup")}
ONE, TWO, SIX = Number("1"), Number("2"), Number("6")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("((7+9×3))÷2", "(7+9*3)/2"),
        ("2(3)", "2*3"),
        ("6÷2(3)", "6/2*3"),
        ("6÷(2(3))", "6/(2*3)"),
        ("3×-2", "3*(-2)"),
        ("1+-2", "1-2"),
        ("1--2", "1-(-2)"),
        ("-2×3", "-2*3"),
        ("-(2×3)", "-(2*3)"),
        ("-(2)", "-2"),
        ("1-(2-3)", "1-(2-3)"),
        ("(1-2)-3", "1-2-3"),
        ("(-2)**2", "(-2)**2"),
        ("-2**2", "-2**2"),
        ("(2**3)**2", "(2**3)**2"),
        ("2**(3**2)", "2**3**2"),
        ("2**-1", "2**(-1)"),
        ("0.50+.5+5.", "0.50+.5+5."),
    ],
)
def test_text_has_the_brackets_that_are_needed(text: str, shown: str) -> None:
    assert infix(parse_text(text)) == shown


@given(trees)
def test_text_is_read_back(tree: Node) -> None:
    assert parse_text(infix(tree)) == tree


@given(trees)
def test_no_two_signs_stand_side_by_side(tree: Node) -> None:
    text = infix(tree).replace("**", "^")
    assert not any(a in "+-*/^" and b in "+-*/^" for a, b in pairwise(text))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("7+9×3", r"7+9\times 3"),
        ("6÷2(3)", r"(6\div 2)\times (3)"),
        ("6÷2×3(4)(5)", r"(6\div 2\times 3)\times (4)\times (5)"),
        ("6÷2×3", r"6\div 2\times 3"),
        ("2(3)÷4", r"2\times (3)\div 4"),
        ("2×3(4)", r"2\times 3\times (4)"),
        ("((1))+2", "((1))+2"),
        ("3×-2", r"3\times (-2)"),
        ("1+-2", "1+(-2)"),
        ("1-2", "1-2"),
        ("1-(-2)", "1-(-2)"),
        ("0.50", "0.50"),
        ("2**-1", "2^{-1}"),
        ("(-2)**2", "(-2)^{2}"),
        ("1+2=3", "1+2"),
    ],
)
def test_latex_shows_what_was_written_and_understood(text: str, shown: str) -> None:
    assert latex(parse_text(text)) == shown


@pytest.mark.parametrize(
    ("tree", "shown"),
    [
        (Divide(Add(ONE, TWO), SIX, bar=True), r"\frac{1+2}{6}"),
        (Multiply(TWO, Divide(ONE, SIX, bar=True)), r"2\times \frac{1}{6}"),
        (Multiply(Divide(ONE, SIX, bar=True), TWO, implicit=True), r"\frac{1}{6}\times 2"),
        (Power(Divide(ONE, SIX, bar=True), TWO), r"\left(\frac{1}{6}\right)^{2}"),
        (Power(TWO, Divide(ONE, SIX, bar=True)), r"2^{\frac{1}{6}}"),
        (Power(Power(ONE, TWO), SIX), "(1^{2})^{6}"),
        (Negate(Divide(ONE, SIX, bar=True)), r"-\frac{1}{6}"),
        (Add(ONE, Negate(Add(TWO, SIX))), "1-(2+6)"),
    ],
)
def test_trees_that_were_not_written_are_shown(tree: Node, shown: str) -> None:
    assert latex(tree) == shown


@pytest.mark.parametrize(
    ("notation", "typeset", "text"),
    [
        ("{7+9×3|2}", r"\frac{7+9\times 3}{2}", "(7+9*3)/2"),
        ("{(1)|2×3}", r"\frac{(1)}{2\times 3}", "1/(2*3)"),
        ("{1|2}÷3", r"\frac{1}{2}\div 3", "1/2/3"),
        ("3÷{1|2}", r"3\div \frac{1}{2}", "3/(1/2)"),
        ("{{1|2}|{3|4}}", r"\frac{\frac{1}{2}}{\frac{3}{4}}", "1/2/(3/4)"),
        ("1{1|2}", r"1\frac{1}{2}", "1+1/2"),
        ("-1{1|2}", r"-1\frac{1}{2}", "-(1+1/2)"),
        ("2-1{1|2}", r"2-1\frac{1}{2}", "2-(1+1/2)"),
        ("2+1{1|2}", r"2+1\frac{1}{2}", "2+(1+1/2)"),
        ("2×1{1|2}", r"2\times 1\frac{1}{2}", "2*(1+1/2)"),
        ("1{1|2}÷2", r"1\frac{1}{2}\div 2", "(1+1/2)/2"),
        ("1{1|2}^{2}", r"\left(1\frac{1}{2}\right)^{2}", "(1+1/2)**2"),
        ("2^{1{1|2}}", r"2^{1\frac{1}{2}}", "2**(1+1/2)"),
        ("1.5{1|2}", r"1.5\times \frac{1}{2}", "1.5*(1/2)"),
        ("{1|2}3{4|5}", r"\frac{1}{2}\times 3\frac{4}{5}", "1/2*(3+4/5)"),
        ("{1|2}^{2}", r"\left(\frac{1}{2}\right)^{2}", "(1/2)**2"),
        ("2^{-{1|2}}", r"2^{-\frac{1}{2}}", "2**(-(1/2))"),
        ("2^{3^{2}}", "2^{3^{2}}", "2**3**2"),
        ("(2^{3})^{2}", "(2^{3})^{2}", "(2**3)**2"),
        ("6÷2^{3}4", r"(6\div 2^{3})\times 4", "6/2**3*4"),
    ],
)
def test_rows_are_shown_with_the_brackets_that_are_needed(
    notation: str, typeset: str, text: str
) -> None:
    tree = parse_row(row_from(notation))
    assert (latex(tree), infix(tree)) == (typeset, text)


def test_a_fraction_carries_the_symbol_of_its_bar() -> None:
    assert (
        '<mn data-symbols="0">1</mn><mfrac data-symbols="1">'
        '<mn data-symbols="2">2</mn><mn data-symbols="3">3</mn></mfrac>'
    ) in mathml(parse_row(row_from("1{2|3}")))


def test_an_exponent_is_raised() -> None:
    assert (
        '<msup><mn data-symbols="0">2</mn><mrow><mo data-symbols="1" form="prefix">−</mo>'
        '<mn data-symbols="2">3</mn></mrow></msup>'
    ) in mathml(parse_row(row_from("2^{-3}")))


@given(trees)
def test_every_symbol_of_a_row_is_shown_once(tree: Node) -> None:
    row = row_of(tree)
    assert sorted(shown_symbols(mathml(parse_row(row)))) == list(symbols_of(row))


def test_mathml_points_back_at_the_symbols() -> None:
    assert mathml(parse(list("6÷2(-3.5)"))) == (
        '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">'
        '<mrow><mo class="understood">(</mo><mn data-symbols="0">6</mn>'
        '<mo data-symbols="1">÷</mo><mn data-symbols="2">2</mn>'
        '<mo class="understood">)</mo></mrow><mo>×</mo>'
        '<mrow><mo data-symbols="3">(</mo><mo data-symbols="4" form="prefix">−</mo>'
        '<mn data-symbols="5 6 7">3.5</mn><mo data-symbols="8">)</mo></mrow></math>'
    )


def shown_symbols(formula: str) -> list[int]:
    leaves = ElementTree.fromstring(formula).iter()
    return [int(index) for leaf in leaves for index in leaf.get("data-symbols", "").split()]


@given(trees)
def test_every_symbol_is_shown_once(tree: Node) -> None:
    written = parse_text(infix(tree))
    text = infix(tree).replace("**", "^")
    assert sorted(shown_symbols(mathml(written))) == [
        at for at, character in enumerate(text) if character != "^"
    ]


@given(trees)
def test_mathml_is_core_and_complete(tree: Node) -> None:
    root = ElementTree.fromstring(mathml(tree))
    assert {element.tag for element in root.iter()} <= CORE
    for element in root.iter():
        if element.tag in (MATHML + "mfrac", MATHML + "msup"):
            assert len(element) == 2


@pytest.mark.parametrize(
    ("labels", "shown"),
    [
        (list("2×(3"), r"2\times (3"),
        (list("12÷"), r"12\div"),
        (list("1.2.3-"), "1.2.3-"),
        (list("1+1="), "1+1="),
        (["2", "<b>", "frac"], "2??"),
        ([], ""),
    ],
)
def test_what_makes_no_sense_is_shown_in_its_order(labels: list[str], shown: str) -> None:
    assert latex_of_row(glyphs(labels)) == shown


@given(st.lists(st.one_of(st.sampled_from(LABELS), st.text(max_size=2)), max_size=12))
def test_any_labels_are_well_formed_mathml(labels: list[str]) -> None:
    assert shown_symbols(mathml_of_row(glyphs(labels))) == list(range(len(labels)))


@pytest.mark.parametrize(
    ("notation", "shown"),
    [
        ("{1+|}-", r"\frac{1+}{}-"),
        ("(2^{3×}", r"(2^{3\times}"),
        ("^{2}", "^{2}"),
        ("+^{2}", "+^{2}"),
        ("2^{3}^{4}", "{2^{3}}^{4}"),
        ("{1|2}^{}", r"\frac{1}{2}^{}"),
        ("1{2|?}", r"1\frac{2}{?}"),
        ("", ""),
    ],
)
def test_a_row_that_makes_no_sense_is_typeset_as_it_stands(notation: str, shown: str) -> None:
    assert latex_of_row(row_from(notation)) == shown


@given(rows)
def test_any_row_is_well_formed_mathml(row: Row) -> None:
    formula = mathml_of_row(row)
    assert sorted(shown_symbols(formula)) == list(symbols_of(row))
    for element in ElementTree.fromstring(formula).iter():
        assert element.tag not in (MATHML + "mfrac", MATHML + "msup") or len(element) == 2


@pytest.mark.parametrize("label", [FRACTION, RAISED])
def test_a_symbol_labelled_as_a_structure_is_none(label: str) -> None:
    assert latex_of_row(glyphs(["2", label])) == "2?"


def test_the_highest_tree_is_shown_and_evaluated() -> None:
    tree = parse_text("-(" * (MAX_HEIGHT // 2 - 1) + "1/2" + ")" * (MAX_HEIGHT // 2 - 1))
    assert parse_text(infix(tree)) == tree
    assert ElementTree.fromstring(mathml(tree)) is not None
    assert latex(tree).count("(") == MAX_HEIGHT // 2 - 1
    assert evaluate(tree).exact == "-1/2"

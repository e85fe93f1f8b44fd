"""Fractions, exponents and mixed numbers: what rows mean, and what is said about those that fail.

In the notation of these tests `{1|2}` is a half and `2^{3}` is 8; symbols count from 0, a bar
before what stands above it.
"""

from __future__ import annotations

import re
import time

import pytest
from expressions import row_from, row_of, rows, trees
from hypothesis import given

from calculator.bounds import MAX_HEIGHT, MAX_POWERS, MAX_SYMBOLS
from calculator.errors import CalculatorError, TooLarge
from calculator.evaluate import evaluate
from calculator.grammar import parse_row, parse_text
from calculator.layout import Exponent, Fraction, Glyph, Row, glyphs, symbols_of
from calculator.show import infix, latex, latex_of_row, mathml, mathml_of_row
from calculator.tree import Add, Divide, Multiply, Negate, Node, Number, Power, span, walk

ONE, TWO, THREE = Number("1"), Number("2"), Number("3")
HALF = Divide(ONE, TWO)
ONE_AND_A_HALF = Add(ONE, HALF)

MOST_SECONDS = 0.05


@pytest.mark.parametrize(
    ("notation", "tree"),
    [
        ("{1|2}", HALF),
        ("{1+2|3}", Divide(Add(ONE, TWO), THREE)),
        ("{{1|2}|3}", Divide(HALF, THREE)),
        ("{1|{2|3}}", Divide(ONE, Divide(TWO, THREE))),
        ("1-{1|2}", Add(ONE, Negate(HALF))),
        ("3÷{1|2}", Divide(THREE, HALF)),
        ("2^{3}", Power(TWO, THREE)),
        ("12^{3}", Power(Number("12"), THREE)),
        ("3.1^{2}", Power(Number("3.1"), TWO)),
        ("-2^{3}", Negate(Power(TWO, THREE))),
        ("2^{-3}", Power(TWO, Negate(THREE))),
        ("2^{3^{2}}", Power(TWO, Power(THREE, TWO))),
        ("2^{{1|2}}", Power(TWO, HALF)),
        ("(1+2)^{3}", Power(Add(ONE, TWO), THREE)),
        ("{1|2}^{3}", Power(HALF, THREE)),
        ("3×2^{1}×2", Multiply(Multiply(THREE, Power(TWO, ONE)), TWO)),
        ("1÷2^{3}", Divide(ONE, Power(TWO, THREE))),
        ("2^{3}2", Multiply(Power(TWO, THREE), TWO)),
        ("2^{3}(1)", Multiply(Power(TWO, THREE), ONE)),
        ("{1|2}3", Multiply(HALF, THREE)),
        ("{1|2}{1|2}", Multiply(HALF, HALF)),
        ("(3){1|2}", Multiply(THREE, HALF)),
        ("{1|2}=3^{", HALF),
    ],
)
def test_rows_mean_what_school_says(notation: str, tree: Node) -> None:
    assert parse_row(row_from(notation)) == tree


@pytest.mark.parametrize(
    ("notation", "tree"),
    [
        ("1{1|2}", ONE_AND_A_HALF),
        ("-1{1|2}", Negate(ONE_AND_A_HALF)),
        ("2×1{1|2}", Multiply(TWO, ONE_AND_A_HALF)),
        ("1{1|2}2", Multiply(ONE_AND_A_HALF, TWO)),
        ("1{1|2}^{2}", Power(ONE_AND_A_HALF, TWO)),
        ("2^{1{1|2}}", Power(TWO, ONE_AND_A_HALF)),
        ("2^{3}1{1|2}", Multiply(Power(TWO, THREE), ONE_AND_A_HALF)),
        ("{1{1|2}|3}", Divide(ONE_AND_A_HALF, THREE)),
    ],
)
def test_an_integer_before_a_fraction_of_integers_is_a_mixed_number(
    notation: str, tree: Node
) -> None:
    parsed = parse_row(row_from(notation))
    assert parsed == tree
    assert [node.mixed for node, _ in walk(parsed) if isinstance(node, Add)] == [True]


@pytest.mark.parametrize(
    ("notation", "tree"),
    [
        ("1.{1|2}", Multiply(ONE, HALF)),
        ("1{-1|2}", Multiply(ONE, Divide(Negate(ONE), TWO))),
        ("1{1.|2}", Multiply(ONE, HALF)),
        ("1{1|(2)}", Multiply(ONE, HALF)),
        ("(1){1|2}", Multiply(ONE, HALF)),
        ("2^{1}{1|2}", Multiply(Power(TWO, ONE), HALF)),
        ("{1|2}{1|2}", Multiply(HALF, HALF)),
    ],
)
def test_other_things_before_a_fraction_are_multiplied(notation: str, tree: Node) -> None:
    assert parse_row(row_from(notation)) == tree


@pytest.mark.parametrize(
    ("notation", "kind", "symbols", "words"),
    [
        ("1+{|2}", "incomplete_expression", (2,), "above this bar"),
        ("1+{2|}", "incomplete_expression", (2,), "below this bar"),
        ("{1|{|}}", "incomplete_expression", (2,), "above this bar"),
        ("^{12}", "incomplete_expression", (0, 1), "before this exponent"),
        ("(^{2})", "incomplete_expression", (1,), "before this exponent"),
        ("2+^{2}", "incomplete_expression", (1,), "after the +"),
        ("1-23^{}", "incomplete_expression", (3,), "exponent of this is missing"),
        ("{1|2}^{}", "incomplete_expression", (0, 1, 2), "exponent of this is missing"),
        ("2^{3}^{4}", "incomplete_expression", (1, 2), "between these exponents"),
        ("5-{1+|2}", "incomplete_expression", (4,), "after the +"),
        ("2^{÷3}", "incomplete_expression", (1,), "before the ÷"),
        ("5{3|1)}", "unbalanced_bracket", (4,), "never opened"),
        ("({1|2}", "unbalanced_bracket", (0,), "never closed"),
        ("5{3|(1}", "unbalanced_bracket", (3,), "never closed"),
        (".{1|2}", "incomplete_expression", (0,), "no digits"),
        ("2^{?}", "unreadable_symbol", (1,), "could not be read"),
        ("2^{3=}", "unreadable_symbol", (2,), "equals sign"),
        ("{1=|2}", "unreadable_symbol", (2,), "equals sign"),
    ],
)
def test_errors_point_at_symbols_of_the_line(
    notation: str, kind: str, symbols: tuple[int, ...], words: str
) -> None:
    with pytest.raises(CalculatorError, match=re.escape(words)) as caught:
        parse_row(row_from(notation))
    assert (caught.value.kind, caught.value.symbols) == (kind, symbols)


def test_indices_are_those_of_the_line_not_of_the_row() -> None:
    row = (Glyph("7", 9), Fraction(4, (Glyph("1", 3),), (Glyph("2", 1), Glyph("0", 7))))
    tree = parse_row(row)
    assert isinstance(tree, Add)
    assert (tree.left.symbols, tree.right.symbols) == ((9,), (4,))
    assert span(tree) == symbols_of(row) == (1, 3, 4, 7, 9)


@given(rows)
def test_any_row_gives_a_tree_or_an_error_within_the_line(row: Row) -> None:
    try:
        symbols = span(parse_row(row))
    except CalculatorError as error:
        symbols = error.symbols
        assert error.message.endswith(".")
    assert list(symbols) == sorted(set(symbols) & set(symbols_of(row)))


def written(tree: Node) -> list[tuple[type, object, object]]:
    """Return the kinds of all nodes, and how they were written."""
    nodes = [node for node, _ in walk(tree)]
    return [(type(n), getattr(n, "bar", None), getattr(n, "mixed", None)) for n in nodes]


@given(trees)
def test_the_row_of_a_tree_is_read_back(tree: Node) -> None:
    row = row_of(tree)
    parsed = parse_row(row)
    assert parsed == tree == parse_text(infix(parsed))
    assert written(parsed) == written(tree)
    assert span(parsed) == symbols_of(row)


@pytest.mark.parametrize(
    ("notation", "exact", "decimal"),
    [
        ("1{1|2}", "3/2", "1.5"),
        ("-1{1|2}", "-3/2", "-1.5"),
        ("2×1{1|2}", "3", "3"),
        ("4^{1{1|2}}", "8", "8"),
        ("1{1|2}^{2}", "9/4", "2.25"),
        ("{7+9×3|2}", "17", "17"),
        ("2^{-2}", "1/4", "0.25"),
        ("2^{{1|2}}", "sqrt(2)", "1.41421356237310…"),
        ("{2|3}^{{1|2}}", "sqrt(6)/3", "0.816496580927726…"),
        ("8^{{2|3}}-2^{0.5}×2^{{1|2}}", "2", "2"),
        ("(-8)^{{1|3}}", "-2", "-2"),
        ("2^{3^{2}}", "512", "512"),
        ("(2^{3})^{2}", "64", "64"),
    ],
)
def test_rows_have_exact_answers(notation: str, exact: str, decimal: str) -> None:
    result = evaluate(parse_row(row_from(notation)))
    assert (result.exact, result.decimal) == (exact, decimal)


def test_a_mixed_number_over_zero_points_at_the_zero() -> None:
    with pytest.raises(CalculatorError, match="divided by zero") as caught:
        evaluate(parse_row(row_from("1{1|0}")))
    assert caught.value.symbols == (3,)


def tower(height: int, upwards: bool = True) -> Row:
    """Return so many fractions, each in the top, or in the bottom, of the one before."""
    row = glyphs("1")
    for bar in range(1, height + 1):
        other = (Glyph("2", height + bar),)
        row = (Fraction(bar, row, other) if upwards else Fraction(bar, other, row),)
    return row


def powers(height: int) -> Row:
    """Return a tower of so many exponents."""
    row = (Glyph("2", height),)
    for at in reversed(range(height)):
        row = (Glyph("2", at), Exponent(row))
    return row


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (row_from("2^{2^{2^{65536}}}"), "more than 4,000 digits"),
        (row_from("9^{9^{9^{9}}}"), "more than 4,000 digits"),
        (tower(300), f"more than {MAX_HEIGHT} operations"),
        (tower(200), f"more than {MAX_HEIGHT} operations"),
        (tower(200, upwards=False), f"more than {MAX_HEIGHT} operations"),
        (powers(300), f"more than {MAX_HEIGHT} operations"),
        (powers(MAX_POWERS + 1), f"more than {MAX_POWERS} powers"),
        (MAX_SYMBOLS * glyphs("1") + row_from("^{2}"), f"more than {MAX_SYMBOLS} symbols"),
    ],
)
def test_towers_are_refused_at_once(row: Row, words: str) -> None:
    began = time.process_time()  # other programs may hold up this one
    with pytest.raises(TooLarge, match=words):
        evaluate(parse_row(row))
    assert time.process_time() - began < MOST_SECONDS


@pytest.mark.parametrize("row", [tower(MAX_HEIGHT - 1), tower(MAX_HEIGHT - 1, upwards=False)])
def test_the_highest_tower_is_read_and_shown(row: Row) -> None:
    tree = parse_row(row)
    assert infix(tree).count("/") == mathml(tree).count("<mfrac") == MAX_HEIGHT - 1
    assert latex(tree).count(r"\frac") == latex_of_row(row).count(r"\frac") == MAX_HEIGHT - 1
    assert evaluate(tree).decimal


def test_a_row_of_any_depth_is_shown() -> None:
    assert "…" in latex_of_row(tower(3000))
    assert "…" in mathml_of_row(powers(3000))

"""The grammar: what lines mean, what is said about those that mean nothing, and the automaton."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from itertools import product

import pytest
from expressions import LABELS, row_of, trees
from hypothesis import given
from hypothesis import strategies as st

from calculator.automaton import (
    FRACTION,
    RAISED,
    VOCABULARY,
    State,
    accepts,
    advance,
    label_of,
    start,
)
from calculator.bounds import MAX_HEIGHT, MAX_SYMBOLS
from calculator.errors import CalculatorError, TooLarge, UnreadableSymbol
from calculator.grammar import parse, parse_row, parse_text
from calculator.infix import infix
from calculator.layout import Exponent, Fraction, Glyph, Item, Row, glyphs
from calculator.tree import Add, Divide, Multiply, Negate, Node, Number, Power, span

ONE, TWO, THREE, SIX = Number("1"), Number("2"), Number("3"), Number("6")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("12", Number("12")),
        ("1+2*3", Add(ONE, Multiply(TWO, THREE))),
        ("1-2-3", Add(Add(ONE, Negate(TWO)), Negate(THREE))),
        ("6/2/3", Divide(Divide(SIX, TWO), THREE)),
        ("6/2(3)", Multiply(Divide(SIX, TWO), THREE)),
        ("(1)(2)3", Multiply(Multiply(ONE, TWO), THREE)),
        ("1-2(3)", Add(ONE, Negate(Multiply(TWO, THREE)))),
        ("-2*3", Multiply(Negate(TWO), THREE)),
        ("3*-2", Multiply(THREE, Negate(TWO))),
        ("1--2", Add(ONE, Negate(Negate(TWO)))),
        ("+2", TWO),
        ("-2**2", Negate(Power(TWO, TWO))),
        ("2**-1", Power(TWO, Negate(ONE))),
        ("2**-3**2", Power(TWO, Negate(Power(THREE, TWO)))),
        ("2**3**1", Power(TWO, Power(THREE, ONE))),
        ("2**3(1)", Multiply(Power(TWO, THREE), ONE)),
        ("(1+2)*3", Multiply(Add(ONE, TWO), THREE)),
        ("1+2=3+", Add(ONE, TWO)),
    ],
)
def test_lines_mean_what_school_says(text: str, tree: Node) -> None:
    assert parse_text(text) == tree


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("2×3", "2·3"),
        ("2x3", "2*3"),
        ("2(3)", "2*3"),
        ("6÷2", "6/2"),
        ("6:2", "6/2"),
        ("6−2", "6-2"),
        ("((1))+(2)", "1+2"),
        ("1+-2", "1-2"),
        ("[1+2]·3", "(1+2)*3"),
        ("0.50", ".5"),
        ("5.", "5"),
        (" 1 + 2 ", "1+2"),
    ],
)
def test_notation_does_not_matter(text: str, same: str) -> None:
    assert parse_text(text) == parse_text(same)


@pytest.mark.parametrize(("text", "other"), [("1-(2-3)", "1-2-3"), ("6/(2*3)", "6/2*3")])
def test_brackets_matter(text: str, other: str) -> None:
    assert parse_text(text) != parse_text(other)


@pytest.mark.parametrize(
    ("text", "kind", "symbols", "words"),
    [
        ("", "nothing_written", (), "Nothing"),
        ("2+", "incomplete_expression", (1,), "after the +"),
        ("2-=", "incomplete_expression", (1,), "after the −"),
        ("2+×3", "incomplete_expression", (1,), "after the +"),
        ("(2+)", "incomplete_expression", (2,), "after the +"),
        ("×2", "incomplete_expression", (0,), "before the ×"),
        ("(÷2)", "incomplete_expression", (1,), "before the ÷"),
        ("=5", "incomplete_expression", (0,), "before the ="),
        ("2()", "incomplete_expression", (1, 2), "between these brackets"),
        (".", "incomplete_expression", (0,), "no digits"),
        ("1+.", "incomplete_expression", (2,), "no digits"),
        ("1 2", "incomplete_expression", (0, 1), "between these numbers"),
        ("1.2.3", "unreadable_symbol", (3,), "two decimal points"),
        ("3?", "unreadable_symbol", (1,), "could not be read"),
        ("(2", "unbalanced_bracket", (0,), "never closed"),
        ("(2=", "unbalanced_bracket", (0,), "never closed"),
        ("1+(", "unbalanced_bracket", (2,), "never closed"),
        ("((2)+(3", "unbalanced_bracket", (0, 5), "never closed"),
        ("2)", "unbalanced_bracket", (1,), "never opened"),
        (")", "unbalanced_bracket", (0,), "never opened"),
    ],
)
def test_errors_say_what_and_where(
    text: str, kind: str, symbols: tuple[int, ...], words: str
) -> None:
    with pytest.raises(CalculatorError, match=re.escape(words)) as caught:
        parse_text(text)
    error = caught.value.as_dict()
    assert (error["kind"], error["symbols"]) == (kind, list(symbols))


@pytest.mark.parametrize(
    "text",
    [
        "1" * (MAX_SYMBOLS + 1),
        "(" * MAX_HEIGHT + "1" + ")" * MAX_HEIGHT,
        "-" * MAX_HEIGHT + "1",
        "2**" * MAX_HEIGHT + "2",
        "1" + "+1" * MAX_HEIGHT,
    ],
)
def test_long_and_deep_lines_are_refused(text: str) -> None:
    with pytest.raises(TooLarge):
        parse_text(text)


def test_symbols_are_kept_with_their_nodes() -> None:
    tree = parse(list("12×(3.5-4)"))
    assert isinstance(tree, Multiply)
    assert (tree.left.symbols, tree.symbols, tree.right.brackets) == ((0, 1), (2,), ((3, 9),))
    assert span(tree) == tuple(range(10))


@pytest.mark.parametrize("text", ["", ".", "1.2.3", "-1", "1e5", "٣", " 1"])
def test_a_number_is_a_decimal(text: str) -> None:
    with pytest.raises(ValueError, match="not a decimal"):
        Number(text)


def automaton_accepts(row: Row) -> bool:
    state: State | None = start()
    for item in row:
        state = advance(state, label_of(item)) if state else None
    return state is not None and accepts(state)


def grammar_accepts(row: Row) -> bool:
    try:
        parse_row(row)
    except CalculatorError:
        return False
    return True


def python_accepts(row: Row) -> bool:
    """Ask Python's own grammar about a row, with numbers as `1` and every × written.

    A fraction is a bracket to it, and an exponent an operator and a bracket.
    """
    text = " ".join(label_of(item) for item in row).split("=")[0]
    if f"{RAISED} {RAISED}" in text:  # a tower to Python, but two exponents on one base here
        return False
    text = text.replace("×", "*").replace("÷", "/")
    text = re.sub(r"(?<=[0-9.]) (?=[0-9.])", "", text)
    text = re.sub(r"[0-9]+\.?[0-9]*|\.[0-9]+", " 1 ", text)
    if "..." in text or re.search(r"\(\s*\)", text):  # both are Python, but not arithmetic
        return False
    text = text.replace(FRACTION, "(1)").replace(RAISED, "**(1)")
    text = re.sub(r"(?<=[1)])(\s*)\(", r"\1*(", text)
    text = re.sub(r"\)(\s*)(?=1)", r")*\1", text)
    try:
        ast.parse(text.strip(), mode="eval")
    except SyntaxError:
        return False
    return True


ITEM_LABELS = [*LABELS, FRACTION, RAISED]

label_lists = st.lists(st.sampled_from(LABELS), max_size=14)


@st.composite
def nearly_right(draw: st.DrawFn) -> list[str]:
    """Draw the labels of a right line, with a few of them exchanged."""
    tree = draw(trees)
    text = infix(tree).replace("**", "^").replace("*", "×").replace("/", "÷")
    flat = ["**" if character == "^" else character for character in text]
    labels = draw(st.sampled_from([flat, [label_of(item) for item in row_of(tree)]]))
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(labels) - 1))
        labels[at : at + draw(st.integers(0, 1))] = [draw(st.sampled_from(ITEM_LABELS))]
    return labels


def drawn(label: str, symbol: int) -> Item:
    """Return an item of the automaton's label, with as little in it as can be understood."""
    small = (Glyph("1", symbol),)
    items: dict[str, Item] = {FRACTION: Fraction(symbol, small, small), RAISED: Exponent(small)}
    return items.get(label, Glyph(label, symbol))


item_lists = st.lists(st.sampled_from(ITEM_LABELS), max_size=14)


def check_agreement(labels: Sequence[str]) -> None:
    row = tuple(drawn(label, at) for at, label in enumerate(labels))
    accepted = automaton_accepts(row)
    assert accepted == grammar_accepts(row), labels
    assert accepted == python_accepts(row), labels


@given(st.one_of(label_lists, item_lists, nearly_right()))
def test_automaton_parser_and_python_agree(labels: list[str]) -> None:
    check_agreement(labels)


@pytest.mark.parametrize("length", [1, 2, 3])
def test_automaton_parser_and_python_agree_on_all_short_rows(length: int) -> None:
    one_of_each_role = ("1", ".", "-", "×", "**", "(", ")", "=", FRACTION, RAISED)
    for labels in product(one_of_each_role, repeat=length):
        check_agreement(labels)


@given(trees)
def test_automaton_accepts_the_rows_of_all_trees(tree: Node) -> None:
    assert automaton_accepts(row_of(tree))


@pytest.mark.parametrize("label", [FRACTION, RAISED, "", "×2"])
def test_a_symbol_of_an_unknown_label_is_unreadable(label: str) -> None:
    assert not automaton_accepts(glyphs(["2", label]))
    with pytest.raises(UnreadableSymbol) as caught:
        parse(["2", label])
    assert caught.value.symbols == (1,)


@given(label_lists, st.text(max_size=3))
def test_any_labels_give_a_tree_or_an_error_within_the_line(labels: list[str], odd: str) -> None:
    labels.append(odd)
    try:
        symbols = span(parse(labels))
    except CalculatorError as error:
        symbols = error.symbols
    assert set(symbols) <= set(range(len(labels)))


def test_the_vocabulary_is_the_alphabet_and_what_geometry_finds() -> None:
    assert set("0123456789+-×÷().=") | {"**"} == VOCABULARY

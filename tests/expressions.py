"""Strategies for random expressions, and the rows that somebody would write for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

from hypothesis import strategies as st

from calculator.automaton import VOCABULARY
from calculator.infix import Rank, rank
from calculator.layout import Exponent, Fraction, Glyph, Item, Row
from calculator.tree import Add, Divide, Multiply, Negate, Node, Number, Power

LABELS = sorted(VOCABULARY)

SPELLINGS = ("0", "007", "1.", ".5", "0.25", "3.10", "0.003", "12345678901234567890")

wholes = st.integers(0, 12).map(str).map(Number)

numbers = st.one_of(wholes, st.sampled_from(SPELLINGS).map(Number))

mixed_numbers = st.builds(
    lambda whole, top, bottom: Add(whole, Divide(top, bottom, bar=True), mixed=True),
    *(wholes, wholes, wholes),
)

operands: st.SearchStrategy[Node] = st.one_of(numbers, numbers, mixed_numbers)


def _one_step(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.one_of(
        st.builds(Negate, parts),
        st.builds(Add, parts, parts),
        st.builds(Add, parts, st.builds(Negate, parts)),
        st.builds(Multiply, parts, parts, st.booleans()),
        st.builds(Divide, parts, parts, st.booleans()),
    )


def _one_step_or_power(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.one_of(_one_step(parts), st.builds(Power, parts, parts))


fractional_trees: st.SearchStrategy[Node] = st.recursive(operands, _one_step, max_leaves=12)
"""Expressions whose value is a fraction, if they have one."""

trees: st.SearchStrategy[Node] = st.recursive(operands, _one_step_or_power, max_leaves=12)
"""Expressions of every kind."""


_parts: st.SearchStrategy[str] = st.recursive(
    st.lists(st.sampled_from([*LABELS, "?"]), max_size=4).map("".join),
    lambda parts: st.one_of(
        st.builds("{{{}|{}}}".format, parts, parts),
        st.builds("^{{{}}}".format, parts),
        st.builds("{}{}".format, parts, parts),
    ),
    max_leaves=6,
)

rows: st.SearchStrategy[Row] = st.deferred(lambda: _parts.map(row_from))
"""Rows of every kind, most of which make no sense."""


def row_from(notation: str) -> Row:
    """Return the row of `1{1|2}`, a mixed number, or `2^{-3}`, a power; symbols count from 0."""
    return _read_row(iter(notation), count(), end="")


def _read_row(characters: Iterator[str], symbols: Iterator[int], end: str) -> Row:
    row: list[Item] = []
    for character in characters:
        if character == end:
            break
        if character == "{":
            bar = next(symbols)
            top = _read_row(characters, symbols, end="|")
            row.append(Fraction(bar, top, _read_row(characters, symbols, end="}")))
        elif character == "^":
            assert next(characters) == "{"
            row.append(Exponent(_read_row(characters, symbols, end="}")))
        else:
            row.append(Glyph(character, next(symbols)))
    return tuple(row)


def row_of(tree: Node) -> Row:
    """Return a row that means a tree; bars are fractions, powers are raised."""
    return _operand(tree, Rank.SUM, True, count())


def _operand(node: Node, least: Rank, leading: bool, symbols: Iterator[int]) -> Row:
    binds = _stands_alone(node) or rank(node) >= least
    if binds and (leading or not isinstance(node, Negate)):
        return _operation(node, leading, symbols)
    return _bracketed(node, symbols)


def _stands_alone(node: Node) -> bool:
    return (isinstance(node, Divide) and node.bar) or (isinstance(node, Add) and node.mixed)


def _operation(node: Node, leading: bool, symbols: Iterator[int]) -> Row:
    match node:
        case Number(text=text):
            return _glyphs(text, symbols)
        case Negate(operand=operand):
            return _glyphs("-", symbols) + _operand(operand, Rank.POWER, False, symbols)
        case Power(base=base, exponent=exponent):
            row = _operand(base, Rank.ATOM, False, symbols)
            return (*row, Exponent(_operand(exponent, Rank.SUM, True, symbols)))
        case Divide(left=left, right=right, bar=True):
            top = _operand(left, Rank.SUM, True, symbols)
            return (Fraction(next(symbols), top, _operand(right, Rank.SUM, True, symbols)),)
        case Add(left=left, right=right, mixed=True):
            return _operation(left, leading, symbols) + _operation(right, leading, symbols)
        case Add(left=left, right=Negate(operand=right)):
            return _between(left, "-", right, (Rank.SUM, Rank.PRODUCT), leading, symbols)
        case Add(left=left, right=right):
            return _between(left, "+", right, (Rank.SUM, Rank.PRODUCT), leading, symbols)
        case Multiply(left=left, right=right, implicit=implicit):
            sign = "" if implicit else "×"
            return _between(left, sign, right, (Rank.PRODUCT, Rank.SIGN), leading, symbols)
        case Divide(left=left, right=right):
            return _between(left, "÷", right, (Rank.PRODUCT, Rank.SIGN), leading, symbols)


def _between(
    left: Node,
    sign: str,
    right: Node,
    ranks: tuple[Rank, Rank],
    leading: bool,
    symbols: Iterator[int],
) -> Row:
    row = _operand(left, ranks[0], leading, symbols)
    last = row[-1]
    if not sign and isinstance(last, Glyph) and last.label != ")":
        return row + _bracketed(right, symbols)
    return row + _glyphs(sign, symbols) + _operand(right, ranks[1], False, symbols)


def _bracketed(node: Node, symbols: Iterator[int]) -> Row:
    opening = _glyphs("(", symbols)
    return opening + _operation(node, True, symbols) + _glyphs(")", symbols)


def _glyphs(labels: Sequence[str], symbols: Iterator[int]) -> Row:
    return tuple(Glyph(label, next(symbols)) for label in labels)

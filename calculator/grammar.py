"""From a row of symbols, fractions and exponents to its expression tree.

Decisions: × and ÷ have one rank, left to right, and so has multiplication without a sign
(`6÷2(3)` is 9). A sign binds tighter than × and looser than a power (`-2**2` is −4, `2**-1` is a
half); powers go right to left. A sign may stand wherever an operand may (`3×-2`); a plus sign there
changes nothing and leaves no node. `=` ends the expression, whatever follows.

A fraction is one operand. An exponent binds to the operand right before it: a number with all its
digits, a bracket, a fraction. Digits directly before a fraction of digits over digits make a mixed
number, which is one operand too: `1½` is 3/2, `-1½` its negative, and 1½ with an exponent is the
power of 3/2. Anything else before or after a fraction or an exponent is multiplied.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from calculator.automaton import (
    CLOSING,
    EQUALS,
    OPENING,
    State,
    accepts,
    advance,
    label_of,
    start,
)
from calculator.bounds import check_row, check_tree
from calculator.errors import IncompleteExpression
from calculator.layout import Exponent, Fraction, Row, glyphs
from calculator.mistakes import empty_part, explain, nested_equals
from calculator.stacks import Stacks
from calculator.tree import Add, Divide, Node, Number, Power
from calculator.words import Term, Word, is_whole_number, words
from recognizer.alphabet import canonical

__all__ = ["State", "accepts", "advance", "parse", "parse_row", "parse_text", "start"]

_TOKEN = re.compile(r"\*\*|\S")
_BROKEN_NUMBER = re.compile(r"[0-9.]\s+[0-9.]")


def parse_row(row: Row) -> Node:
    """Return the expression that a row means, with the fractions and exponents in it.

    Raises NothingWritten, UnreadableSymbol, IncompleteExpression, UnbalancedBracket or TooLarge,
    each pointing at the symbols concerned by their indices.
    """
    check_row(row)
    tree = _build(row[: _expression_length(row)])
    check_tree(tree)
    return tree


def parse(labels: Sequence[str]) -> Node:
    """Return the expression that symbols side by side mean, as `parse_row` does for a row."""
    return parse_row(glyphs(labels))


def parse_text(text: str) -> Node:
    """Return the expression that plain infix text means, as `parse` does for symbols.

    Raises as `parse` does; indices count the symbols of the text, `**` as one, spaces as none.
    """
    split = _BROKEN_NUMBER.search(text)
    if split:
        at = len(_TOKEN.findall(text[: split.end() - 1]))
        raise IncompleteExpression("Something is missing between these numbers.", (at - 1, at))
    return parse([canonical(token) or token for token in _TOKEN.findall(text)])


def _expression_length(row: Row) -> int:
    """Return how many items the expression has: all, or those before `=`."""
    state = start()
    for at, item in enumerate(row):
        label = label_of(item)
        following = advance(state, label)
        if following is None:
            raise explain(row, at, state)
        if label == EQUALS:
            return at
        state = following
    if not accepts(state):
        raise explain(row, len(row), state)
    return len(row)


def _build(row: Row) -> Node:
    """Build the tree of a row whose items are known to be in a grammatical order."""
    empty = empty_part(row)
    if empty is not None:
        raise empty
    stacks = Stacks()
    before: Term | None = None
    for term in words(row):
        match term:
            case Word():
                _push_word(stacks, term)
            case Fraction():
                _push_fraction(stacks, term, before)
            case Exponent():
                stacks.operand(Power(stacks.take_back(), _nested(term.row)))
        before = term
    return stacks.finish()


def _push_word(stacks: Stacks, word: Word) -> None:
    if word.is_number:
        stacks.operand(Number(word.text, symbols=word.symbols))
    elif word.text in OPENING:
        stacks.open(word.symbols)
    elif word.text in CLOSING:
        stacks.close(word.symbols[0])
    else:
        stacks.operator(word.text, word.symbols)


def _push_fraction(stacks: Stacks, item: Fraction, before: Term | None) -> None:
    divide = Divide(_nested(item.top), _nested(item.bottom), bar=True, symbols=(item.bar,))
    plain = is_whole_number(item.top) and is_whole_number(item.bottom)
    if plain and isinstance(before, Word) and before.is_whole:
        stacks.operand(Add(stacks.take_back(), divide, mixed=True))
    else:
        stacks.operand(divide)


def _nested(row: Row) -> Node:
    """Build the tree of a row within a fraction or an exponent; `check_row` bounds the depth."""
    equals = nested_equals(row)
    if equals is not None:
        raise equals
    _expression_length(row)
    return _build(row)

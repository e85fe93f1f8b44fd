"""The LaTeX in which benchmarks tell what was written, as rows of our own layout.

Digits side by side are one number, whatever space is between them (`27 706`); braces that are no
argument are not there (`{10}^{47}`); brackets are round, however large. The signs themselves may
stand for their commands (`3×2`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

from calculator.automaton import EQUALS, POINT
from calculator.errors import CalculatorError
from calculator.grammar import parse_row
from calculator.layout import Exponent, Fraction, Glyph, Item, Row
from calculator.tree import Node
from recognizer.alphabet import ALPHABET

_TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|\S")
_IGNORED = frozenset({"$", r"\left", r"\right", *(f"\\{space}" for space in " !,;:")})
_LABELS = {
    **{name: entry.label for entry in ALPHABET for name in (entry.latex, entry.label)},
    **{r"\cdot": "×", "*": "×", "·": "×", "/": "÷", ":": "÷", "[": "(", "]": ")"},
    "−": "-",
    **{sign: sign for sign in (POINT, EQUALS)},
}
_ROOT = r"\sqrt"


class MeaninglessLatex(ValueError):
    """LaTeX that no expression of ours means; `is_root` where a root is in the way."""

    def __init__(self, reason: str, is_root: bool = False) -> None:
        super().__init__(reason)
        self.is_root = is_root


def parse_latex(text: str) -> Node:
    """Return the expression that LaTeX means, up to its first `=`.

    Raises MeaninglessLatex for what is no expression, or has a sign that ours have not.
    """
    try:
        return parse_row(row_of_latex(text))
    except CalculatorError as error:
        raise MeaninglessLatex(error.message) from error


def row_of_latex(text: str) -> Row:
    """Return how the symbols of LaTeX stand to each other, with what follows `=` too.

    Raises MeaninglessLatex for an unknown sign, or where a brace or an argument is missing.
    """
    tokens = iter([token for token in _TOKEN.findall(text) if token not in _IGNORED])
    return _row(tokens, count(), end=None)


def _row(tokens: Iterator[str], indices: Iterator[int], end: str | None) -> Row:
    """Read what stands side by side up to the token `end`, or to the last."""
    items: list[Item] = []
    for token in tokens:
        if token == end:
            return tuple(items)
        items.extend(_items(token, tokens, indices))
    if end is not None:
        raise MeaninglessLatex("a brace has no partner")
    return tuple(items)


def _items(token: str, tokens: Iterator[str], indices: Iterator[int]) -> Row:
    match token:
        case "}":
            raise MeaninglessLatex("a brace has no partner")
        case "{":
            return _row(tokens, indices, "}")
        case "^":
            return (Exponent(_argument(tokens, indices)),)
        case r"\frac":
            bar = next(indices)
            return (Fraction(bar, _argument(tokens, indices), _argument(tokens, indices)),)
    if token not in _LABELS:
        raise MeaninglessLatex(f"{token} has no meaning here", is_root=token == _ROOT)
    return (Glyph(_LABELS[token], next(indices)),)


def _argument(tokens: Iterator[str], indices: Iterator[int]) -> Row:
    """Read the argument of a command: what is in braces, or the one token that follows."""
    token = next(tokens, None)
    if token is None:
        raise MeaninglessLatex("a command has no argument")
    return _items(token, tokens, indices)

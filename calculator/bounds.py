"""The bounds on cost: everything that is refused as too large is refused here.

Each bound is asked before the work it bounds is begun. They leave room for whatever a person would
write by hand, and keep the worst line within about a second of one processor.
"""

from __future__ import annotations

from math import log2

from calculator.errors import TooLarge
from calculator.layout import Exponent, Row, walk_row
from calculator.tree import Node, Power, span, walk

MAX_SYMBOLS = 500
"""Symbols in a line."""

MAX_NODES = 1000
"""Nodes in a tree, whoever built it."""

MAX_HEIGHT = 100
"""Nodes, brackets and rows one within the other; at four Python frames each, far from its limit."""

MAX_POWERS = 20
"""Powers in a tree: each may leave a root that all later sums have to carry along."""

MAX_DIGITS = 4_000
"""Decimal digits above or below the bar of a fraction; Python prints up to 4,300."""

MAX_SURD_DIGITS = 600
"""Decimal digits of all numbers together in an exact value that holds a root."""

MAX_RADICAND_DIGITS = 100
"""Decimal digits under a root, which is searched for small factors."""

_BITS_PER_DIGIT = log2(10)
_TOO_HIGH = f"These are more than {MAX_HEIGHT} operations in one chain."


def check_row(row: Row) -> None:
    """Raise TooLarge when a row has more symbols than are read, or is too deep for recursion."""
    symbols = 0
    for item, depth in walk_row(row):
        if depth > MAX_HEIGHT:
            raise TooLarge(_TOO_HIGH)
        symbols += not isinstance(item, Exponent)
        if symbols > MAX_SYMBOLS:
            raise TooLarge(f"There are more than {MAX_SYMBOLS} symbols in this line.")


def check_tree(tree: Node) -> None:
    """Raise TooLarge when a tree is too high to be walked by recursion, or has too many nodes."""
    for count, (_, depth) in enumerate(walk(tree), start=1):
        if depth > MAX_HEIGHT:
            raise TooLarge(_TOO_HIGH)
        if count > MAX_NODES:
            raise TooLarge(f"This has more than {MAX_NODES:,} parts.")


def check_powers(tree: Node) -> None:
    """Raise TooLarge when a tree has more powers than can be worked out."""
    if sum(isinstance(node, Power) for node, _ in walk(tree)) > MAX_POWERS:
        raise TooLarge(f"There are more than {MAX_POWERS} powers in this line.")


def check_bits(bits: float, node: Node, max_digits: int = MAX_DIGITS) -> None:
    """Raise TooLarge, pointing at `node`, when its value may have numbers of too many digits."""
    if bits > max_digits * _BITS_PER_DIGIT:
        raise TooLarge(f"This takes numbers of more than {max_digits:,} digits.", span(node))

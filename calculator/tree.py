"""The expression tree: what the symbols of a line mean.

Two trees are equal when they mean the same calculation: × equals ·, ÷ equals a fraction bar, and
brackets count only for the shape they give the tree. How it was written is kept beside the
meaning, for the read-back: fields that do not take part in comparison.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

_DECIMAL = re.compile(r"[0-9]+\.?[0-9]*|\.[0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """How a node was written.

    `symbols` are the indices of the node's own symbols: the digits and point of a number, the sign
    of an operation. `brackets` are the (opening, closing) pairs written around it, innermost first.
    """

    symbols: tuple[int, ...] = field(default=(), compare=False)
    brackets: tuple[tuple[int, int], ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Number(Written):
    """A decimal number: `text` as written (`0.50`, `.5`, `5.`), `value` exactly.

    Raises ValueError where the text is not digits with at most one point among them.
    """

    text: str = field(compare=False)
    value: Fraction = field(init=False)

    def __post_init__(self) -> None:
        if not _DECIMAL.fullmatch(self.text):
            raise ValueError(f"not a decimal number: {self.text!r}")
        whole, _, places = self.text.partition(".")
        value = Fraction(int(whole + places), 10 ** len(places))
        object.__setattr__(self, "value", value)


@dataclass(frozen=True, slots=True)
class Negate(Written):
    """The number with the other sign."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Add(Written):
    """A sum. `a−b` is `Add(a, Negate(b))`: the minus sign is the Negate's, the Add has none.

    `mixed` when it was written as a mixed number: a whole Number, and a Divide with a bar.
    """

    left: Node
    right: Node
    mixed: bool = field(default=False, compare=False)

    @property
    def is_subtraction(self) -> bool:
        """Tell `a−b` from `a+(−b)`, which mean the same."""
        return isinstance(self.right, Negate) and not self.symbols and not self.right.brackets


@dataclass(frozen=True, slots=True)
class Multiply(Written):
    """A product; `implicit` when no sign was written, as in `2(3)`."""

    left: Node
    right: Node
    implicit: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Divide(Written):
    """A quotient; `bar` when it was written as a fraction bar."""

    left: Node
    right: Node
    bar: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Power(Written):
    """`base` to the power `exponent`."""

    base: Node
    exponent: Node


Node: TypeAlias = Number | Negate | Add | Multiply | Divide | Power


def children(node: Node) -> tuple[Node, ...]:
    """Return the operands of a node, in the order in which they are written."""
    match node:
        case Number():
            return ()
        case Negate(operand=operand):
            return (operand,)
        case Power(base=base, exponent=exponent):
            return base, exponent
        case Add() | Multiply() | Divide():
            return node.left, node.right


def walk(tree: Node) -> Iterator[tuple[Node, int]]:
    """Yield every node with its depth, 1 for the root; brackets written around a node add to it.

    Needs no recursion, so that the height of any tree can be measured before it is trusted.
    """
    waiting = [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        depth += len(node.brackets)
        yield node, depth
        waiting.extend((child, depth + 1) for child in reversed(children(node)))


def span(tree: Node) -> tuple[int, ...]:
    """Return the indices of all symbols that a tree came from, brackets included, rising."""
    own = {symbol for node, _ in walk(tree) for symbol in node.symbols}
    brackets = {symbol for node, _ in walk(tree) for pair in node.brackets for symbol in pair}
    return tuple(sorted(own | brackets))

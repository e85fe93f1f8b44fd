"""The plain text of an expression, and how tightly each operation binds."""

from __future__ import annotations

from enum import IntEnum

from calculator.tree import Add, Divide, Multiply, Negate, Node, Number, Power


class Rank(IntEnum):
    """How tightly an operation binds, the loosest first."""

    SUM = 1
    PRODUCT = 2
    SIGN = 3
    POWER = 4
    ATOM = 5


_RANKS: dict[type[Node], Rank] = {
    Add: Rank.SUM,
    Multiply: Rank.PRODUCT,
    Divide: Rank.PRODUCT,
    Negate: Rank.SIGN,
    Power: Rank.POWER,
    Number: Rank.ATOM,
}


def rank(node: Node) -> Rank:
    """Return how tightly the operation of a node binds."""
    return _RANKS[type(node)]


def infix(tree: Node) -> str:
    """Return plain infix text over `0-9 . + - * / ( ) **`, which `parse_text` reads back.

    Every multiplication is written out, numbers are as they were written, and of the brackets only
    those that the meaning needs remain, so that `+ - * /` never stand side by side: `3*(-2)`.
    """
    return _operand(tree, Rank.SUM, leading=True)


def _operand(node: Node, least: Rank, leading: bool) -> str:
    """Return the text of an operand, in brackets unless it binds at least so tightly.

    Only a `leading` operand, one with nothing before it, begins with a bare sign.
    """
    if rank(node) >= least and (leading or not isinstance(node, Negate)):
        return _operation(node, leading)
    return f"({_operation(node, leading=True)})"


def _operation(node: Node, leading: bool) -> str:
    match node:
        case Number(text=text):
            return text
        case Negate(operand=operand):
            return f"-{_operand(operand, Rank.POWER, False)}"
        case Add(left=left, right=Negate(operand=right)):
            return f"{_operand(left, Rank.SUM, leading)}-{_operand(right, Rank.PRODUCT, False)}"
        case Add(left=left, right=right):
            return f"{_operand(left, Rank.SUM, leading)}+{_operand(right, Rank.PRODUCT, False)}"
        case Multiply(left=left, right=right):
            return f"{_operand(left, Rank.PRODUCT, leading)}*{_operand(right, Rank.SIGN, False)}"
        case Divide(left=left, right=right):
            return f"{_operand(left, Rank.PRODUCT, leading)}/{_operand(right, Rank.SIGN, False)}"
        case Power(base=base, exponent=exponent):
            return f"{_operand(base, Rank.ATOM, False)}**{_operand(exponent, Rank.POWER, False)}"

"""From the expression tree to its exact answer, at a cost that is bounded before it is paid."""

from __future__ import annotations

from sympy import Expr, Integer, Rational

from calculator.answer import Result, answer
from calculator.bounds import MAX_SURD_DIGITS, check_bits, check_powers, check_tree
from calculator.errors import DivisionByZero
from calculator.surds import bits, is_rational, multiply_out, power, settle
from calculator.tree import Add, Divide, Multiply, Negate, Node, Number, Power, span

__all__ = ["Result", "evaluate", "exact_value"]


def evaluate(tree: Node) -> Result:
    """Return the exact answer of an expression and its decimal.

    Raises DivisionByZero, NotReal or TooLarge, each pointing at the symbols concerned.
    """
    return answer(exact_value(tree))


def exact_value(tree: Node) -> Expr:
    """Return the value of an expression as an exact SymPy number, built without any text.

    The size of every step is estimated from its operands before it is computed.
    Raises DivisionByZero, NotReal or TooLarge, each pointing at the symbols concerned.
    """
    check_tree(tree)
    check_powers(tree)
    return _value(tree)


def _value(node: Node) -> Expr:
    match node:
        case Number(value=value):
            return Rational(value.numerator, value.denominator)
        case Negate(operand=operand):
            return -_value(operand)
        case Add(left=left, right=right):
            return _sum(_value(left), _value(right), node)
        case Multiply(left=left, right=right):
            return _product(_value(left), _value(right), node)
        case Divide(left=left, right=right):
            return _quotient(_value(left), _value(right), node)
        case Power(base=base, exponent=exponent):
            return power(_value(base), _value(exponent), node)


def _sum(left: Expr, right: Expr, node: Add) -> Expr:
    if is_rational(left) and is_rational(right):
        bottom = _length(left.q) + _length(right.q)
        top = max(_length(left.p) + _length(right.q), _length(right.p) + _length(left.q))
        check_bits(max(top, bottom), node)
        return left + right
    _check_surds(left, right, node)
    return settle(left + right, node)


def _product(left: Expr, right: Expr, node: Multiply | Divide) -> Expr:
    if is_rational(left) and is_rational(right):
        top, bottom = _length(left.p) + _length(right.p), _length(left.q) + _length(right.q)
        check_bits(max(top, bottom), node)
        return left * right
    _check_surds(left, right, node)
    return multiply_out(left * right)


def _quotient(left: Expr, right: Expr, node: Divide) -> Expr:
    if right == 0:
        raise DivisionByZero(symbols=span(node.right))
    return _product(left, Integer(1) / right, node)


def _length(integer: int) -> int:
    """Return the binary digits that a factor adds to a product: none for 1."""
    return (abs(int(integer)) - 1).bit_length()


def _check_surds(left: Expr, right: Expr, node: Node) -> None:
    check_bits(bits(left) + bits(right), node, MAX_SURD_DIGITS)

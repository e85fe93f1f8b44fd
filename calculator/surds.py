"""Exact values that may hold roots: how large they are, their sign, and their powers.

A value is a SymPy number made of Rational, Add, Mul and Pow. Only SymPy's automatic rules and the
writing out of short products are used, never `simplify`, so that the work stays bounded.
"""

from __future__ import annotations

from math import comb, log2, prod

from sympy import Add, Expr, Integer, Mul, Pow, Rational, expand, expand_mul, radsimp, sqrtdenest
from sympy.core.evalf import PrecisionExhausted

from calculator.bounds import MAX_RADICAND_DIGITS, MAX_SURD_DIGITS, check_bits
from calculator.errors import DivisionByZero, NotReal, TooLarge
from calculator.tree import Node, Power, span

MAX_TERMS = 30
"""Terms up to which a product of sums with roots is written out."""

_HOPELESS = 1_000_000
"""An exponent that is too large for every base but 1, so that larger ones need no telling apart."""

_SIGN_DIGITS = 5
"""Digits that the sign of a value is told from."""

_WORKING_DIGITS = 1_000
"""Digits of working precision spent on roots that nearly cancel."""


def is_rational(value: Expr) -> bool:
    """Tell a plain fraction from a value that holds a root."""
    return isinstance(value, Rational)


def bits(value: Expr) -> int:
    """Return about how many binary digits write the numbers of a value, powers multiplied out."""
    if isinstance(value, Rational):
        return int(value.p).bit_length() + int(value.q).bit_length()
    if isinstance(value, Pow):
        return _repeats(value.exp) * bits(value.base) + bits(value.exp)
    return len(value.args) + sum(map(bits, value.args))


def approximate(value: Expr, digits: int) -> Expr:
    """Return a nonzero value to so many correct digits, as a SymPy Float.

    Raises TooLarge where its roots cancel further than the working precision reaches.
    """
    try:
        return value.evalf(digits, maxn=_WORKING_DIGITS, strict=True)
    except PrecisionExhausted:
        raise TooLarge("This is too close to zero to tell whether it is zero.") from None


def sign(value: Expr) -> int:
    """Return -1, 0 or 1; a value that holds a root is known not to be zero."""
    if isinstance(value, Rational):
        return int(value.p > 0) - int(value.p < 0)
    return 1 if approximate(value, _SIGN_DIGITS) > 0 else -1


def settle(value: Expr, node: Node) -> Expr:
    """Return a sum with its roots cancelled, so that only a Rational can be zero.

    Raises TooLarge where it cannot be told at bounded cost whether all of it cancels.
    """
    if is_rational(value) or _is_certain(value):
        return value
    if _term_count(value) <= MAX_TERMS:
        value = expand(radsimp(sqrtdenest(value)))
    if is_rational(value) or _is_certain(value):
        return value
    raise TooLarge("This is too close to zero to tell whether it is zero.", span(node))


def _is_certain(value: Expr) -> bool:
    try:
        approximate(value, _SIGN_DIGITS)
    except TooLarge:
        return False
    return True


def multiply_out(value: Expr) -> Expr:
    """Return a product with its brackets written out when that makes few terms."""
    if isinstance(value, Rational) or _term_count(value) > MAX_TERMS:
        return value
    return expand(value) if value.is_Pow else expand_mul(value)


def power(base: Expr, exponent: Expr, node: Power) -> Expr:
    """Return a real power, exactly; `x**0` is 1 for every x, as an empty product is.

    A negative number has the real root where there is one: `(-8)**(1/3)` is −2. The exponent has to
    be a fraction: what roots in exponents bring about cannot be bounded.
    Raises DivisionByZero for zero to a negative power, NotReal, and TooLarge, before computing.
    """
    if not is_rational(exponent):
        raise TooLarge("An exponent with a root in it takes too much work.", span(node.exponent))
    if exponent == 0:
        return Integer(1)
    if base == 0:
        return _power_of_zero(exponent, node)
    if sign(base) > 0:
        return _positive_power(base, exponent, node)
    if exponent.q % 2 == 0:
        raise NotReal(symbols=span(node))
    positive = _positive_power(-base, exponent, node)
    return -positive if exponent.p % 2 else positive


def _power_of_zero(exponent: Expr, node: Power) -> Expr:
    if exponent < 0:
        raise DivisionByZero("Zero has no negative power.", span(node))
    return Integer(0)


def _positive_power(base: Expr, exponent: Expr, node: Power) -> Expr:
    if base == 1:
        return base
    _check_cost(base, exponent, node)
    if not is_rational(base):
        return multiply_out(Pow(base, exponent))
    whole = exponent.p // exponent.q
    rest = exponent - whole
    if rest == 0:
        return Pow(base, whole)
    top, bottom = Integer(base.p), Integer(base.q)
    return Pow(base, whole) * Pow(top, rest) * Pow(bottom, 1 - rest) / bottom


def _check_cost(base: Expr, exponent: Expr, node: Power) -> None:
    """Raise TooLarge when a power, or what SymPy computes on the way to it, may be too large."""
    times = _repeats(exponent)
    if not is_rational(base):
        check_bits(times * bits(base) + bits(exponent), node, MAX_SURD_DIGITS)
    elif exponent.q == 1:
        check_bits(times * log2(max(base.p, base.q)), node)
    else:
        check_bits(bits(base), node, MAX_RADICAND_DIGITS)
        check_bits(times * log2(max(base.p, base.q)), node, MAX_SURD_DIGITS)


def _repeats(exponent: Expr) -> int:
    """Return how often a power, or the integer under its root, repeats its base at most."""
    return min(max(abs(int(exponent.p)), int(exponent.q)), _HOPELESS)


def _term_count(value: Expr) -> int:
    """Return about how many terms a value has when written out."""
    if isinstance(value, Add):
        return sum(map(_term_count, value.args))
    if isinstance(value, Mul):
        return prod(map(_term_count, value.args))
    if isinstance(value, Pow) and isinstance(value.exp, Integer):
        terms = _term_count(value.base)
        return comb(abs(int(value.exp)) + terms - 1, terms - 1)
    return 1

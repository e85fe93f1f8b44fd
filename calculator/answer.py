"""The answer as it is shown: exact text, decimal, LaTeX and MathML of one exact value."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sympy import Add, Expr, Mul, Pow, Rational, fraction

from calculator.decimals import SIGNIFICANT_DIGITS, fraction_text, rounded_text
from calculator.formula import (
    Bracketed,
    Leaf,
    Over,
    Piece,
    Raised,
    Root,
    Row,
    row,
    to_latex,
    to_mathml,
)
from calculator.surds import approximate

_GUARD_DIGITS = 10
"""Digits beyond those shown, so that rounding twice does no harm."""


@dataclass(frozen=True, slots=True)
class Result:
    """An answer: `exact` as plain text, `decimal` in full or to 15 digits, and typeset."""

    exact: str
    decimal: str
    latex: str
    mathml: str

    def as_dict(self) -> dict[str, str]:
        """Return the answer as other programs see it."""
        return {
            "exact": self.exact,
            "decimal": self.decimal,
            "latex": self.latex,
            "mathml": self.mathml,
        }


def answer(value: Expr) -> Result:
    """Return how an exact value is shown."""
    formula = _typeset(value)
    return Result(str(value), _decimal(value), to_latex(formula), to_mathml(formula))


def _decimal(value: Expr) -> str:
    if isinstance(value, Rational):
        return fraction_text(Fraction(int(value.p), int(value.q)))
    number = approximate(value, SIGNIFICANT_DIGITS + _GUARD_DIGITS)
    return rounded_text(Decimal(str(number)))


def _typeset(value: Expr) -> Piece:
    if _is_negative(value):
        return row(Leaf("-", is_prefix=True), _typeset(-value))
    if isinstance(value, Add):
        return _typeset_sum(value)
    top, bottom = fraction(value)
    if bottom != 1:
        return Over(_typeset(top), _typeset(bottom))
    if isinstance(value, Mul):
        return _typeset_product(value)
    if isinstance(value, Pow):
        return _typeset_power(value)
    return Leaf(str(value), is_number=True)


def _is_negative(value: Expr) -> bool:
    return not isinstance(value, Add) and bool(value.as_coeff_Mul()[0] < 0)


def _typeset_sum(value: Expr) -> Row:
    first, *others = value.as_ordered_terms()
    parts = [_typeset(first)]
    for term in others:
        negative = _is_negative(term)
        parts += [Leaf("-" if negative else "+"), _typeset(-term if negative else term)]
    return row(*parts)


def _typeset_product(value: Expr) -> Row:
    """Return factors with × between them, but a root right behind what it multiplies."""
    first, *others = (_typeset_factor(factor) for factor in value.as_ordered_factors())
    parts = [first]
    for factor in others:
        parts += [factor] if isinstance(factor, Root) else [Leaf("×"), factor]
    return row(*parts)


def _typeset_factor(value: Expr) -> Piece:
    piece = _typeset(value)
    return Bracketed(piece) if isinstance(value, Add) else piece


def _typeset_power(value: Expr) -> Piece:
    exponent = value.exp
    if isinstance(exponent, Rational) and exponent.p == 1:
        return Root(_typeset(value.base), int(exponent.q))
    base = _typeset(value.base)
    return Raised(base if isinstance(base, Leaf) else Bracketed(base), _typeset(exponent))

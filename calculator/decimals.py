"""Decimal notation of exact values: exact where it ends or repeats soon, else 15 digits and `…`."""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction
from math import gcd

ENDING_PLACES = 40
"""Places after the point up to which a decimal that ends is written in full."""

REPEATING_PLACES = 12
"""Places after the point, the repeating ones counted once, up to which a period is written."""

SIGNIFICANT_DIGITS = 15
"""Digits, rounded to nearest, of a decimal that neither ends nor repeats soon."""

PLAIN_ZEROS = 6
"""Zeros after the point up to which a rounded decimal is written without a power of ten."""

_ROUNDING = Context(prec=SIGNIFICANT_DIGITS)


def fraction_text(value: Fraction) -> str:
    """Return the decimal of a fraction: `0.3`, `0.1(6)`, `0.0588235294117647…`."""
    places = _places(value.denominator)
    if places is None:
        rounded = _ROUNDING.divide(Decimal(value.numerator), Decimal(value.denominator))
        return rounded_text(rounded, exact=Fraction(rounded) == value)
    return _written_out(value, *places)


def rounded_text(number: Decimal, exact: bool = False) -> str:
    """Return a decimal rounded to 15 significant digits, with `…` unless it is exact."""
    rounded = _ROUNDING.plus(number)
    more = "" if exact else "…"
    exponent = rounded.adjusted()
    if -PLAIN_ZEROS <= exponent < SIGNIFICANT_DIGITS:
        return f"{rounded:f}{more}"
    return f"{rounded.scaleb(-exponent):f}{more}×10^{exponent}"


def _places(denominator: int) -> tuple[int, int] | None:
    """Return how many places come before the period and how long it is, or None if too many."""
    before = 0
    while (common := gcd(denominator, 10)) > 1:
        denominator //= common
        before += 1
        if before > ENDING_PLACES:
            return None
    if denominator == 1:
        return before, 0
    power = 10 % denominator
    for period in range(1, REPEATING_PLACES - before + 1):
        if power == 1:
            return before, period
        power = power * 10 % denominator
    return None


def _written_out(value: Fraction, before: int, period: int) -> str:
    whole, rest = divmod(abs(value.numerator), value.denominator)
    sign = "-" if value < 0 else ""
    if before + period == 0:
        return f"{sign}{whole}"
    count = before + period
    places = str(rest * 10**count // value.denominator).zfill(count)
    repeating = f"({places[before:]})" if period else ""
    return f"{sign}{whole}.{places[:before]}{repeating}"

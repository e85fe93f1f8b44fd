"""Random arithmetic as people write it: what the network and the decoder are shown whole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calculator.automaton import EQUALS, POINT
from calculator.layout import Exponent, Fraction, Glyph, Item, Row

_MOST_DEPTH = 2  # of fractions, exponents and brackets in each other
_DIGIT_COUNTS = (0.48, 0.30, 0.14, 0.06, 0.02)  # of the numbers of 1, 2, … digits
_TERM_COUNTS = (0.22, 0.38, 0.22, 0.12, 0.06)  # of the rows of 1, 2, … terms
_OPERATORS = {"+": 0.31, "-": 0.31, "×": 0.19, "÷": 0.19}
_DECIMAL_SHARE = 0.20  # of the numbers
_FRACTION_SHARE = 0.11  # of the operands
_BRACKET_SHARE = 0.14
_POWER_SHARE = 0.09
_EQUALS_SHARE = 0.10  # of the lines
_SIGN_SHARE = 0.06  # of the rows


@dataclass(slots=True)
class _Writer:
    """Writes symbols one after the other and counts them."""

    rng: np.random.Generator
    count: int = 0

    def glyph(self, label: str) -> Glyph:
        self.count += 1
        return Glyph(label, self.count - 1)

    def row(self, depth: int) -> Row:
        terms = 1 + int(self.rng.choice(len(_TERM_COUNTS), p=_TERM_COUNTS))
        terms = max(1, terms - depth)
        items: list[Item] = [self.glyph("-")] if self._with(_SIGN_SHARE) else []
        for term in range(terms):
            if term:
                items.append(self.glyph(self._operator()))
            items += self._operand(depth)
        return tuple(items)

    def line(self) -> Row:
        row = self.row(0)
        if not self._with(_EQUALS_SHARE):
            return row
        answer = self._number() if self._with(0.5) else []
        return (*row, self.glyph(EQUALS), *answer)

    def _operand(self, depth: int) -> list[Item]:
        kind = self.rng.random()
        if depth < _MOST_DEPTH and kind < _FRACTION_SHARE:
            return self._fraction(depth)
        if depth < _MOST_DEPTH and kind < _FRACTION_SHARE + _BRACKET_SHARE:
            items = [self.glyph("("), *self.row(depth + 1), self.glyph(")")]
        else:
            items = self._number()
        if depth < _MOST_DEPTH and self._with(_POWER_SHARE):
            items.append(Exponent(self._exponent(depth)))
        return items

    def _fraction(self, depth: int) -> list[Item]:
        whole = self._number() if self._with(0.1) else []
        if self._with(0.6):
            top, bar, bottom = tuple(self._number()), self.glyph("-"), tuple(self._number())
        else:
            top, bar, bottom = self.row(depth + 1), self.glyph("-"), self.row(depth + 1)
        return [*whole, Fraction(bar.symbol, top, bottom)]

    def _exponent(self, depth: int) -> Row:
        if self._with(0.8):
            sign = [self.glyph("-")] if self._with(0.2) else []
            return (*sign, *self._digits(1 + int(self._with(0.25))))
        return self.row(depth + 1)

    def _number(self) -> list[Item]:
        items = self._digits(1 + int(self.rng.choice(len(_DIGIT_COUNTS), p=_DIGIT_COUNTS)))
        if self._with(_DECIMAL_SHARE):
            items += [self.glyph(POINT), *self._digits(1 + int(self.rng.integers(0, 3)))]
        return items

    def _digits(self, count: int) -> list[Item]:
        return [self.glyph(str(self.rng.integers(0, 10))) for _ in range(count)]

    def _operator(self) -> str:
        return str(self.rng.choice(list(_OPERATORS), p=list(_OPERATORS.values())))

    def _with(self, share: float) -> bool:
        return bool(self.rng.random() < share)


def random_line(rng: np.random.Generator) -> Row:
    """Return a random line; the bar of a fraction is the symbol that the fraction names."""
    return _Writer(rng).line()

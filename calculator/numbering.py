"""Numbering: the number of a question before a sum, `1)`, `(1)` or `1.`, which is no part of it.

A number is left out where the line makes sense only so, or where the space behind it is such as no
sum has within. Lines of a page that begin with rising numbers speak for each other.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from calculator.automaton import OPENING, SIGNS
from calculator.interpretation import Interpretation
from calculator.layout import Glyph
from calculator.line import UNREADABLE
from calculator.passages import Passage
from recognizer.alphabet import DIGITS

_FORM = re.compile(r"\(?[1-9]\d?\)|[1-9]\d?\.")
"""How a number is written."""
_BRACKET, _POINT = ")", "."
_MOST_RUNS = 4
"""A number has at most so many symbols, and so many runs of marks."""
_MOST_MARKS = 10
"""And so many marks."""
_SPACE = 0.2
"""The least space behind a number, in typical sizes."""
_SURE = 0.3
"""From this share on among all that its marks may be without any grammar, a number is sure."""
_LIKELY = 0.05
"""The least share: a bracket may look like a 1."""
_FURTHEST = 3
"""By how much numbers rise from one line to the next at most: some may not have been found."""
_GAIN = 0.5
"""How much more a sum and its number have to be worth than the whole line, in natural logarithms.
"""
_GAIN_LONE = 2.0
"""The same where the line makes sense with a 1 for the bracket."""
_GAIN_BESIDE = -3.0
"""And where it does, but lines beside it have numbers too."""
_WIDE = 1.2
"""From this space on, in typical sizes, a point is no decimal point, nor a bracket a factor.

No sum of crohme2013train has it behind its first point: of 106 decimals the widest has 1.02, two
have more than 0.8.
"""
_WIDE_BESIDE = 0.8
"""The same where lines beside it have numbers too."""
_SPACE_UNUSUAL = 0.4
"""The same where a bracket follows a point, or a digit a bracket, which is not written in sums."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number that a passage may begin with: its text, what follows, and what speaks for it.

    `space` lies behind it, in typical sizes; `share` is its share among all that its marks may be
    without any grammar; `gain` is how much more, in natural logarithms, it and the rest are worth
    by themselves than as one expression.
    """

    text: str
    whole: Passage
    before: Passage
    rest: Passage
    space: float
    share: float
    gain: float

    @property
    def is_sure(self) -> bool:
        return self.share >= _SURE

    @property
    def value(self) -> int:
        return int(self.text.strip("()."))

    @property
    def form(self) -> str:
        """Return the number without its digits, which tells how a page numbers its questions."""
        return re.sub(r"\d", "", self.text)

    def is_needed(self, has_others: bool = False) -> bool:
        """Tell whether the line makes sense only without it, as others do if it `has_others`."""
        if self.form == _BRACKET:
            return self._is_needed_with_bracket(has_others)
        first = self.rest.labels[0]
        if not self.is_sure or not self.rest.is_sum or first in SIGNS:
            return False
        # A decimal point or a factor would make sense too; only the space is against it.
        if first not in (DIGITS if self.form == _POINT else OPENING):
            return self.space > _SPACE_UNUSUAL
        least = _WIDE_BESIDE if has_others else _WIDE
        return self.space > max(least, _usual_space(self.rest))

    def _is_needed_with_bracket(self, has_others: bool) -> bool:
        if not self.whole.makes_sense:
            return self.gain > _GAIN
        # It makes sense if the bracket is something else, a 1 as a rule.
        is_apart = self.space > max(_SPACE_UNUSUAL, 0.0 if has_others else _usual_space(self.rest))
        if not is_apart or self.rest.labels[0] in SIGNS:
            return False
        return self.gain > (_GAIN_BESIDE if has_others else _GAIN_LONE)


def propose(passage: Passage) -> Number | None:
    """Return the number that a passage may begin with, if any."""
    for before, rest, space in _cuts(passage):
        written = _written(before)
        if written is not None and rest.makes_sense:
            text, share, weight = written
            parted = weight + rest.interpretations[0].weight
            gain = parted - passage.interpretations[0].weight
            return Number(text, passage, before, rest, space, share, gain)
    return None


def numbers(passages: Sequence[Passage]) -> tuple[Number | None, ...]:
    """Return the number that is to be left out of each passage of a page, given in their order."""
    proposed = [propose(passage) for passage in passages]
    rising = _rising(proposed)
    return tuple(
        number if number is not None and _is_left_out(number, at in rising) else None
        for at, number in enumerate(proposed)
    )


def _cuts(passage: Passage) -> Iterator[tuple[Passage, Passage, float]]:
    """Yield what a passage may begin with, the rest, and the space between, in typical sizes."""
    found = passage.runs(_SPACE)
    for count in range(1, min(len(found), _MOST_RUNS + 1)):
        marks = [mark for run in found[:count] for mark in run.marks]
        if len(marks) > _MOST_MARKS:
            return
        rest = passage.part(set(passage.marks).difference(marks))
        space = found[count].space
        yield passage.part(marks), rest, space


def _usual_space(passage: Passage) -> float:
    spaces = [run.space for run in passage.runs(0.0)[1:]]
    return float(np.median(spaces)) if spaces else 0.0


def _written(passage: Passage) -> tuple[str, float, float] | None:
    """Return the number that marks may be, its share, and its logarithmic weight; None if none."""
    found = passage.interpretations_freely
    best = found[0].weight
    total = sum(math.exp(each.weight - best) for each in found)
    for each in found:
        text = "".join(sign.label for sign in each.signs)
        share = math.exp(each.weight - best) / total
        if share >= _LIKELY and _FORM.fullmatch(text) and _is_plain(each):
            return text, share, each.weight
    return None


def _is_plain(interpretation: Interpretation) -> bool:
    """Tell whether readable symbols stand side by side."""
    in_row = all(isinstance(item, Glyph) for item in interpretation.row)
    return in_row and all(sign.no_symbol < UNREADABLE for sign in interpretation.signs)


def _rising(proposed: Sequence[Number | None]) -> set[int]:
    """Return the places of numbers beside which, of their form, a sure one is as it should be."""
    rising: set[int] = set()
    known = [(at, number) for at, number in enumerate(proposed) if number is not None]
    for form in {number.form for _, number in known}:
        alike = [pair for pair in known if pair[1].form == form]
        for (at, lower), (following, higher) in pairwise(alike):
            if 0 < higher.value - lower.value <= _FURTHEST:
                rising |= {at} if higher.is_sure else set()
                rising |= {following} if lower.is_sure else set()
    return rising


def _is_left_out(number: Number, has_others: bool) -> bool:
    # What a person says is a symbol is one of the sum, if it can be.
    if number.before.is_told and number.whole.makes_sense:
        return False
    return number.is_needed(has_others)

"""What can go wrong between symbols and answer: one type each, one plain sentence each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar


class CalculatorError(Exception):
    """Say in one sentence why there is no answer.

    `kind` is the stable name that other programs see, `message` the sentence for the person who
    wrote, `symbols` the indices of the symbols concerned, in rising order.
    """

    kind: ClassVar[str] = "calculator_error"
    sentence: ClassVar[str] = "This cannot be calculated."

    def __init__(self, message: str = "", symbols: Sequence[int] = ()) -> None:
        self.message = message or self.sentence
        self.symbols = tuple(symbols)
        super().__init__(self.message)

    def as_dict(self) -> dict[str, Any]:
        """Return the error as other programs see it."""
        return {"kind": self.kind, "message": self.message, "symbols": list(self.symbols)}


class NothingWritten(CalculatorError):
    """Say that there is no symbol at all."""

    kind = "nothing_written"
    sentence = "Nothing is written here yet."


class UnreadableSymbol(CalculatorError):
    """Say that a symbol has no meaning, or none where it stands."""

    kind = "unreadable_symbol"
    sentence = "This symbol could not be read."


class IncompleteExpression(CalculatorError):
    """Say where something is missing."""

    kind = "incomplete_expression"
    sentence = "Something is missing here."


class UnbalancedBracket(CalculatorError):
    """Say which bracket has no partner."""

    kind = "unbalanced_bracket"
    sentence = "This bracket has no partner."


class DivisionByZero(CalculatorError):
    """Say which divisor is zero."""

    kind = "division_by_zero"
    sentence = "Nothing can be divided by zero."


class NotReal(CalculatorError):
    """Say which root no real number has."""

    kind = "not_real"
    sentence = "A negative number has no such root."


class TooLarge(CalculatorError):
    """Say which bound on the cost of an answer would be passed."""

    kind = "too_large"
    sentence = "This is too large to calculate."

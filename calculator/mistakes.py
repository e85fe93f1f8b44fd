"""What to say about a row that the grammar refuses, in the words of the person who wrote it."""

from __future__ import annotations

from calculator.automaton import (
    CLOSING,
    EQUALS,
    OPENING,
    OPERATORS,
    POINT,
    RAISED,
    UNKNOWN,
    Phase,
    State,
    label_of,
)
from calculator.errors import (
    CalculatorError,
    IncompleteExpression,
    NothingWritten,
    UnbalancedBracket,
    UnreadableSymbol,
)
from calculator.layout import Exponent, Fraction, Row, symbols_of

_SPOKEN = {"-": "−"}


def explain(row: Row, at: int, state: State) -> CalculatorError:
    """Return the error for a row refused at position `at`, its end included, in the given state."""
    label = label_of(row[at]) if at < len(row) else None
    here, before = symbols_of(row[at : at + 1]), symbols_of(row[:at][-1:])
    if label == UNKNOWN:
        return UnreadableSymbol(symbols=here)
    if not row:
        return NothingWritten()
    if state.phase is Phase.BARE_POINT:
        return IncompleteExpression("There are no digits beside this point.", before)
    if state.phase is Phase.OPERATOR:
        return _missing_operand(row, at)
    if label == POINT:
        return UnreadableSymbol("A number cannot have two decimal points.", here)
    if label == RAISED:
        return IncompleteExpression("Something is missing between these exponents.", before + here)
    if label in CLOSING:
        return UnbalancedBracket("This bracket was never opened.", here)
    return _unclosed(row[:at])


def empty_part(row: Row) -> CalculatorError | None:
    """Return the error for the first fraction or exponent of a row that lacks a part, if any."""
    for at, item in enumerate(row):
        match item:
            case Fraction(bar=bar, top=()):
                return IncompleteExpression("Nothing is written above this bar.", (bar,))
            case Fraction(bar=bar, bottom=()):
                return IncompleteExpression("Nothing is written below this bar.", (bar,))
            case Exponent(row=()):
                base = symbols_of(row[:at][-1:])
                return IncompleteExpression("The exponent of this is missing.", base)
    return None


def nested_equals(row: Row) -> CalculatorError | None:
    """Return the error for an equals sign in the row of a fraction or an exponent, if any."""
    for item in row:
        if label_of(item) == EQUALS:
            sentence = "An equals sign cannot stand in a fraction or an exponent."
            return UnreadableSymbol(sentence, symbols_of((item,)))
    return None


def _missing_operand(row: Row, at: int) -> CalculatorError:
    label = label_of(row[at]) if at < len(row) else EQUALS
    before = label_of(row[at - 1]) if at > 0 else None
    here, behind = symbols_of(row[at : at + 1]), symbols_of(row[:at][-1:])
    if before in OPERATORS:
        return IncompleteExpression(f"Something is missing after the {_say(before)}.", behind)
    if before in OPENING and label in CLOSING:
        return IncompleteExpression("There is nothing between these brackets.", behind + here)
    if before in OPENING and label == EQUALS:
        return _unclosed(row[:at])
    if label in CLOSING:
        return UnbalancedBracket("This bracket was never opened.", here)
    return IncompleteExpression(f"Something is missing before {_named(label)}.", here)


def _unclosed(row: Row) -> CalculatorError:
    waiting: list[tuple[int, ...]] = []
    for item in row:
        if label_of(item) in OPENING:
            waiting.append(symbols_of((item,)))
        elif label_of(item) in CLOSING:
            waiting.pop()
    symbols = [symbol for opening in waiting for symbol in opening]
    if len(waiting) == 1:
        return UnbalancedBracket("This bracket is never closed.", symbols)
    return UnbalancedBracket("These brackets are never closed.", symbols)


def _named(label: str) -> str:
    return "this exponent" if label == RAISED else f"the {_say(label)}"


def _say(label: str | None) -> str:
    return _SPOKEN.get(label or "", label or "")

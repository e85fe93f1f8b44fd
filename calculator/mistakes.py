"""What to say about a line that the grammar refuses, in the words of the person who wrote it."""

from __future__ import annotations

from collections.abc import Sequence

from calculator.automaton import (
    CLOSING,
    EQUALS,
    OPENING,
    OPERATORS,
    POINT,
    VOCABULARY,
    Phase,
    State,
)
from calculator.errors import (
    CalculatorError,
    IncompleteExpression,
    NothingWritten,
    UnbalancedBracket,
    UnreadableSymbol,
)

_SPOKEN = {"-": "−"}


def explain(labels: Sequence[str], at: int, state: State) -> CalculatorError:
    """Return the error for a line refused at index `at`, its end included, in the given state."""
    label = labels[at] if at < len(labels) else None
    if label is not None and label not in VOCABULARY:
        return UnreadableSymbol(symbols=(at,))
    if not labels:
        return NothingWritten()
    if state.phase is Phase.BARE_POINT:
        return IncompleteExpression("There are no digits beside this point.", (at - 1,))
    if state.phase is Phase.OPERATOR:
        return _missing_operand(labels, at)
    if label == POINT:
        return UnreadableSymbol("A number cannot have two decimal points.", (at,))
    if label in CLOSING:
        return UnbalancedBracket("This bracket was never opened.", (at,))
    return _unclosed(labels[:at])


def _missing_operand(labels: Sequence[str], at: int) -> CalculatorError:
    label = labels[at] if at < len(labels) else EQUALS
    before = labels[at - 1] if at > 0 else None
    if before in OPERATORS:
        return IncompleteExpression(f"Something is missing after the {_say(before)}.", (at - 1,))
    if before in OPENING and label in CLOSING:
        return IncompleteExpression("There is nothing between these brackets.", (at - 1, at))
    if before in OPENING and label == EQUALS:
        return _unclosed(labels[:at])
    if label in CLOSING:
        return UnbalancedBracket("This bracket was never opened.", (at,))
    return IncompleteExpression(f"Something is missing before the {_say(label)}.", (at,))


def _unclosed(labels: Sequence[str]) -> CalculatorError:
    waiting: list[int] = []
    for index, label in enumerate(labels):
        if label in OPENING:
            waiting.append(index)
        elif label in CLOSING:
            waiting.pop()
    if len(waiting) == 1:
        return UnbalancedBracket("This bracket is never closed.", waiting)
    return UnbalancedBracket("These brackets are never closed.", waiting)


def _say(label: str | None) -> str:
    return _SPOKEN.get(label or "", label or "")

"""Which symbol may follow which: the grammar of a line as a small automaton.

    line    := sum [ "=" anything ]
    sum     := product { ("+" | "-") product }
    product := signed { ("×" | "÷") signed | power }      2(3), (2)3 and (2)(3) multiply
    signed  := { "+" | "-" } power
    power   := raised [ "**" signed ]
    raised  := atom [ RAISED ]
    atom    := number | "(" sum ")" | [ number ] FRACTION
    number  := digits [ "." [ digits ] ] | "." digits     no two numbers side by side

FRACTION and RAISED stand for a whole fraction and a whole exponent; each is a row of its own. Two
atoms side by side multiply, whatever they are, unless both are numbers.

The decoder walks it one symbol at a time to leave out what could never be understood. It accepts
exactly the rows of up to MAX_SYMBOLS symbols that `grammar.parse_row` understands or finds too
high, as long as it understands the fractions and exponents in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from calculator.layout import Exponent, Fraction, Item
from recognizer.alphabet import ALPHABET, DIGITS, Role

POINT = "."
EQUALS = "="
POWER = "**"
FRACTION = "frac"
RAISED = "^"
UNKNOWN = ""
SIGNS = frozenset({"+", "-"})
OPENING = frozenset(entry.label for entry in ALPHABET if entry.role is Role.OPENING)
CLOSING = frozenset(entry.label for entry in ALPHABET if entry.role is Role.CLOSING)
OPERATORS = frozenset(e.label for e in ALPHABET if e.role is Role.OPERATOR) | {POWER}
VOCABULARY = DIGITS | OPERATORS | OPENING | CLOSING | {POINT, EQUALS}
"""What may stand in a row as a single symbol."""


class Phase(IntEnum):
    """What has just been written."""

    OPERATOR = 0
    """Nothing, an operator, a sign or an opening bracket: an operand has to come."""
    WHOLE = 1
    """A digit of a number without a point so far."""
    BARE_POINT = 2
    """A point with no digit before it: one has to come."""
    DECIMAL = 3
    """A number that has its point."""
    CLOSED = 4
    """A closing bracket, or a fraction."""
    RAISED = 5
    """An exponent."""
    EQUALS = 6
    """An equals sign, and perhaps more: nothing from here on counts."""


@dataclass(frozen=True, slots=True)
class State:
    """Where a line stands after some symbols: its phase, and how many brackets are open."""

    phase: Phase
    depth: int


def _table() -> dict[Phase, dict[str, Phase]]:
    opening = dict.fromkeys(OPENING, Phase.OPERATOR)
    large = opening | {FRACTION: Phase.CLOSED}
    operand = large | dict.fromkeys(DIGITS, Phase.WHOLE) | {POINT: Phase.BARE_POINT}
    after = large | dict.fromkeys(OPERATORS, Phase.OPERATOR)
    after |= dict.fromkeys(CLOSING, Phase.CLOSED) | {EQUALS: Phase.EQUALS}
    raised = {RAISED: Phase.RAISED}
    decimal = dict.fromkeys(DIGITS, Phase.DECIMAL)
    return {
        Phase.OPERATOR: operand | dict.fromkeys(SIGNS, Phase.OPERATOR),
        Phase.WHOLE: after | raised | dict.fromkeys(DIGITS, Phase.WHOLE) | {POINT: Phase.DECIMAL},
        Phase.BARE_POINT: decimal,
        Phase.DECIMAL: after | raised | decimal,
        Phase.CLOSED: after | raised | operand,
        Phase.RAISED: after | operand,
        Phase.EQUALS: {},
    }


_NEXT = _table()
_DEPTH_CHANGE = dict.fromkeys(OPENING, 1) | dict.fromkeys(CLOSING, -1)
_START = State(Phase.OPERATOR, 0)


def label_of(item: Item) -> str:
    """Return what an item of a row is to the automaton; UNKNOWN is nothing to it."""
    match item:
        case Fraction():
            return FRACTION
        case Exponent():
            return RAISED
        case _:
            return item.label if item.label in VOCABULARY else UNKNOWN


def start() -> State:
    """Return the state before the first symbol."""
    return _START


@lru_cache(maxsize=4096)
def advance(state: State, label: str) -> State | None:
    """Return the state after one more symbol, or None when it can never be understood there."""
    phase = _NEXT[state.phase].get(label)
    if phase is None:
        return state if state.phase is Phase.EQUALS else None
    depth = state.depth + _DEPTH_CHANGE.get(label, 0)
    if depth < 0 or (depth > 0 and phase is Phase.EQUALS):
        return None
    return State(phase, depth)


def accepts(state: State) -> bool:
    """Tell whether the line may end here."""
    return state.depth == 0 and state.phase not in (Phase.OPERATOR, Phase.BARE_POINT)

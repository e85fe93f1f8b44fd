"""The sixteen classes: the only place in the program that lists them.

A class is a meaning, not a shape: `/`, `:` and the obelus are all ÷.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Role(Enum):
    """What a symbol does in an expression."""

    DIGIT = "digit"
    OPERATOR = "operator"
    OPENING = "opening"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class SymbolClass:
    """One class of the alphabet.

    `variants` are other ways of writing or encoding it; `strokes` are the usual numbers of pen
    strokes, the most usual first.
    """

    label: str
    latex: str
    role: Role
    variants: tuple[str, ...]
    strokes: tuple[int, ...]


_DIGIT_STROKES = {"4": (2, 1), "5": (2, 1), "7": (1, 2), "1": (1, 2)}

_DIGITS = tuple(
    SymbolClass(d, d, Role.DIGIT, (), _DIGIT_STROKES.get(d, (1,))) for d in "0123456789"
)

ALPHABET: tuple[SymbolClass, ...] = (
    *_DIGITS,
    SymbolClass("+", "+", Role.OPERATOR, ("＋",), (2, 1)),
    SymbolClass("-", "-", Role.OPERATOR, ("−", "–"), (1,)),
    SymbolClass("×", r"\times", Role.OPERATOR, ("x", "X", "*", "·", "⋅", "∗"), (2, 1)),
    SymbolClass("÷", r"\div", Role.OPERATOR, ("/", ":", "∕"), (3, 1, 2)),
    SymbolClass("(", "(", Role.OPENING, ("[", "{"), (1,)),
    SymbolClass(")", ")", Role.CLOSING, ("]", "}"), (1,)),
)

LABELS: tuple[str, ...] = tuple(entry.label for entry in ALPHABET)
INDEX: dict[str, int] = {label: index for index, label in enumerate(LABELS)}
BY_LABEL: dict[str, SymbolClass] = {entry.label: entry for entry in ALPHABET}
DIGITS = frozenset(entry.label for entry in ALPHABET if entry.role is Role.DIGIT)

_MEANING = {name: entry.label for entry in ALPHABET for name in (entry.label, *entry.variants)}


def canonical(name: str) -> str | None:
    """Return the label of the class that `name` (a label or a variant) means, or None."""
    return _MEANING.get(name)

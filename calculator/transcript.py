"""A row typeset as it stands, whether or not it means anything."""

from __future__ import annotations

from calculator.automaton import VOCABULARY
from calculator.bounds import MAX_HEIGHT
from calculator.formula import Leaf, Over, Piece, Raised, row
from calculator.layout import Exponent, Fraction, Row, symbols_of
from calculator.words import Word, words

_UNREADABLE = "?"
_TOO_DEEP = "…"
_NOTHING = row()


def transcribe(items: Row, depth: int = 1) -> Piece:
    """Return a row as a formula; what is nested deeper than any expression may be is left out."""
    if depth > MAX_HEIGHT:
        return Leaf(_TOO_DEEP, symbols_of(items))
    pieces: list[Piece] = []
    for term in words(items):
        match term:
            case Word():
                pieces.append(_leaf(term))
            case Fraction(bar=bar, top=top, bottom=bottom):
                over, under = transcribe(top, depth + 1), transcribe(bottom, depth + 1)
                pieces.append(Over(over, under, (bar,)))
            case Exponent(row=raised):
                base = pieces.pop() if pieces else _NOTHING
                pieces.append(Raised(base, transcribe(raised, depth + 1)))
    return row(*pieces)


def _leaf(word: Word) -> Leaf:
    known = word.is_number or word.text in VOCABULARY
    return Leaf(word.text if known else _UNREADABLE, word.symbols, word.is_number)

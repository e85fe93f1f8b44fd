"""Interpretations: what marks may mean, in the order in which it is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from calculator.automaton import EQUALS, FRACTION, POINT
from calculator.layout import Exponent, Fraction, Glyph, Item, Row
from calculator.pieces import Found, Lifted, Piece, Stacked
from segmentation.ink import Group


@dataclass(frozen=True, slots=True)
class Sign:
    """A group that is read as a symbol; `no_symbol` is the probability that it is none."""

    label: str
    group: Group
    no_symbol: float


@dataclass(frozen=True, slots=True)
class Interpretation:
    """Symbols in reading order, how they stand to each other, and a logarithmic weight."""

    signs: tuple[Sign, ...]
    row: Row
    weight: float

    @property
    def choice(self) -> dict[tuple[int, ...], str]:
        """Return the label of each group."""
        return {sign.group.marks: sign.label for sign in self.signs}


@dataclass(slots=True)
class _Reader:
    """Numbers symbols as they are read: over a bar, the bar, under it."""

    signs: list[Sign] = field(default_factory=list)

    def row(self, pieces: Sequence[Piece]) -> Row:
        return tuple(self.item(piece) for piece in pieces)

    def item(self, piece: Piece) -> Item:
        match piece:
            case Stacked(bar=bar, top=top, bottom=bottom):
                over = self.row(top.items)
                self.signs.append(Sign(FRACTION, bar.group, bar.no_symbol))
                number = len(self.signs) - 1
                return Fraction(number, over, self.row(bottom.items))
            case Lifted(items=items):
                return Exponent(self.row(items))
            case _:
                # Found by geometry: to the network these are no symbols.
                none = 0.0 if piece.label in (POINT, EQUALS) else piece.cell.no_symbol
                self.signs.append(Sign(piece.label, piece.cell.group, none))
                return Glyph(piece.label, len(self.signs) - 1)


def interpretation(found: Found) -> Interpretation:
    """Return what a search found, its symbols numbered."""
    reader = _Reader()
    row = reader.row(found.items)
    return Interpretation(tuple(reader.signs), row, found.weight)

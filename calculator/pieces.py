"""Pieces: what cells are read as, before symbols are numbered and mean anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from calculator.cells import Cell


@dataclass(frozen=True, slots=True)
class Written:
    """A cell that is read as a symbol."""

    cell: Cell
    label: str


@dataclass(frozen=True, slots=True)
class Stacked:
    """A cell that is read as a fraction bar, with what is read over and under it."""

    bar: Cell
    top: Found
    bottom: Found


@dataclass(frozen=True, slots=True)
class Lifted:
    """What is read as an exponent."""

    items: tuple[Piece, ...]


Piece: TypeAlias = Written | Stacked | Lifted


@dataclass(frozen=True, slots=True)
class Found:
    """One reading of some marks, and its logarithmic weight."""

    items: tuple[Piece, ...]
    weight: float

"""Operators by rank: how the operands and operations of a row, as they come, become a tree."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum

from calculator.automaton import POWER
from calculator.tree import Add, Divide, Multiply, Negate, Node, Power


class _Rank(Enum):
    """How an operation is written, and how tightly it binds."""

    OPEN = ("(", 0)
    ADD = ("+", 1)
    SUBTRACT = ("-", 1)
    MULTIPLY = ("×", 2)
    DIVIDE = ("÷", 2)
    BESIDE = ("", 2)
    PLUS = ("+", 3)
    MINUS = ("-", 3)
    POWER = (POWER, 4)

    @property
    def tightness(self) -> int:
        return self.value[1]


_BINARY = {
    rank.value[0]: rank
    for rank in (_Rank.ADD, _Rank.SUBTRACT, _Rank.MULTIPLY, _Rank.DIVIDE, _Rank.POWER)
}
_PREFIX = {rank.value[0]: rank for rank in (_Rank.PLUS, _Rank.MINUS)}


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An operation whose last operand is still to come, and the symbol it came from."""

    rank: _Rank
    symbols: tuple[int, ...]


@dataclass(slots=True)
class Stacks:
    """Operands that are done, and operations that wait for one; nothing here is recursive.

    What is pushed has to be grammatical: operands side by side are multiplied.
    """

    _operands: list[Node] = field(default_factory=list)
    _waiting: list[_Waiting] = field(default_factory=list)
    _after_operand: bool = False

    def operand(self, node: Node) -> None:
        """Take an operand that is complete."""
        self._begin_operand()
        self._operands.append(node)
        self._after_operand = True

    def operator(self, label: str, symbols: tuple[int, ...]) -> None:
        """Take an operator, or a sign where an operand has to come."""
        if self._after_operand:
            self._push_binary(_Waiting(_BINARY[label], symbols))
        else:
            self._waiting.append(_Waiting(_PREFIX[label], symbols))
        self._after_operand = False

    def open(self, symbols: tuple[int, ...]) -> None:
        """Take an opening bracket."""
        self._begin_operand()
        self._waiting.append(_Waiting(_Rank.OPEN, symbols))
        self._after_operand = False

    def close(self, closing: int) -> None:
        """Finish what is within the innermost bracket and note the bracket on it."""
        while self._waiting[-1].rank is not _Rank.OPEN:
            self._apply(self._waiting.pop())
        (opening,) = self._waiting.pop().symbols
        inner = self._operands.pop()
        pairs = (*inner.brackets, (opening, closing))
        self._operands.append(replace(inner, brackets=pairs))
        self._after_operand = True

    def take_back(self) -> Node:
        """Return the operand that was taken last, for what binds to it more tightly than all."""
        self._after_operand = False
        return self._operands.pop()

    def finish(self) -> Node:
        """Return the tree of all that was taken."""
        while self._waiting:
            self._apply(self._waiting.pop())
        return self._operands.pop()

    def _begin_operand(self) -> None:
        """Multiply where an operand follows an operand."""
        if self._after_operand:
            self._push_binary(_Waiting(_Rank.BESIDE, ()))

    def _push_binary(self, operation: _Waiting) -> None:
        """Finish all that binds its left operand first, then wait for the right one."""
        least = operation.rank.tightness + (operation.rank is _Rank.POWER)
        while self._waiting and self._waiting[-1].rank.tightness >= least:
            self._apply(self._waiting.pop())
        self._waiting.append(operation)

    def _apply(self, operation: _Waiting) -> None:
        right, symbols = self._operands.pop(), operation.symbols
        if operation.rank is _Rank.MINUS:
            self._operands.append(Negate(right, symbols=symbols))
        elif operation.rank is _Rank.PLUS:
            self._operands.append(right)
        else:
            self._operands.append(_combine(operation.rank, self._operands.pop(), right, symbols))


def _combine(rank: _Rank, left: Node, right: Node, symbols: tuple[int, ...]) -> Node:
    match rank:
        case _Rank.ADD:
            return Add(left, right, symbols=symbols)
        case _Rank.SUBTRACT:
            return Add(left, Negate(right, symbols=symbols))
        case _Rank.DIVIDE:
            return Divide(left, right, symbols=symbols)
        case _Rank.POWER:
            return Power(left, right, symbols=symbols)
        case _:
            return Multiply(left, right, implicit=rank is _Rank.BESIDE, symbols=symbols)

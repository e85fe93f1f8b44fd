"""From a line of symbols to its expression tree.

Decisions: × and ÷ have one rank, left to right, and so has multiplication without a sign
(`6÷2(3)` is 9). A sign binds tighter than × and looser than a power (`-2**2` is −4, `2**-1` is a
half); powers go right to left. A sign may stand wherever an operand may (`3×-2`); a plus sign there
changes nothing and leaves no node. `=` ends the expression, whatever follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from calculator.automaton import (
    CLOSING,
    EQUALS,
    OPENING,
    OPERATORS,
    POINT,
    POWER,
    State,
    accepts,
    advance,
    start,
)
from calculator.bounds import check_length, check_tree
from calculator.errors import IncompleteExpression
from calculator.mistakes import explain
from calculator.tree import Add, Divide, Multiply, Negate, Node, Number, Power
from recognizer.alphabet import DIGITS, canonical

__all__ = ["State", "accepts", "advance", "parse", "parse_text", "start"]

_TOKEN = re.compile(r"\*\*|\S")
_BROKEN_NUMBER = re.compile(r"[0-9.]\s+[0-9.]")


def parse(labels: Sequence[str]) -> Node:
    """Return the expression that a line of symbols means.

    Raises NothingWritten, UnreadableSymbol, IncompleteExpression, UnbalancedBracket or TooLarge,
    each pointing at the labels concerned by their indices.
    """
    check_length(len(labels))
    tree = _build(labels[: _expression_length(labels)])
    check_tree(tree)
    return tree


def parse_text(text: str) -> Node:
    """Return the expression that plain infix text means, as `parse` does for symbols.

    Raises as `parse` does; indices count the symbols of the text, `**` as one, spaces as none.
    """
    split = _BROKEN_NUMBER.search(text)
    if split:
        at = len(_TOKEN.findall(text[: split.end() - 1]))
        raise IncompleteExpression("Something is missing between these numbers.", (at - 1, at))
    return parse([canonical(token) or token for token in _TOKEN.findall(text)])


def _expression_length(labels: Sequence[str]) -> int:
    """Return how many labels the expression has: all, or those before `=`."""
    state = start()
    for at, label in enumerate(labels):
        following = advance(state, label)
        if following is None:
            raise explain(labels, at, state)
        if label == EQUALS:
            return at
        state = following
    if not accepts(state):
        raise explain(labels, len(labels), state)
    return len(labels)


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


def _build(labels: Sequence[str]) -> Node:
    """Build the tree of labels known to be grammatical, with two stacks and no recursion."""
    stacks = _Stacks([], [])
    after_operand = False
    for text, symbols in words(labels):
        is_operator = text in OPERATORS
        if after_operand and text not in CLOSING:
            rank = _BINARY.get(text, _Rank.BESIDE)
            stacks.push_binary(_Waiting(rank, symbols if is_operator else ()))
        elif is_operator:
            stacks.waiting.append(_Waiting(_PREFIX[text], symbols))
        if text in OPENING:
            stacks.waiting.append(_Waiting(_Rank.OPEN, symbols))
        elif text in CLOSING:
            stacks.close(symbols[0])
        elif not is_operator:
            stacks.operands.append(Number(text, symbols=symbols))
        after_operand = not is_operator and text not in OPENING
    return stacks.finish()


def words(labels: Sequence[str]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield numbers whole and all else symbol by symbol, with the indices of their symbols."""
    begin = 0
    while begin < len(labels):
        end = begin
        while end < len(labels) and (labels[end] in DIGITS or labels[end] == POINT):
            end += 1
        end = max(end, begin + 1)
        yield "".join(labels[begin:end]), tuple(range(begin, end))
        begin = end


@dataclass(slots=True)
class _Stacks:
    """Operands that are done, and operations that wait for one."""

    operands: list[Node]
    waiting: list[_Waiting]

    def push_binary(self, operation: _Waiting) -> None:
        """Finish all that binds its left operand first, then wait for the right one."""
        least = operation.rank.tightness + (operation.rank is _Rank.POWER)
        while self.waiting and self.waiting[-1].rank.tightness >= least:
            self._apply(self.waiting.pop())
        self.waiting.append(operation)

    def close(self, closing: int) -> None:
        """Finish what is within the innermost bracket and note the bracket on it."""
        while self.waiting[-1].rank is not _Rank.OPEN:
            self._apply(self.waiting.pop())
        (opening,) = self.waiting.pop().symbols
        inner = self.operands.pop()
        pairs = (*inner.brackets, (opening, closing))
        self.operands.append(replace(inner, brackets=pairs))

    def finish(self) -> Node:
        """Return the tree of all that was pushed."""
        while self.waiting:
            self._apply(self.waiting.pop())
        return self.operands.pop()

    def _apply(self, operation: _Waiting) -> None:
        right, symbols = self.operands.pop(), operation.symbols
        if operation.rank is _Rank.MINUS:
            self.operands.append(Negate(right, symbols=symbols))
        elif operation.rank is _Rank.PLUS:
            self.operands.append(right)
        else:
            self.operands.append(_combine(operation.rank, self.operands.pop(), right, symbols))


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

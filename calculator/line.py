"""A line: what its interpretations say together, and the answer of the best one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from calculator.automaton import EQUALS
from calculator.errors import CalculatorError, UnreadableSymbol
from calculator.evaluate import evaluate
from calculator.grammar import parse_row
from calculator.infix import infix
from calculator.interpretation import Interpretation
from calculator.reading import Alternative, Line, Symbol
from calculator.show import latex, latex_of_row, mathml, mathml_of_row
from calculator.tree import Node
from calculator.weights import Evidence, Weights

UNREADABLE = 0.99
"""From this probability of being no symbol on, a group is reported as unreadable.

Chosen on crohme2013train: it refuses one line that was read rightly for three that were not.
"""
_ALTERNATIVES = 3
_READINGS = 5
_LEAST = 0.001
"""What is less probable is not told."""


@dataclass(frozen=True, slots=True)
class _Ballot:
    """Interpretations, the best first, and their probabilities."""

    interpretations: Sequence[Interpretation]
    probabilities: Sequence[float]

    @classmethod
    def of(cls, interpretations: Sequence[Interpretation]) -> _Ballot:
        best = interpretations[0].weight
        powers = [math.exp(each.weight - best) for each in interpretations]
        return cls(interpretations, [power / sum(powers) for power in powers])

    @property
    def best(self) -> Interpretation:
        return self.interpretations[0]

    def shares(self, marks: tuple[int, ...]) -> dict[str, float]:
        """Return the probability of each label of a group, given the whole line."""
        shares: dict[str, float] = {}
        for each, probability in zip(self.interpretations, self.probabilities, strict=True):
            label = each.choice.get(marks)
            if label is not None:
                shares[label] = shares.get(label, 0.0) + probability
        return dict(sorted(shares.items(), key=lambda pair: -pair[1]))


def make_line(interpretations: Sequence[Interpretation], weights: Weights) -> Line:
    """Return the line that the interpretations, the best first, add up to."""
    ballot = _Ballot.of(interpretations)
    best = ballot.best
    symbols = tuple(_symbol(at, ballot) for at in range(len(best.signs)))
    confidence = weights.confidence(evidence(interpretations))
    try:
        _check_readable(best)
        tree = parse_row(best.row)
    except CalculatorError as error:
        shown = latex_of_row(best.row), mathml_of_row(best.row)
        return Line(symbols, confidence, *shown, error=error)
    others = _others(ballot, infix(tree), 1 - confidence)
    known = Line(symbols, confidence, latex(tree), mathml(tree), infix(tree), readings=others)
    try:
        return replace(known, result=evaluate(tree))
    except CalculatorError as error:
        return replace(known, error=error)


def evidence(interpretations: Sequence[Interpretation]) -> Evidence:
    """Return what speaks for the first interpretation to be right."""
    ballot = _Ballot.of(interpretations)
    symbol = min((1 - ballot.best.signs[at].no_symbol for at in _counted(ballot.best)), default=0.0)
    try:
        text = infix(parse_row(ballot.best.row))
    except CalculatorError:
        return Evidence(ballot.probabilities[0], symbol)
    return Evidence(_expressions(ballot)[0][text], symbol)


def _symbol(at: int, ballot: _Ballot) -> Symbol:
    sign = ballot.best.signs[at]
    readable = 1 - sign.no_symbol
    shares = ballot.shares(sign.group.marks)
    others = [(name, share * readable) for name, share in shares.items() if name != sign.label]
    return Symbol(
        sign.label,
        sign.group.marks,
        sign.group.box,
        shares[sign.label] * readable,
        tuple(pair for pair in others[:_ALTERNATIVES] if pair[1] >= _LEAST),
    )


def _counted(best: Interpretation) -> range:
    """Return the symbols that count: all, or those before `=`."""
    labels = [sign.label for sign in best.signs]
    return range(labels.index(EQUALS) if EQUALS in labels else len(labels))


def _check_readable(best: Interpretation) -> None:
    unreadable = [at for at in _counted(best) if best.signs[at].no_symbol > UNREADABLE]
    if unreadable:
        raise UnreadableSymbol(symbols=unreadable)


def _expressions(
    ballot: _Ballot,
) -> tuple[dict[str, float], dict[str, tuple[Interpretation, Node]]]:
    """Return the probability of each expression, and its first interpretation and tree."""
    shares: dict[str, float] = {}
    firsts: dict[str, tuple[Interpretation, Node]] = {}
    for each, probability in zip(ballot.interpretations, ballot.probabilities, strict=True):
        try:
            tree = parse_row(each.row)
        except CalculatorError:
            continue
        text = infix(tree)
        shares[text] = shares.get(text, 0.0) + probability
        firsts.setdefault(text, (each, tree))
    return shares, firsts


def _others(ballot: _Ballot, expression: str, rest: float) -> tuple[Alternative, ...]:
    """Return what else the line may say, the most probable first; `rest` is theirs to share."""
    shares, firsts = _expressions(ballot)
    scale = rest / max(1 - shares.pop(expression), _LEAST)
    likely = sorted(shares, key=lambda text: -shares[text])
    told = [text for text in likely if scale * shares[text] >= _LEAST]
    return tuple(
        Alternative(
            text,
            _result(firsts[text][1]),
            scale * shares[text],
            _changes(ballot, firsts[text][0]),
        )
        for text in told[:_READINGS]
    )


def _changes(ballot: _Ballot, other: Interpretation) -> tuple[tuple[tuple[int, ...], str], ...]:
    before = ballot.best.choice
    return tuple(pair for pair in other.choice.items() if before.get(pair[0]) != pair[1])


def _result(tree: Node) -> str | None:
    try:
        return evaluate(tree).exact
    except CalculatorError:
        return None

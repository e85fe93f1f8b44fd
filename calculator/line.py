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
    """Interpretations, the best first, the label of each group in them, and their probabilities."""

    interpretations: Sequence[Interpretation]
    choices: Sequence[dict[tuple[int, ...], str]]
    probabilities: Sequence[float]

    @classmethod
    def of(cls, interpretations: Sequence[Interpretation]) -> _Ballot:
        best = interpretations[0].weight
        powers = [math.exp(each.weight - best) for each in interpretations]
        total = sum(powers)
        choices = [each.choice for each in interpretations]
        return cls(interpretations, choices, [power / total for power in powers])

    @property
    def best(self) -> Interpretation:
        return self.interpretations[0]

    def shares(self, marks: tuple[int, ...]) -> dict[str, float]:
        """Return the probability of each label of a group, given the whole line."""
        shares: dict[str, float] = {}
        for choice, probability in zip(self.choices, self.probabilities, strict=True):
            label = choice.get(marks)
            if label is not None:
                shares[label] = shares.get(label, 0.0) + probability
        return dict(sorted(shares.items(), key=lambda pair: -pair[1]))


def make_line(interpretations: Sequence[Interpretation], weights: Weights) -> Line:
    """Return the line that the interpretations, the best first, add up to."""
    ballot = _Ballot.of(interpretations)
    best = ballot.best
    symbols = tuple(_symbol(at, ballot) for at in range(len(best.signs)))
    meanings = _meanings(ballot)
    known_of_it = _evidence(ballot, meanings)
    confidence = weights.confidence(known_of_it)
    try:
        _check_readable(best)
        tree = parse_row(best.row)
    except CalculatorError as error:
        shown = latex_of_row(best.row), mathml_of_row(best.row)
        if isinstance(error, UnreadableSymbol):
            confidence = min(confidence, known_of_it.symbol)
        return Line(symbols, confidence, *shown, error=error)
    others = _others(ballot, meanings, infix(tree), 1 - confidence)
    known = Line(symbols, confidence, latex(tree), mathml(tree), infix(tree), readings=others)
    try:
        return replace(known, result=evaluate(tree))
    except CalculatorError as error:
        return replace(known, error=error)


def evidence(interpretations: Sequence[Interpretation]) -> Evidence:
    """Return what speaks for the first interpretation to be right."""
    ballot = _Ballot.of(interpretations)
    return _evidence(ballot, _meanings(ballot))


def _evidence(ballot: _Ballot, meanings: dict[str, _Meaning]) -> Evidence:
    signs = (ballot.best.signs[at] for at in _counted(ballot.best))
    symbol = min((1 - sign.no_symbol for sign in signs), default=0.0)
    # The best interpretation is the first of its meaning; if it has none, it stands alone.
    shares = [each.share for each in meanings.values() if each.first is ballot.best]
    return Evidence(shares[0] if shares else ballot.probabilities[0], symbol)


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


@dataclass(slots=True)
class _Meaning:
    """An expression that some interpretations have: the first of them, and their probability."""

    first: Interpretation
    tree: Node
    share: float


def _meanings(ballot: _Ballot) -> dict[str, _Meaning]:
    """Return what the interpretations mean, by its text."""
    meanings: dict[str, _Meaning] = {}
    for each, probability in zip(ballot.interpretations, ballot.probabilities, strict=True):
        try:
            tree = parse_row(each.row)
        except CalculatorError:
            continue
        meanings.setdefault(infix(tree), _Meaning(each, tree, 0.0)).share += probability
    return meanings


def _others(
    ballot: _Ballot, meanings: dict[str, _Meaning], expression: str, rest: float
) -> tuple[Alternative, ...]:
    """Return what else the line may say, the most probable first; `rest` is theirs to share."""
    scale = rest / max(1 - meanings[expression].share, _LEAST)
    likely = sorted(meanings.items(), key=lambda pair: -pair[1].share)
    told = [pair for pair in likely if pair[0] != expression and scale * pair[1].share >= _LEAST]
    return tuple(
        Alternative(text, _result(each.tree), scale * each.share, _changes(ballot, each.first))
        for text, each in told[:_READINGS]
    )


def _changes(ballot: _Ballot, other: Interpretation) -> tuple[tuple[tuple[int, ...], str], ...]:
    before = ballot.choices[0]
    return tuple(pair for pair in other.choice.items() if before.get(pair[0]) != pair[1])


def _result(tree: Node) -> str | None:
    try:
        return evaluate(tree).exact
    except CalculatorError:
        return None

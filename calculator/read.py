"""Reading: the whole way from ink to answers, as one function."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from calculator.automaton import EQUALS
from calculator.candidates import Candidates, score
from calculator.decode import Decoding, decode
from calculator.errors import CalculatorError, UnreadableSymbol
from calculator.evaluate import evaluate
from calculator.given import Given
from calculator.grammar import parse
from calculator.infix import infix
from calculator.parts import ALL_PARTS, Parts
from calculator.reading import Alternative, Line, Reading, Symbol
from calculator.show import latex, latex_of_labels, mathml, mathml_of_labels
from calculator.tree import Node
from recognizer.classifier import Classifier
from segmentation import projection
from segmentation.ink import Ink

METHODS = ("projection",)
"""The ways of grouping marks into symbols; the lattice will be another, and the default."""
UNREADABLE = 0.97
"""From this probability of being no symbol on, a group is reported as unreadable.

Chosen on crohme2013train_linear: a lower one refuses lines that were read rightly.
"""

_ALTERNATIVES = 3
_READINGS = 4
_LEAST_ALTERNATIVE = 0.001


def read_ink(
    ink: Ink,
    classifier: Classifier,
    method: str = METHODS[0],
    given: Sequence[Given] = (),
    parts: Parts = ALL_PARTS,
) -> Reading:
    """Read one line of ink; without any stroke there is no line.

    Raises ValueError for a method that is not in METHODS.
    """
    if method not in METHODS:
        raise ValueError(f"there is no method {method!r}; there are {', '.join(METHODS)}")
    if not ink.strokes:
        return Reading("ink", classifier.model_id, ())
    candidates = score(ink, projection.segment(ink), classifier)
    return Reading("ink", classifier.model_id, (_line(candidates),))


def _line(candidates: Sequence[Candidates]) -> Line:
    decoding = decode(candidates)
    labels = decoding.readings[0]
    counted = candidates[: labels.index(EQUALS)] if EQUALS in labels else candidates
    readable = math.prod(1 - each.no_symbol for each in counted)
    symbols = tuple(_symbol(at, decoding, each) for at, each in enumerate(candidates))
    confidence = decoding.probabilities[0] * readable
    try:
        _check_readable(counted)
        tree = parse(labels)
    except CalculatorError as error:
        shown = latex_of_labels(labels), mathml_of_labels(labels)
        return Line(symbols, confidence, *shown, error=error)
    known = Line(symbols, confidence, latex(tree), mathml(tree), infix(tree))
    others = _other_readings(decoding, readable, infix(tree))
    try:
        return replace(known, result=evaluate(tree), readings=others)
    except CalculatorError as error:
        return replace(known, readings=others, error=error)


def _symbol(at: int, decoding: Decoding, candidates: Candidates) -> Symbol:
    readable = 1 - candidates.no_symbol
    shares = decoding.marginal(at)
    label = decoding.readings[0][at]
    others = [(name, share * readable) for name, share in shares.items() if name != label]
    return Symbol(
        label,
        candidates.group.marks,
        candidates.group.box,
        shares[label] * readable,
        tuple(pair for pair in others[:_ALTERNATIVES] if pair[1] >= _LEAST_ALTERNATIVE),
    )


def _check_readable(candidates: Sequence[Candidates]) -> None:
    unreadable = [at for at, each in enumerate(candidates) if each.no_symbol > UNREADABLE]
    if unreadable:
        raise UnreadableSymbol(symbols=unreadable)


def _other_readings(
    decoding: Decoding, readable: float, expression: str
) -> tuple[Alternative, ...]:
    """Return what else the line may say, one entry an expression, its probabilities added up."""
    shares: dict[str, float] = {}
    results: dict[str, str | None] = {}
    for labels, probability in zip(decoding.readings, decoding.probabilities, strict=True):
        if probability < _LEAST_ALTERNATIVE or len(shares) > _READINGS:
            break
        try:
            tree = parse(labels)
        except CalculatorError:
            continue
        text = infix(tree)
        shares[text] = shares.get(text, 0.0) + probability * readable
        if text != expression and text not in results:
            results[text] = _result(tree)
    return tuple(Alternative(text, results[text], shares[text]) for text in results)[:_READINGS]


def _result(tree: Node) -> str | None:
    try:
        return evaluate(tree).exact
    except CalculatorError:
        return None

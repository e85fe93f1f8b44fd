"""Judgement: what was read of written expressions, set against what they mean."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calculator.errors import CalculatorError
from calculator.evaluate import evaluate as calculate
from calculator.grammar import parse_text
from calculator.parts import ALL_PARTS, Parts
from calculator.read import read_ink
from calculator.reading import Line, Reading, Symbol
from calculator.tree import Node
from recognizer.classifier import Classifier
from training import metrics
from training.benchmarks import Expression, ExpressionSet

LENGTHS = (
    ("1-2", range(1, 3)),
    ("3-5", range(3, 6)),
    ("6-8", range(6, 9)),
    ("9-11", range(9, 12)),
    ("12-14", range(12, 15)),
    ("15+", range(15, 10_000)),
)
"""The classes of length, in symbols, by which the rate of exact readings is told."""
_COVERAGES = {"exact_at_80": 0.8, "exact_at_90": 0.9}


@dataclass(frozen=True, slots=True)
class Judged:
    """The reading of a written expression, whether it is right, and how long it took."""

    expression: Expression
    reading: Reading
    milliseconds: float
    exact: bool
    answered: bool

    @property
    def confidence(self) -> float:
        """Return the probability that the reading has for all of its lines to be right."""
        lines = written_lines(self.reading)
        return math.prod(line.confidence for line in lines) if lines else 0.0

    @property
    def symbols(self) -> tuple[Symbol, ...]:
        """Return the symbols on strokes of the truth's groups; stray ink belongs to none."""
        written = frozenset().union(*self.expression.groups)
        found = (symbol for line in self.reading.lines for symbol in line.symbols)
        return tuple(symbol for symbol in found if written.intersection(symbol.marks))


def judge(
    expressions: Iterable[Expression],
    classifier: Classifier,
    method: str,
    parts: Parts = ALL_PARTS,
) -> list[Judged]:
    """Read expressions, each timed alone, and judge what was read."""
    judged = []
    for expression in expressions:
        started = time.perf_counter()
        reading = read_ink(expression.ink, classifier, method, parts=parts)
        milliseconds = (time.perf_counter() - started) * 1000
        exact, answered = is_exact(reading, expression.truth), has_answer(reading, expression.truth)
        judged.append(Judged(expression, reading, milliseconds, exact, answered))
    return judged


def written_lines(reading: Reading) -> list[Line]:
    """Return the lines of a reading that have any symbol."""
    return [line for line in reading.lines if line.symbols]


def is_exact(reading: Reading, truth: Node) -> bool:
    """Tell whether one line alone was read, as the same expression tree as the truth."""
    line = _only_line(reading)
    return line is not None and line.expression is not None and parse_text(line.expression) == truth


def has_answer(reading: Reading, truth: Node) -> bool:
    """Tell whether the only line has the truth's answer, or its error when the truth has none."""
    line = _only_line(reading)
    if line is None:
        return False
    try:
        answer = calculate(truth).exact
    except CalculatorError as error:
        return line.error is not None and line.error.kind == error.kind
    return line.result is not None and line.result.exact == answer


def figures_of(expressions: ExpressionSet, judged: Sequence[Judged]) -> dict[str, Any]:
    """Return the figures of a set, as the contract names them."""
    figures: dict[str, Any] = {"n": len(judged)}
    if expressions.left_out:
        figures |= {"left_out": expressions.left_out, "left_out_roots": expressions.roots}
    if not judged:
        return figures
    figures |= rate("exact", [each.exact for each in judged])
    figures |= rate("answer", [each.answered for each in judged])
    return figures | _segmentation(judged) | _trust(judged) | _by_length(judged) | _times(judged)


def rate(name: str, right: Sequence[bool] | NDArray[np.bool_]) -> dict[str, Any]:
    """Return a rate and its 95 % interval; nothing where there is nothing to rate."""
    count = int(np.sum(right))
    if len(right) == 0:
        return {}
    return {name: count / len(right), f"{name}_interval": metrics.wilson(count, len(right))}


def _only_line(reading: Reading) -> Line | None:
    lines = written_lines(reading)
    return lines[0] if len(lines) == 1 else None


def _segmentation(judged: Sequence[Judged]) -> dict[str, Any]:
    matches = np.zeros(3, dtype=int)
    for each in judged:
        found = [frozenset(symbol.marks) for symbol in each.symbols]
        matches += metrics.segmentation_f(found, each.expression.groups)
    return {"segmentation_f": metrics.f_measure(*matches)} if matches[2] else {}


def _trust(judged: Sequence[Judged]) -> dict[str, Any]:
    confidence = [each.confidence for each in judged]
    exact = [each.exact for each in judged]
    surest = {
        name: metrics.rate_of_surest(confidence, exact, coverage)
        for name, coverage in _COVERAGES.items()
    }
    return {"ece": metrics.calibration_error(confidence, exact), **surest}


def _by_length(judged: Sequence[Judged]) -> dict[str, Any]:
    """Return the rate of exact readings by the number of symbols, where that is known."""
    classes = {
        name: [each.exact for each in judged if len(each.expression.groups) in lengths]
        for name, lengths in LENGTHS
    }
    rates = {name: {"n": len(c), **rate("exact", c)} for name, c in classes.items() if c}
    return {"by_length": rates} if rates else {}


def _times(judged: Sequence[Judged]) -> dict[str, Any]:
    p50, p95 = np.percentile([each.milliseconds for each in judged], [50, 95])
    return {"p50_ms": float(p50), "p95_ms": float(p95)}

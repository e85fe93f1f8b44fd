"""Judgement: what was read of written expressions, set against what they mean.

One line alone must say what the truth says. Of ink a line counts where it has any symbol. Of a
photo it counts where it has an expression: what else lies on the table may look like writing, and
as long as it makes no sense nobody takes it for an answer. Such further lines are counted apart.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calculator.errors import CalculatorError
from calculator.evaluate import evaluate as calculate
from calculator.grammar import parse_text
from calculator.parts import ALL_PARTS, Parts
from calculator.photo import read_photo
from calculator.read import read_ink
from calculator.reading import Line, Reading, Symbol
from calculator.tree import Node
from recognizer.classifier import Classifier
from segmentation.photo.files import PhotoError, open_photo
from training import metrics
from training.benchmarks import Expression, ExpressionSet, PhotoExpression, PhotoSet

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
_LARGE_SOURCES = 2
"""How many sources, the largest, are left out where photos from few other people are rated."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The reading of a written expression, whether it is right, and how long it took."""

    expression: Expression | PhotoExpression
    reading: Reading
    milliseconds: float
    exact: bool
    answered: bool

    @property
    def confidence(self) -> float:
        """Return the probability that the reading has for all of its lines to be right."""
        lines = counted_lines(self.reading)
        return math.prod(line.confidence for line in lines) if lines else 0.0

    @property
    def groups(self) -> tuple[frozenset[int], ...]:
        """Return the strokes of each symbol of the truth, of which nothing is known in a photo."""
        return self.expression.groups if isinstance(self.expression, Expression) else ()

    @property
    def symbols(self) -> tuple[Symbol, ...]:
        """Return the symbols on strokes of the truth's groups; stray ink belongs to none."""
        written = frozenset().union(*self.groups)
        found = (symbol for line in self.reading.lines for symbol in line.symbols)
        return tuple(symbol for symbol in found if written.intersection(symbol.marks))


def judge(
    expressions: Iterable[Expression],
    classifier: Classifier,
    method: str,
    parts: Parts = ALL_PARTS,
) -> list[Judged]:
    """Read expressions, each timed alone, and judge what was read."""

    def read(expression: Expression) -> Reading:
        return read_ink(expression.ink, classifier, method, parts=parts)

    return [_judged(each, partial(read, each)) for each in expressions]


def judge_photos(photos: Iterable[PhotoExpression], classifier: Classifier) -> list[Judged]:
    """Read photos from their bytes, each timed alone, and judge what was read.

    They are read by the lattice, the only method there is for them. Of a file that is refused,
    nothing was read.
    """

    def read(data: bytes) -> Reading:
        try:
            return read_photo(open_photo(data), classifier)
        except PhotoError:
            return Reading("photo", classifier.model_id, ())

    return [_judged(each, partial(read, each.path.read_bytes())) for each in photos]


def _judged(expression: Expression | PhotoExpression, read: Callable[[], Reading]) -> Judged:
    started = time.perf_counter()
    reading = read()
    milliseconds = (time.perf_counter() - started) * 1000
    truth = expression.truth
    return Judged(
        expression, reading, milliseconds, is_exact(reading, truth), has_answer(reading, truth)
    )


def written_lines(reading: Reading) -> list[Line]:
    """Return the lines of a reading that have any symbol."""
    return [line for line in reading.lines if line.symbols]


def counted_lines(reading: Reading) -> list[Line]:
    """Return the lines that a judgement counts: in a photo only those that have an expression."""
    if reading.kind == "photo":
        return [line for line in reading.lines if line.expression is not None]
    return written_lines(reading)


def is_exact(reading: Reading, truth: Node) -> bool:
    """Tell whether one line alone counts and was read as the same expression tree as the truth."""
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


def figures_of(expressions: ExpressionSet | PhotoSet, judged: Sequence[Judged]) -> dict[str, Any]:
    """Return the figures of a set, as the contract names them."""
    figures: dict[str, Any] = {"n": len(judged)}
    if expressions.left_out:
        figures |= {"left_out": expressions.left_out, "left_out_roots": expressions.roots}
    if not judged:
        return figures
    figures |= rate("exact", [each.exact for each in judged])
    figures |= rate("answer", [each.answered for each in judged])
    return figures | _segmentation(judged) | _trust(judged) | _by_length(judged) | _times(judged)


def photo_figures_of(photos: PhotoSet, judged: Sequence[Judged]) -> dict[str, Any]:
    """Return the figures of a set of photos: those of any set, and by kind and by source.

    Sources stand by their number of photos; `small_sources` are all but the two largest.
    `extra_lines` are the lines without an expression that were found beside others.
    """
    pairs = [(each.kind, each.source) for each in photos.photos]
    kinds, sources = ([pair[at] for pair in pairs] for at in (0, 1))
    large = [source for source, _ in Counter(sources).most_common(_LARGE_SOURCES)]
    small = [each for each, source in zip(judged, sources, strict=True) if source not in large]
    return {
        **figures_of(photos, judged),
        "extra_lines": sum(_extra_lines(each.reading) for each in judged),
        "kinds": _by_name(kinds, judged),
        "sources": _by_name(sources, judged),
        "small_sources_n": len(small),
        **rate("exact_small_sources", [each.exact for each in small]),
        **rate("answer_small_sources", [each.answered for each in small]),
    }


def rate(name: str, right: Sequence[bool] | NDArray[np.bool_]) -> dict[str, Any]:
    """Return a rate and its 95 % interval; nothing where there is nothing to rate."""
    count = int(np.sum(right))
    if len(right) == 0:
        return {}
    return {name: count / len(right), f"{name}_interval": metrics.wilson(count, len(right))}


def _only_line(reading: Reading) -> Line | None:
    lines = counted_lines(reading)
    return lines[0] if len(lines) == 1 else None


def _extra_lines(reading: Reading) -> int:
    counted = len(counted_lines(reading))
    return len(written_lines(reading)) - counted if counted else 0


def _by_name(names: Sequence[str], judged: Sequence[Judged]) -> dict[str, Any]:
    """Return the rates of what bears each name, the most frequent name first."""
    found = {
        name: [each for each, own in zip(judged, names, strict=True) if own == name]
        for name, _ in Counter(names).most_common()
    }
    return {
        name: {
            "n": len(those),
            **rate("exact", [each.exact for each in those]),
            **rate("answer", [each.answered for each in those]),
        }
        for name, those in found.items()
    }


def _segmentation(judged: Sequence[Judged]) -> dict[str, Any]:
    matches = np.zeros(3, dtype=int)
    for each in judged:
        found = [frozenset(symbol.marks) for symbol in each.symbols]
        matches += metrics.segmentation_f(found, each.groups)
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
        name: [each.exact for each in judged if len(each.groups) in lengths]
        for name, lengths in LENGTHS
    }
    rates = {name: {"n": len(c), **rate("exact", c)} for name, c in classes.items() if c}
    return {"by_length": rates} if rates else {}


def _times(judged: Sequence[Judged]) -> dict[str, Any]:
    p50, p95 = np.percentile([each.milliseconds for each in judged], [50, 95])
    return {"p50_ms": float(p50), "p95_ms": float(p95)}

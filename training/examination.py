"""The examination: what models are judged on, made from held-out samples, the same for all.

Every sample is drawn alone, and expressions are composed with the symbols among them. The seed is
fixed and belongs to no training, so the same samples make the same examination.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from calculator.grammar import parse_row
from calculator.layout import symbols_of
from segmentation.ink import Ink, Stroke
from segmentation.lattice import MOST_MARKS
from segmentation.raster import Pictures, draw, fit
from segmentation.tracing import joined as joined_at_ends
from training.benchmarks import Expression
from training.composition import Composer
from training.datasets import DataError
from training.expressions import random_line
from training.samples import OUTLIER, Samples, joined

_SEED = 20_261_122
_MOST_EXPRESSIONS = 1_000
"""Of fewer symbols there are as many as symbols. More than these take minutes on two cores."""
_MOST_SYMBOLS = 15
"""Of an expression, as of those that the benchmarks compose; longer ones fail by sheer length."""
_LARGE = 500  # symbols; parts that have fewer are one source to the composer
_DIGITS = 4  # after the point, in sizes of the symbol; ends that are equal to them meet


@dataclass(frozen=True, slots=True, eq=False)
class Examination:
    """Pictures (n, 32, 32) and what they show (n,), classes or OUTLIER; and written expressions."""

    pictures: Pictures
    targets: NDArray[np.intp]
    expressions: tuple[Expression, ...]

    @classmethod
    def of(cls, parts: Sequence[Samples]) -> Examination:
        """Set an examination; raises DataError where no symbol is held out."""
        if not any(is_symbol(part).any() for part in parts):
            raise DataError("No symbol is held out by which models could be compared.")
        everything = joined(parts)
        segments, _ = everything.take(np.arange(len(everything)))
        return cls(draw(fit(segments)), everything.target, expressions(parts))


def is_symbol(samples: Samples) -> NDArray[np.bool_]:
    """Tell which samples are symbols, not foreign ones."""
    known: NDArray[np.bool_] = samples.target != OUTLIER
    return known


def expressions(parts: Sequence[Samples]) -> tuple[Expression, ...]:
    """Compose expressions with held-out symbols; only what none of them is, is drawn instead."""
    written = [as_written(part.subset(np.flatnonzero(is_symbol(part)))) for part in parts]
    count = min(sum(len(part) for part in written), _MOST_EXPRESSIONS)
    rng = np.random.default_rng(_SEED)
    endless = _compose(Composer(_sources(written), rng), rng)
    return tuple(islice(endless, count))


def _sources(written: Sequence[Samples]) -> list[Samples]:
    """Take small parts together, so that none of their few symbols is in every other expression."""
    large = [part for part in written if len(part) >= _LARGE]
    small = [part for part in written if 0 < len(part) < _LARGE]
    return [*large, joined(small)] if small else large


def _compose(composer: Composer, rng: np.random.Generator) -> Iterator[Expression]:
    while True:
        row = random_line(rng)
        if len(symbols_of(row)) <= _MOST_SYMBOLS:
            composed = composer.compose(row, rng)
            groups = tuple(frozenset(group) for group in composed.groups)
            yield Expression(composed.ink, parse_row(row), groups)


def as_written(samples: Samples) -> Samples:
    """Return samples as a pen would write them: strokes that meet at their ends are one stroke.

    Tracing a picture makes a stroke of each branch. What even then has more strokes than any group
    of the lattice has is left out: no model could read it.
    """
    inks = [joined_at_ends(_ink(samples, number)) for number in range(len(samples))]
    kept = [number for number, ink in enumerate(inks) if len(ink.strokes) <= MOST_MARKS]
    return Samples.of(samples.source, [inks[i] for i in kept], samples.target[kept].tolist())


def _ink(samples: Samples, number: int) -> Ink:
    """Return a sample as ink, its points rounded so that ends that meet are equal."""
    segments, stroke = samples.take(np.array([number]))
    start, end = (each.astype(np.float64).round(_DIGITS) for each in (segments.start, segments.end))
    borders = np.flatnonzero(np.diff(stroke)) + 1
    return Ink(
        tuple(
            _stroke(np.concatenate([starts, ends[-1:]]))
            for starts, ends in zip(np.split(start, borders), np.split(end, borders), strict=True)
        )
    )


def _stroke(points: NDArray[np.float64]) -> Stroke:
    is_dot = len(points) == 2 and bool((points[0] == points[1]).all())
    return Stroke(points[:1] if is_dot else points)

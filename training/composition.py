"""Composition: expressions written with the training symbols, as one person writes on a line.

The digits of one expression come from one source, and where a source is ordered by writer from
neighbours in it; their slants are made alike, because the slant of a line is what tells 1 from a
slash. Sizes and places are those of ordinary handwriting, relative to the height of a digit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calculator.automaton import EQUALS, POINT
from calculator.layout import Exponent, Fraction, Glyph, Row
from recognizer.alphabet import DIGITS, INDEX
from segmentation.ink import FloatArray, Ink
from segmentation.raster import Segments
from training import augmentation
from training.config import Augmentation
from training.glyphs import GLYPHS
from training.glyphs import Glyph as Drawing
from training.pieces import pieces_of, strokes_of
from training.placement import Hand, Layout
from training.samples import OUTLIER, Samples, joined
from training.synthesis import deform as redraw

_DIGIT_SOURCES = {
    "pendigits_train": 0.31,
    "mnist_train": 0.21,
    "bhmsds": 0.07,
    "mathnote_symbols": 0.09,
    "synthesized": 0.32,
}
_OTHER_SOURCES = {
    "mathnote_symbols": 0.28,
    "aiedu_operators": 0.27,
    "mdas_train": 0.18,
    "bhmsds": 0.07,
    "synthesized": 0.27,
}
_UNKNOWN_SOURCE = 0.2
_TRACED = frozenset({"mnist_train", "bhmsds", "mdas_train", "aiedu_operators"})
_FOREIGN = frozenset({"mathnote_symbols", "hershey letters"})
_FOREIGN_SHARE = 0.02  # of the digits, in whose place something stands that is no symbol
_STRANGER = 0.06  # share of the symbols that come from any source
_WRITERS_REACH = 110  # samples of pendigits_train on either side that one writer wrote
_ALIKE_SHARE = 0.6  # share of the expressions whose digits are given one slant
_DRAWN = 400  # variants of each sign that no set has
_REDRAWN = 20  # variants of each way of writing a class that no set has
_SIGNS = (Drawing(EQUALS, ("0,0 10,0", "0,4 10,4")), Drawing(POINT, ("0,0",)))
_HAND = Augmentation(
    rotation=3.5, slant=0.06, stretch=0.13, warp=0.028, stroke_shift=0.03, gap_share=0.0
)


@dataclass(frozen=True, slots=True, eq=False)
class Composed:
    """An expression that was composed.

    `labels` and `groups` are each symbol's label, "" for a foreign one, and strokes. A symbol that
    was traced from a picture has more strokes than a pen would have made; `pieces` are the strokes
    that hang together, which stand for the strokes of a pen.
    """

    ink: Ink
    row: Row
    labels: tuple[str, ...]
    groups: tuple[tuple[int, ...], ...]
    pieces: tuple[tuple[int, ...], ...]

    def as_penned(self) -> Ink:
        """Return ink of one stroke a piece, for geometry only: it jumps within a piece."""
        strokes = self.ink.strokes
        return Ink.of(np.concatenate([strokes[i].points for i in piece]) for piece in self.pieces)


class Composer:
    """Writes expressions with the symbols of many sets."""

    def __init__(self, sets: Sequence[Samples], rng: np.random.Generator) -> None:
        signs = [redraw(sign, rng) for sign in _SIGNS for _ in range(_DRAWN)]
        sets = [*sets, *_missing(sets, rng)]
        first = sum(len(samples) for samples in sets)
        self._signs = {sign.label: first + _DRAWN * i for i, sign in enumerate(_SIGNS)}
        self._pools = _pools(sets)
        sets.append(Samples.of("signs", signs, [OUTLIER] * len(signs)))
        self._samples = joined(sets)
        self._lean = _leans(self._samples, sets)
        self._is_traced = np.concatenate([np.full(len(s), s.source in _TRACED) for s in sets])
        foreign = [(s.target == OUTLIER) & (s.source in _FOREIGN) for s in sets]
        self._foreign = np.flatnonzero(np.concatenate(foreign))

    def compose(self, row: Row, rng: np.random.Generator) -> Composed:
        """Write a row once, in a hand of its own."""
        labels = _labels(row)
        chosen = self._choose(labels, rng)
        foreign = self._swap_in_foreign(chosen, labels, rng)
        segments, stroke = self._in_one_hand(chosen, labels, rng)
        hand = Hand.random(rng)
        start, end = _set_out(row, labels, segments, stroke, hand, rng)
        lines, groups = strokes_of(hand.write(start), hand.write(end), segments.owner, stroke)
        shown = tuple("" if i in foreign else label for i, label in enumerate(labels))
        pieces = pieces_of(lines, groups, self._is_traced[chosen])
        return Composed(Ink(lines), row, shown, groups, pieces)

    def _choose(self, labels: Sequence[str], rng: np.random.Generator) -> NDArray[np.intp]:
        """Choose a sample for each symbol, as one writer would write it."""
        digits = _pick(_DIGIT_SOURCES, {name for name, _ in self._pools}, rng)
        sources: dict[str, str] = {}
        near = float(rng.random())
        chosen = []
        for label in labels:
            if label in self._signs:
                chosen.append(self._signs[label] + int(rng.integers(_DRAWN)))
                continue
            having = {name for name, target in self._pools if target == INDEX[label]}
            if rng.random() < _STRANGER or (label in DIGITS and digits not in having):
                source = str(rng.choice(sorted(having)))
            elif label in DIGITS:
                source = digits
            else:
                source = sources.setdefault(label, _pick(_OTHER_SOURCES, having, rng))
            chosen.append(self._of(source, INDEX[label], near, rng))
        return np.array(chosen, dtype=np.intp)

    def _of(self, source: str, target: int, near: float, rng: np.random.Generator) -> int:
        pool = self._pools[source, target]
        if source != "pendigits_train":
            return int(rng.choice(pool))
        # This set is ordered by writer, and every writer wrote every digit as often.
        reach = _WRITERS_REACH / 7494 * len(pool)
        middle = reach + near * max(len(pool) - 2 * reach, 0)
        return int(
            pool[int(np.clip(rng.uniform(middle - reach, middle + reach), 0, len(pool) - 1))]
        )

    def _swap_in_foreign(
        self, chosen: NDArray[np.intp], labels: Sequence[str], rng: np.random.Generator
    ) -> set[int]:
        """Put letters and the like in the place of a few digits; return which."""
        if len(self._foreign) == 0:
            return set()
        swapped = {
            i for i, label in enumerate(labels) if label in DIGITS and rng.random() < _FOREIGN_SHARE
        }
        for i in swapped:
            chosen[i] = rng.choice(self._foreign)
        return swapped

    def _in_one_hand(
        self, chosen: NDArray[np.intp], labels: Sequence[str], rng: np.random.Generator
    ) -> tuple[Segments, NDArray[np.intp]]:
        """Deform each symbol a little, and give all digits about the same slant.

        Returns their segments and the stroke of each.
        """
        segments, stroke = self._samples.take(chosen)
        strength = np.ones(len(labels), np.float32)
        segments = augmentation.deform(segments, stroke, strength, _HAND, rng)
        shear = np.zeros(len(labels), np.float32)
        if rng.random() < _ALIKE_SHARE:
            common = rng.normal(-0.12, 0.15)
            wanted = common + rng.normal(0, 0.05, len(labels))
            is_digit = np.array([label in DIGITS for label in labels])
            shear = np.where(is_digit, wanted - self._lean[chosen], 0).astype(np.float32)
        by = shear[segments.owner]
        start, end = segments.start.copy(), segments.end.copy()
        start[:, 0] += by * start[:, 1]
        end[:, 0] += by * end[:, 1]
        return Segments(start, end, segments.owner, segments.count), stroke


def _set_out(
    row: Row,
    labels: Sequence[str],
    segments: Segments,
    stroke: NDArray[np.intp],
    hand: Hand,
    rng: np.random.Generator,
) -> tuple[FloatArray, FloatArray]:
    """Return the starts and ends (m, 2) of segments where a row has its symbols."""
    owner = segments.owner
    low, high = (corner.astype(np.float64) for corner in segments.boxes())
    strokes = np.array([stroke[owner == i].max() + 1 for i in range(len(labels))])
    placed = Layout(labels, low, high, strokes, hand, rng).row(row, 1.0)
    scale, shift = np.zeros((len(labels), 2)), np.zeros((len(labels), 2))
    scale[placed.which], shift[placed.which] = placed.scale, placed.shift
    start = segments.start * scale[owner] + shift[owner]
    return start, segments.end * scale[owner] + shift[owner]


def _labels(row: Row) -> tuple[str, ...]:
    """Return the labels of a row by their indices; the bar of a fraction is a minus."""
    found: dict[int, str] = {}
    waiting = [row]
    while waiting:
        for item in waiting.pop():
            match item:
                case Glyph(label=label, symbol=symbol):
                    found[symbol] = label
                case Fraction(bar=bar, top=top, bottom=bottom):
                    found[bar] = "-"
                    waiting += [top, bottom]
                case Exponent(row=inner):
                    waiting.append(inner)
    return tuple(found[symbol] for symbol in sorted(found))


def _missing(sets: Sequence[Samples], rng: np.random.Generator) -> list[Samples]:
    """Draw the classes that no set has: somebody may train on digits alone."""
    known = {int(target) for samples in sets for target in np.unique(samples.target)}
    glyphs = [glyph for glyph in GLYPHS if INDEX[glyph.label] not in known for _ in range(_REDRAWN)]
    if not glyphs:
        return []
    inks = [redraw(glyph, rng) for glyph in glyphs]
    return [Samples.of("drawn", inks, [INDEX[glyph.label] for glyph in glyphs])]


def _pools(sets: Sequence[Samples]) -> dict[tuple[str, int], NDArray[np.intp]]:
    pools, first = {}, 0
    for samples in sets:
        for target in np.unique(samples.target[samples.target != OUTLIER]):
            pools[samples.source, int(target)] = first + np.flatnonzero(samples.target == target)
        first += len(samples)
    return pools


def _pick(chances: dict[str, float], having: set[str], rng: np.random.Generator) -> str:
    names = sorted(having)
    weight = np.array([chances.get(name, _UNKNOWN_SOURCE) for name in names])
    return str(rng.choice(names, p=weight / weight.sum()))


def _leans(samples: Samples, sets: Sequence[Samples]) -> NDArray[np.float64]:
    """Return how far each sample leans beyond what its class leans anyway: (n,), as a shear.

    The lean of a symbol is the regression of x on y over its ink; what all of a source lean alike,
    averaged over its classes, is the source's own slant and is left in.
    """
    middle = (samples.start + samples.end).astype(np.float64) / 2
    length = np.hypot(*(samples.end - samples.start).T) + 1e-6
    first = samples.offset[:-1]

    def total(values: FloatArray) -> FloatArray:
        summed: FloatArray = np.add.reduceat(values * length, first)
        return summed

    weight = total(np.ones(len(length)))
    x, y = total(middle[:, 0]) / weight, total(middle[:, 1]) / weight
    xy = total(middle[:, 0] * middle[:, 1]) / weight - x * y
    yy = total(middle[:, 1] ** 2) / weight - y * y
    lean = np.clip(xy / np.maximum(yy, 1e-3), -1.0, 1.0)
    begin = 0
    for each in sets:
        own = slice(begin, begin + len(each))
        targets = np.unique(each.target[each.target < len(DIGITS)])
        means = {t: float(lean[own][each.target == t].mean()) for t in targets}
        for target, mean in means.items():
            rows = begin + np.flatnonzero(each.target == target)
            lean[rows] -= mean - float(np.mean(list(means.values())))
        begin += len(each)
    return lean

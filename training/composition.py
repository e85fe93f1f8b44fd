"""Composition: expressions written with the training symbols, as one person writes on a line.

The digits of one expression come from one source, and where a source is ordered by writer from
neighbours in it; their slants are made alike, because the slant of a line is what tells 1 from a
slash. Sizes and places are those of ordinary handwriting, relative to the height of a digit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from calculator.automaton import EQUALS, POINT
from calculator.layout import Exponent, Fraction, Glyph, Row
from recognizer.alphabet import DIGITS, INDEX
from segmentation.ink import Box, FloatArray, Ink, Stroke
from segmentation.raster import Segments
from training import augmentation
from training.config import Augmentation
from training.glyphs import Glyph as Drawing
from training.samples import OUTLIER, Samples, joined
from training.synthesis import deform as redraw

_DIGIT_SOURCES = {
    "pendigits_train": 0.33,
    "mnist_train": 0.23,
    "bhmsds": 0.07,
    "mathnote_symbols": 0.09,
    "synthesized": 0.28,
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
_HANGING = 0.03  # sizes of a stroke; strokes of a picture that come so near are joined
_DRAWN = 400  # variants of each sign that no set has
_SIGNS = (Drawing(EQUALS, ("0,0 10,0", "0,4 10,4")), Drawing(POINT, ("0,0",)))
_HAND = Augmentation(
    rotation=3.0, slant=0.05, stretch=0.10, warp=0.02, stroke_shift=0.025, gap_share=0.0
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


@dataclass(frozen=True, slots=True, eq=False)
class _Placed:
    """Where symbols go: index of each, its scale (x, y) and its shift (x, y), and their extent."""

    which: list[int]
    scale: FloatArray
    shift: FloatArray
    low: FloatArray
    high: FloatArray

    def moved(self, x: float, y: float) -> _Placed:
        by = np.array([x, y])
        return replace(self, shift=self.shift + by, low=self.low + by, high=self.high + by)

    @classmethod
    def around(cls, parts: Sequence[_Placed]) -> _Placed:
        return cls(
            [which for part in parts for which in part.which],
            np.concatenate([part.scale for part in parts]),
            np.concatenate([part.shift for part in parts]),
            np.min([part.low for part in parts], axis=0),
            np.max([part.high for part in parts], axis=0),
        )


class Composer:
    """Writes expressions with the symbols of many sets."""

    def __init__(self, sets: Sequence[Samples], rng: np.random.Generator) -> None:
        signs = [redraw(sign, rng) for sign in _SIGNS for _ in range(_DRAWN)]
        drawn = Samples.of("signs", signs, [OUTLIER] * len(signs))
        first = sum(len(samples) for samples in sets)
        self._samples = joined([*sets, drawn])
        self._signs = {sign.label: first + _DRAWN * i for i, sign in enumerate(_SIGNS)}
        self._pools = _pools(sets)
        self._lean = _leans(self._samples, sets)
        traced = [np.full(len(s), s.source in _TRACED) for s in (*sets, drawn)]
        self._is_traced = np.concatenate(traced)
        foreign = [
            s.target == OUTLIER if s.source in _FOREIGN else np.zeros(len(s), bool) for s in sets
        ]
        self._foreign = np.flatnonzero(np.concatenate([*foreign, np.zeros(len(drawn), bool)]))

    def compose(self, row: Row, rng: np.random.Generator) -> Composed:
        """Write a row once, in a hand of its own."""
        labels = _labels(row)
        chosen = self._choose(labels, rng)
        foreign = self._swap_in_foreign(chosen, labels, rng)
        segments, stroke = self._samples.take(chosen)
        segments = self._in_one_hand(segments, stroke, chosen, labels, rng)
        low, high = (corner.astype(np.float64) for corner in segments.boxes())
        strokes = np.array([stroke[segments.owner == i].max() + 1 for i in range(len(labels))])
        hand = _Hand.random(rng)
        placed = _Layout(labels, low, high, strokes, hand, rng).row(row, 1.0)
        scale, shift = np.zeros((len(labels), 2)), np.zeros((len(labels), 2))
        scale[placed.which], shift[placed.which] = placed.scale, placed.shift
        start = segments.start * scale[segments.owner] + shift[segments.owner]
        end = segments.end * scale[segments.owner] + shift[segments.owner]
        lines, groups = _strokes(hand.write(start), hand.write(end), segments.owner, stroke)
        shown = tuple("" if i in foreign else label for i, label in enumerate(labels))
        traced = self._is_traced[chosen]
        pieces = [
            piece
            for group, hangs in zip(groups, traced, strict=True)
            for piece in (_hanging(lines, group) if hangs else [(mark,) for mark in group])
        ]
        return Composed(Ink(lines), row, shown, groups, tuple(pieces))

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
        self,
        segments: Segments,
        stroke: NDArray[np.intp],
        chosen: NDArray[np.intp],
        labels: Sequence[str],
        rng: np.random.Generator,
    ) -> Segments:
        """Deform each symbol a little, and give all digits about the same slant."""
        segments = augmentation.deform(
            segments, stroke, np.ones(len(labels), np.float32), _HAND, rng
        )
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
        return Segments(start, end, segments.owner, segments.count)


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


@dataclass(frozen=True, slots=True)
class _Hand:
    """How one person sets symbols beside each other; lengths in heights of a digit."""

    gap: float
    gap_spread: float
    height_spread: float
    drift: float
    slant: float
    angle: float
    bow: float
    phase: float

    @classmethod
    def random(cls, rng: np.random.Generator) -> _Hand:
        return cls(
            gap=float(rng.uniform(0.0, 0.8)),
            gap_spread=float(rng.uniform(0.03, 0.16)),
            height_spread=float(rng.uniform(0.04, 0.14)),
            drift=float(rng.uniform(0.02, 0.10)),
            slant=float(rng.normal(0, 0.08)),
            angle=float(rng.normal(0, 0.04)),
            bow=float(rng.normal(0, 0.04)),
            phase=float(rng.uniform(0, 6.3)),
        )

    def write(self, points: FloatArray) -> FloatArray:
        """Slant and turn what was set on a straight line, and let the line sway."""
        x, y = points[:, 0], points[:, 1]
        x = x - self.slant * y
        y = y + self.bow * np.sin(0.7 * x + self.phase)
        cos, sin = np.cos(self.angle), np.sin(self.angle)
        return np.stack([cos * x - sin * y, sin * x + cos * y], axis=1)


class _Layout:
    """Sets symbols side by side, over each other and raised; y is 0 on the axis of the line."""

    def __init__(
        self,
        labels: Sequence[str],
        low: FloatArray,
        high: FloatArray,
        strokes: NDArray[np.intp],
        hand: _Hand,
        rng: np.random.Generator,
    ) -> None:
        self._labels, self._low, self._high, self._strokes = labels, low, high, strokes
        self._hand, self._rng = hand, rng

    def row(self, row: Row, size: float) -> _Placed:
        """Set a row that begins at x = 0, its digits about `size` high."""
        parts: list[_Placed] = []
        x = 0.0
        opened: list[int] = []
        for item in row:
            match item:
                case Glyph(symbol=symbol):
                    part = self._glyph(symbol, size)
                    label = self._labels[symbol]
                    if label == "(":
                        opened.append(len(parts))
                    elif label == ")" and opened:
                        begin = opened.pop()
                        inner = parts[begin + 1 :]
                        part = self._bracket(symbol, inner, size)
                        first = parts[begin]
                        again = self._bracket(first.which[0], inner, size)
                        parts[begin] = again.moved(first.high[0] - again.high[0], 0)
                case Fraction(bar=bar, top=top, bottom=bottom):
                    part = self._fraction(bar, top, bottom, size)
                case Exponent(row=inner_row):
                    part = self._exponent(inner_row, parts[-1], size)
            gap = self._gap(size)
            part = part.moved(x + gap - part.low[0], 0)
            x = part.high[0]
            parts.append(part)
        return _Placed.around(parts)

    def _gap(self, size: float) -> float:
        return size * max(-0.12, self._rng.normal(self._hand.gap, self._hand.gap_spread))

    def _glyph(self, symbol: int, size: float) -> _Placed:
        label, rng = self._labels[symbol], self._rng
        width, height = self._high[symbol] - self._low[symbol]
        spread = float(np.exp(rng.normal(0, self._hand.height_spread)))
        y = rng.normal(0, self._hand.drift)
        if label == POINT or max(width, height) < 0.05:
            return self._dot(symbol, label, size)
        if label in DIGITS:
            scale = size * spread / max(height, 0.55)
            return self._at(symbol, scale, scale, y * size + (size - scale * height) * 0.3)
        if label in "()":
            scale = size * rng.uniform(1.0, 1.5) / max(height, 0.5)
        elif label == "÷" and self._strokes[symbol] == 1:
            scale = size * rng.uniform(0.9, 1.4) / max(height, 0.5)
        else:
            wanted = {"-": 0.62, "+": 0.75, "×": 0.62, "÷": 0.8, EQUALS: 0.65}[label]
            scale = size * wanted * float(np.exp(rng.normal(0, 0.22)))
        return self._at(symbol, scale, scale, y * size)

    def _dot(self, symbol: int, label: str, size: float) -> _Placed:
        """A tap or a tick: on the baseline as a point, in the middle as a multiplication."""
        low = label == POINT
        y = self._rng.normal(0.46 if low else 0.0, 0.09)
        extent = size * float(self._rng.choice([0.0, 1.0])) * self._rng.uniform(0.02, 0.16)
        box = max(float((self._high[symbol] - self._low[symbol]).max()), 1e-6)
        scale = extent / box if box > 1e-3 else 1.0
        return self._at(symbol, scale, scale, y * size)

    def _at(self, symbol: int, x_scale: float, y_scale: float, y: float) -> _Placed:
        """Scale a symbol and put the middle of its box at (0, y)."""
        scale = np.array([x_scale, y_scale])
        low, high = self._low[symbol] * scale, self._high[symbol] * scale
        shift = np.array([0.0, y]) - (low + high) / 2
        return _Placed([symbol], scale[None], shift[None], low + shift, high + shift)

    def _bracket(self, symbol: int, inner: Sequence[_Placed], size: float) -> _Placed:
        """A bracket about as high as what it holds."""
        around = _Placed.around(inner)
        tall = max(float(around.high[1] - around.low[1]), 0.6 * size)
        tall *= self._rng.uniform(0.95, 1.35)
        height = float(self._high[symbol][1] - self._low[symbol][1])
        y_scale = tall / max(height, 0.4)
        x_scale = min(y_scale, size * self._rng.uniform(0.9, 1.5))
        return self._at(symbol, x_scale, y_scale, float(around.low[1] + around.high[1]) / 2)

    def _fraction(self, bar: int, top: Row, bottom: Row, size: float) -> _Placed:
        rng = self._rng
        inner = size * rng.uniform(0.7, 1.0)
        over, under = self.row(top, inner), self.row(bottom, inner)
        over = over.moved(-float(over.low[0] + over.high[0]) / 2, 0)
        under = under.moved(-float(under.low[0] + under.high[0]) / 2, 0)
        over = over.moved(rng.normal(0, 0.08) * size, 0)
        widest = max(float(over.high[0] - over.low[0]), float(under.high[0] - under.low[0]))
        long = widest * rng.uniform(1.0, 1.3) + rng.uniform(0, 0.3) * size
        box = self._high[bar] - self._low[bar]
        line = self._at(bar, long / max(box[0], 0.3), min(long, size) * 0.7, 0.0)
        gaps = np.maximum(rng.normal(0.22, 0.10, 2), 0.02) * size
        over = over.moved(0, float(line.low[1]) - gaps[0] - float(over.high[1]))
        under = under.moved(0, float(line.high[1]) + gaps[1] - float(under.low[1]))
        return _Placed.around([over, line, under]).moved(0, rng.normal(0, 0.06) * size)

    def _exponent(self, row: Row, base: _Placed, size: float) -> _Placed:
        inner = self.row(row, size * self._rng.uniform(0.45, 0.75))
        bottom = float(base.low[1]) + self._rng.uniform(-0.15, 0.35) * size
        return inner.moved(0, bottom - float(inner.high[1]))


def _hanging(lines: Sequence[Stroke], group: Sequence[int]) -> list[tuple[int, ...]]:
    """Part the strokes of a traced symbol into pieces whose boxes overlap."""
    pieces: list[list[int]] = []
    for mark in group:
        box = lines[mark].box
        room = _HANGING * max(box.size, max(lines[other].box.size for other in group) / 2)
        met = [piece for piece in pieces if any(_overlap(box, lines[m].box, room) for m in piece)]
        pieces = [piece for piece in pieces if piece not in met]
        pieces.append(sorted([mark, *(m for piece in met for m in piece)]))
    return [tuple(piece) for piece in pieces]


def _overlap(one: Box, other: Box, room: float) -> bool:
    return (
        max(one.x0, other.x0) - min(one.x1, other.x1) <= room
        and max(one.y0, other.y0) - min(one.y1, other.y1) <= room
    )


def _strokes(
    start: FloatArray, end: FloatArray, owner: NDArray[np.intp], stroke: NDArray[np.intp]
) -> tuple[tuple[Stroke, ...], tuple[tuple[int, ...], ...]]:
    """Join segments to strokes again, and tell which strokes each symbol has."""
    new = np.flatnonzero(np.diff(owner, prepend=-1) | np.diff(stroke, prepend=-1))
    borders = [*new, len(owner)]
    lines: list[Stroke] = []
    groups: list[list[int]] = [[] for _ in range(int(owner[-1]) + 1)]
    for number, (first, last) in enumerate(pairwise(borders)):
        points = np.concatenate([start[first:last], end[last - 1 : last]])
        if len(points) == 2 and np.array_equal(points[0], points[1]):
            points = points[:1]
        lines.append(Stroke(points))
        groups[owner[first]].append(number)
    return tuple(lines), tuple(tuple(group) for group in groups)

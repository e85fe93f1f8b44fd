"""Placement: where the symbols of an expression go, in the hand of one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from calculator.automaton import EQUALS, POINT
from calculator.layout import Exponent, Fraction, Glyph, Row
from recognizer.alphabet import DIGITS
from segmentation.ink import FloatArray

_SIGN_HEIGHTS = {"-": 0.62, "+": 0.75, "×": 0.62, "÷": 0.8, EQUALS: 0.65}  # of a digit's
_DOT = 0.05  # of the unit box; what is smaller is a dot


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """Where symbols go: index of each, its scale (x, y) and its shift (x, y), and their extent."""

    which: list[int]
    scale: FloatArray
    shift: FloatArray
    low: FloatArray
    high: FloatArray

    def moved(self, x: float, y: float) -> Placed:
        by = np.array([x, y])
        return replace(self, shift=self.shift + by, low=self.low + by, high=self.high + by)

    @classmethod
    def around(cls, parts: Sequence[Placed]) -> Placed:
        return cls(
            [which for part in parts for which in part.which],
            np.concatenate([part.scale for part in parts]),
            np.concatenate([part.shift for part in parts]),
            np.min([part.low for part in parts], axis=0),
            np.max([part.high for part in parts], axis=0),
        )


@dataclass(frozen=True, slots=True)
class Hand:
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
    def random(cls, rng: np.random.Generator) -> Hand:
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


class Layout:
    """Sets symbols side by side, over each other and raised; y is 0 on the axis of the line."""

    def __init__(
        self,
        labels: Sequence[str],
        low: FloatArray,
        high: FloatArray,
        strokes: NDArray[np.intp],
        hand: Hand,
        rng: np.random.Generator,
    ) -> None:
        self._labels, self._low, self._high, self._strokes = labels, low, high, strokes
        self._hand, self._rng = hand, rng

    def row(self, row: Row, size: float) -> Placed:
        """Set a row that begins at x = 0, its digits about `size` high."""
        parts: list[Placed] = []
        x = 0.0
        opened: list[int] = []
        for item in row:
            match item:
                case Glyph(symbol=symbol):
                    part = self._glyph(symbol, size)
                    if self._labels[symbol] == "(":
                        opened.append(len(parts))
                    elif self._labels[symbol] == ")" and opened:
                        part = self._close(symbol, parts, opened.pop(), size)
                case Fraction(bar=bar, top=top, bottom=bottom):
                    part = self._fraction(bar, top, bottom, size)
                case Exponent(row=inner_row):
                    part = self._exponent(inner_row, parts[-1], size)
            gap = self._gap(size)
            part = part.moved(x + gap - part.low[0], 0)
            x = part.high[0]
            parts.append(part)
        return Placed.around(parts)

    def _close(self, symbol: int, parts: list[Placed], begin: int, size: float) -> Placed:
        """Set a closing bracket, and the opening one at `begin` anew, around what they hold."""
        opening, inner = parts[begin], parts[begin + 1 :]
        closing = self._bracket(symbol, inner, size)
        again = self._bracket(opening.which[0], inner, size)
        parts[begin] = again.moved(opening.high[0] - again.high[0], 0)
        return closing

    def _gap(self, size: float) -> float:
        return size * max(-0.12, self._rng.normal(self._hand.gap, self._hand.gap_spread))

    def _glyph(self, symbol: int, size: float) -> Placed:
        label, rng = self._labels[symbol], self._rng
        width, height = self._high[symbol] - self._low[symbol]
        spread = float(np.exp(rng.normal(0, self._hand.height_spread)))
        y = rng.normal(0, self._hand.drift)
        if label == POINT or max(width, height) < _DOT:
            return self._dot(symbol, label, size)
        if label in DIGITS:
            scale = size * spread / max(height, 0.55)
            return self._at(symbol, scale, scale, y * size + (size - scale * height) * 0.3)
        if label in "()":
            scale = size * rng.uniform(1.0, 1.5) / max(height, 0.5)
        elif label == "÷" and self._strokes[symbol] == 1:
            scale = size * rng.uniform(0.9, 1.4) / max(height, 0.5)
        else:
            scale = size * _SIGN_HEIGHTS[label] * float(np.exp(rng.normal(0, 0.22)))
        return self._at(symbol, scale, scale, y * size)

    def _dot(self, symbol: int, label: str, size: float) -> Placed:
        """A tap or a tick: on the baseline as a point, in the middle as a multiplication."""
        low = label == POINT
        y = self._rng.normal(0.46 if low else 0.0, 0.09)
        extent = size * float(self._rng.choice([0.0, 1.0])) * self._rng.uniform(0.02, 0.20)
        box = max(float((self._high[symbol] - self._low[symbol]).max()), 1e-6)
        scale = extent / box if box > 1e-3 else 1.0
        return self._at(symbol, scale, scale, y * size)

    def _at(self, symbol: int, x_scale: float, y_scale: float, y: float) -> Placed:
        """Scale a symbol and put the middle of its box at (0, y)."""
        scale = np.array([x_scale, y_scale])
        low, high = self._low[symbol] * scale, self._high[symbol] * scale
        shift = np.array([0.0, y]) - (low + high) / 2
        return Placed([symbol], scale[None], shift[None], low + shift, high + shift)

    def _bracket(self, symbol: int, inner: Sequence[Placed], size: float) -> Placed:
        """A bracket about as high as what it holds."""
        around = Placed.around(inner)
        tall = max(float(around.high[1] - around.low[1]), 0.6 * size)
        tall *= self._rng.uniform(0.95, 1.35)
        height = float(self._high[symbol][1] - self._low[symbol][1])
        y_scale = tall / max(height, 0.4)
        x_scale = min(y_scale, size * self._rng.uniform(0.9, 1.5))
        return self._at(symbol, x_scale, y_scale, float(around.low[1] + around.high[1]) / 2)

    def _fraction(self, bar: int, top: Row, bottom: Row, size: float) -> Placed:
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
        return Placed.around([over, line, under]).moved(0, rng.normal(0, 0.06) * size)

    def _exponent(self, row: Row, base: Placed, size: float) -> Placed:
        inner = self.row(row, size * self._rng.uniform(0.45, 0.75))
        bottom = float(base.low[1]) + self._rng.uniform(-0.15, 0.35) * size
        return inner.moved(0, bottom - float(inner.high[1]))

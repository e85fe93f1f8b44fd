"""What was read: symbols, one reading a line, and the object that other programs see.

The JSON form is a stable contract; `as_dict` is the only place that writes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from calculator.errors import CalculatorError
from calculator.evaluate import Result
from segmentation.ink import Box
from segmentation.photo.quality import Concern


@dataclass(frozen=True, slots=True)
class Symbol:
    """One symbol that was read.

    `label` is a class label, or `.` or `=` for what geometry found; `marks` are indices into the
    strokes; `confidence` and the `alternatives` (label, probability) are given the whole line.
    """

    label: str
    marks: tuple[int, ...]
    box: Box
    confidence: float
    alternatives: tuple[tuple[str, float], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {
            "label": self.label,
            "marks": list(self.marks),
            "box": list(self.box.as_tuple()),
            "confidence": round(self.confidence, 4),
            "alternatives": [[label, round(p, 4)] for label, p in self.alternatives],
        }


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another reading of a whole line: its expression, its exact result if any, its probability.

    `changes` are the symbols, as (marks, label), that it has and the line's best reading has not:
    given those, this is how the line is read. They are none where only the layout differs.
    """

    expression: str
    result: str | None
    probability: float
    changes: tuple[tuple[tuple[int, ...], str], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {
            "expression": self.expression,
            "result": self.result,
            "probability": round(self.probability, 4),
            "changes": [{"marks": list(marks), "label": label} for marks, label in self.changes],
        }


@dataclass(frozen=True, slots=True)
class Line:
    """The reading of one line of writing.

    `expression` is None when nothing could be understood; `result` is None when there is an error.
    `number` is that of the question, as written before the sum; its marks are in no symbol.
    """

    symbols: tuple[Symbol, ...]
    confidence: float
    latex: str
    mathml: str
    expression: str | None = None
    result: Result | None = None
    readings: tuple[Alternative, ...] = ()
    error: CalculatorError | None = None
    number: str | None = None

    def as_dict(self) -> dict[str, Any]:
        known = {
            "latex": self.latex,
            "mathml": self.mathml,
            "expression": self.expression,
            "result": self.result.as_dict() if self.result else None,
            "confidence": round(self.confidence, 4),
            "symbols": [symbol.as_dict() for symbol in self.symbols],
            "readings": [reading.as_dict() for reading in self.readings],
            "error": self.error.as_dict() if self.error else None,
        }
        return known | ({"number": self.number} if self.number else {})


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that was read from one input; `kind` is `ink` or `photo`."""

    kind: str
    model: str
    lines: tuple[Line, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "model": self.model,
            "lines": [line.as_dict() for line in self.lines],
        }


@dataclass(frozen=True, slots=True)
class PhotoReading(Reading):
    """Everything that was read from a photo; boxes are in pixels of the upright picture.

    `size` is the (width, height) of the upright picture in those pixels; `turn` says by how many
    degrees clockwise the picture was turned to be upright, beyond what its file says; `marks` are
    the boxes of the marks that symbols are made of; `concerns` make the reading hard to trust.
    """

    size: tuple[int, int]
    turn: int
    marks: tuple[Box, ...]
    concerns: tuple[Concern, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "model": self.model,
            "size": list(self.size),
            "turn": self.turn,
            "warnings": [concern.as_dict() for concern in self.concerns],
            "lines": [line.as_dict() for line in self.lines],
            "marks": [list(box.as_tuple()) for box in self.marks],
        }

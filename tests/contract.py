"""The fields that other programs rely on, in the order in which DESIGN.md names them."""

from __future__ import annotations

LINE_FIELDS = [
    "latex",
    "mathml",
    "expression",
    "result",
    "confidence",
    "symbols",
    "readings",
    "error",
]

READING_FIELDS = ["expression", "result", "probability", "changes"]

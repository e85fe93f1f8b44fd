"""Readings as the server answers them, made up for what real ink would show too seldom."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from playwright.sync_api import Page, Route

READ = "**/api/v1/read/ink"
MODEL = "16-0123456789ab"


def number(value: int) -> dict[str, Any]:
    """Return the line of a number that stands alone."""
    return a_line(str(value), f'<math><mn data-symbols="0">{value}</mn></math>', str(value))


def a_line(
    expression: str,
    mathml: str,
    exact: str,
    decimal: str | None = None,
    confidences: Sequence[float] = (0.99,),
) -> dict[str, Any]:
    """Return a line that was understood; its symbols stand side by side on the paper."""
    result = {"exact": exact, "decimal": decimal or exact, "latex": exact, "mathml": ""}
    return {
        "latex": expression,
        "mathml": mathml,
        "expression": expression,
        "result": result,
        "confidence": min(confidences),
        "symbols": [_symbol(index, sure) for index, sure in enumerate(confidences)],
        "readings": [],
        "error": None,
    }


def an_error(kind: str, labels: str, *concerned: int) -> dict[str, Any]:
    """Return a line that has no answer; the error concerns the symbols of the given indices."""
    error = {"kind": kind, "message": "This is a sentence.", "symbols": concerned}
    return a_row(labels, "") | {"result": None, "error": error}


def a_row(labels: str, exact: str, *readings: dict[str, Any], unsure: str = "") -> dict[str, Any]:
    """Return a line of symbols, one stroke each; those of the labels in `unsure` are doubtful."""
    leaves = "".join(f'<mo data-symbols="{at}">{label}</mo>' for at, label in enumerate(labels))
    confidences = [0.4 if label in unsure else 0.99 for label in labels]
    line = a_line(labels, f"<math>{leaves}</math>", exact, confidences=confidences)
    for symbol, label in zip(line["symbols"], labels, strict=True):
        symbol["label"] = label
    return line | {"readings": readings}


def another(
    expression: str, result: str | None, probability: float, *changes: tuple[list[int], str]
) -> dict[str, Any]:
    """Return another reading of a line, with what it changes as (marks, label)."""
    return {
        "expression": expression,
        "result": result,
        "probability": probability,
        "changes": [{"marks": marks, "label": label} for marks, label in changes],
    }


def answer_with(page: Page, *lines: dict[str, Any]) -> None:
    """Answer every reading of the page with the given lines."""
    page.unroute(READ)
    page.route(READ, lambda route: fulfill(route, *lines))


def answer_from_strokes(page: Page, answer: Callable[[Route, int], None]) -> None:
    """Let `answer` take each request, told how many strokes it carries."""
    page.route(
        READ, lambda route: answer(route, len(json.loads(route.request.post_data)["strokes"]))
    )


def fulfill(route: Route, *lines: dict[str, Any], **more: Any) -> None:
    """Answer a request with a reading of the given lines, and whatever more it says."""
    route.fulfill(json={"kind": "ink", "model": MODEL, **more, "lines": lines})


def _symbol(index: int, confidence: float) -> dict[str, Any]:
    left = 100 + 100 * index
    return {
        "label": "7",
        "marks": [index],
        "box": [left, 100, left + 60, 180],
        "confidence": confidence,
        "alternatives": [],
    }

"""The report of an evaluation as a plain text table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_REJECTIONS = {
    "reject": "foreign",
    "reject_lookalike": "lookalikes",
    "reject_all": "both",
}


def table(report: dict[str, Any]) -> str:
    """Lay out a report: symbols, rejection and expressions each in a table of their own."""
    sets: dict[str, dict[str, Any]] = report["sets"]
    symbols = [_symbol_row(name, s) for name, s in sets.items() if "accuracy" in s]
    rejections = [
        _rejection_row(name, s, prefix, what)
        for name, s in sets.items()
        for prefix, what in _REJECTIONS.items()
        if f"{prefix}_auroc" in s
    ]
    expressions = [_expression_row(name, s) for name, s in sets.items() if "exact" in s]
    parts = [
        f"model {report['model']}, {report['size_bytes'] / 1e6:.2f} MB, method {report['method']}",
        _lay_out(("symbols", "n", "accuracy %", "among the ten digits %"), symbols),
        _lay_out(("rejection", "of", "n", "AUROC", "FPR at 95 % TPR"), rejections),
        _lay_out(
            ("expressions", "n", "exact %", "answer %", "groups F %", "ECE %", "p50 ms", "p95 ms"),
            expressions,
        ),
    ]
    return "\n\n".join(part for part in parts if part)


def _symbol_row(name: str, figures: dict[str, Any]) -> tuple[str, ...]:
    return (
        name,
        str(figures["n"]),
        _percent(figures, "accuracy"),
        _percent(figures, "accuracy_among_digits"),
    )


def _rejection_row(name: str, figures: dict[str, Any], prefix: str, what: str) -> tuple[str, ...]:
    return (
        name,
        what,
        str(figures[f"{prefix}_n"]),
        f"{figures[f'{prefix}_auroc']:.3f}",
        f"{figures[f'{prefix}_fpr95']:.3f}",
    )


def _expression_row(name: str, figures: dict[str, Any]) -> tuple[str, ...]:
    f_measure = figures.get("segmentation_f")
    return (
        name,
        str(figures["n"]),
        _percent(figures, "exact"),
        _percent(figures, "answer"),
        "" if f_measure is None else f"{f_measure:.2%}"[:-1],
        f"{figures['ece']:.1%}"[:-1],
        f"{figures['p50_ms']:.1f}",
        f"{figures['p95_ms']:.1f}",
    )


def _percent(figures: dict[str, Any], name: str) -> str:
    if name not in figures:
        return ""
    low, high = figures[f"{name}_interval"]
    return f"{100 * figures[name]:.2f} ({100 * low:.1f}–{100 * high:.1f})"


def _lay_out(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    lines = [heads, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    text = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
    return "\n".join([text[0], "  ".join("-" * width for width in widths), *text[1:]])

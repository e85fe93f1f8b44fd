"""The report of an evaluation as a plain text table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from training.judgement import LENGTHS

_REJECTIONS = {
    "reject": "foreign",
    "reject_lookalike": "lookalikes",
    "reject_all": "both",
}
_PLAIN_FIGURES = ("segmentation_f", "exact_at_80", "exact_at_90", "ece", "p50_ms", "p95_ms")
_EXPRESSION_HEADS = (
    *("expressions", "n", "exact %", "answer %", "groups F %"),
    *("surest 80 %", "surest 90 %", "ECE %", "p50 ms", "p95 ms"),
)


def table(report: dict[str, Any]) -> str:
    """Lay out a report: symbols, rejection, expressions and photos each in their own tables."""
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
        lay_out(("symbols", "n", "accuracy %", "among the ten digits %"), symbols),
        lay_out(("rejection", "of", "n", "AUROC", "FPR at 95 % TPR"), rejections),
        lay_out(_EXPRESSION_HEADS, expressions),
        _by_length(sets),
        *(_by_source(name, s) for name, s in sets.items() if "sources" in s),
        _left_out(sets),
        _writers(report.get("writers")),
    ]
    return "\n\n".join(part for part in parts if part)


def lay_out(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return rows in columns under their heads; nothing where there are no rows."""
    if not rows:
        return ""
    lines = [heads, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    text = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
    return "\n".join([text[0], "  ".join("-" * width for width in widths), *text[1:]])


def percent(figures: dict[str, Any], name: str) -> str:
    """Return a rate in percent with its 95 % interval, or nothing where there is none."""
    if name not in figures:
        return ""
    low, high = figures[f"{name}_interval"]
    return f"{100 * figures[name]:.2f} ({100 * low:.1f}–{100 * high:.1f})"


def figure(figures: dict[str, Any], name: str) -> str:
    """Return a figure alone: milliseconds as they are, all others in percent."""
    if name not in figures:
        return ""
    return f"{figures[name]:.1f}" if name.endswith("_ms") else f"{100 * figures[name]:.2f}"


def _symbol_row(name: str, figures: dict[str, Any]) -> tuple[str, ...]:
    return (
        name,
        str(figures["n"]),
        percent(figures, "accuracy"),
        percent(figures, "accuracy_among_digits"),
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
    plain = (figure(figures, key) for key in _PLAIN_FIGURES)
    rates = (percent(figures, key) for key in ("exact", "answer"))
    return (name, str(figures["n"]), *rates, *plain)


def _by_length(sets: dict[str, dict[str, Any]]) -> str:
    """Lay out the rate of exact readings, and of how many, by the number of symbols."""
    found = {name: s["by_length"] for name, s in sets.items() if "by_length" in s}
    classes = [name for name, _ in LENGTHS if any(name in each for each in found.values())]
    rows = [(name, *(_length_cell(each.get(c)) for c in classes)) for name, each in found.items()]
    return lay_out(("exact % (n), by symbols", *classes), rows)


def _length_cell(figures: dict[str, Any] | None) -> str:
    return f"{100 * figures['exact']:.1f} ({figures['n']})" if figures else ""


def _by_source(name: str, figures: dict[str, Any]) -> str:
    """Lay out how often photos are read rightly: each source, all but the two largest, and all."""
    rows = [_source_row(source, own["n"], own) for source, own in figures["sources"].items()]
    if figures["small_sources_n"]:
        small = ("all but the two largest", figures["small_sources_n"], figures, "_small_sources")
        rows.append(_source_row(*small))
    rows.append(_source_row("all", figures["n"], figures))
    text = lay_out((f"{name}, by source", "n", "exact %", "answer %"), rows)
    extra = figures["extra_lines"]
    return f"{text}\n\n{name}: {extra} further lines made no sense" if extra else text


def _source_row(name: str, n: int, figures: dict[str, Any], suffix: str = "") -> tuple[str, ...]:
    return (name, str(n), *(percent(figures, f"{rate}{suffix}") for rate in ("exact", "answer")))


def _left_out(sets: dict[str, dict[str, Any]]) -> str:
    return "\n".join(
        f"{name}: {s['left_out']} left out, {s['left_out_roots']} of them with roots"
        for name, s in sets.items()
        if "left_out" in s
    )


def _writers(figures: dict[str, Any] | None) -> str:
    """Lay out how the hands of writers are learnt, and what that costs the base sets."""
    if not figures:
        return ""
    rates = [*figures["errors"], *figures["base_changes"].values()]
    heads = [f"error % after {count}" for count in range(len(figures["errors"]))]
    heads += [f"{name}, points" for name in figures["base_changes"]]
    cells = [
        f"{100 * rate:+.2f}" if at >= len(figures["errors"]) else f"{100 * rate:.2f}"
        for at, rate in enumerate(rates)
    ]
    low, high = (100 * bound for bound in figures["fall_interval"])
    fall = f"{100 * figures['fall']:.0f} ({low:.0f}–{high:.0f})"
    row = (str(figures["n"]), *cells, fall, f"{figures['seconds']:.1f}")
    return lay_out(("writers", *heads, "fall %", "seconds"), [row])

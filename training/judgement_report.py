"""The report of a judgement as plain text: both models side by side, and what the gate says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from training.gate import sentence
from training.report import lay_out

_MODELS = ("candidate", "against")
_HEADS = ("", "n", *_MODELS, "change")
_RATES = (
    ("symbols read, %", ("accuracy",)),
    ("expressions exact, %", ("expressions", "exact")),
    ("expressions answered, %", ("expressions", "answer")),
    ("calibration error, %", ("calibration", "ece")),
    ("rejection, AUROC %", ("rejection", "auroc")),
)
_TIMES = (
    ("a symbol, ms", ("latency", "symbol_ms")),
    ("an expression, ms", ("latency", "expression_ms")),
)
_MOST_CLASSES = 6  # that are shown, those that changed most

Figures = dict[str, Any]


def as_table(report: dict[str, Any]) -> str:
    """Return a judgement for people: figures with 95 % intervals, changed classes, the gate."""
    models = report["models"]
    parts = [
        f"candidate {report['candidate']}, against {report['against']}",
        lay_out(_HEADS, [*_rates(models), *_times(models), _sizes(models)]),
        lay_out(("class", *_HEADS[1:]), list(_changed_classes(models))),
        "\n".join(_seen(report["held_out"]["parts"])),
        sentence(report["gate"]),
    ]
    return "\n\n".join(part for part in parts if part)


def _rates(models: dict[str, Figures]) -> Iterator[tuple[str, ...]]:
    for head, path in _RATES:
        if path[0] in models["against"]:
            n = _at(models["against"], path[:-1])["n"]
            estimates = [_at(models[name], path) for name in _MODELS]
            yield head, str(n), *(_percent(each) for each in estimates), _change(*estimates)


def _times(models: dict[str, Figures]) -> Iterator[tuple[str, ...]]:
    for head, (key, which) in _TIMES:
        if which in models["against"][key]:
            yield head, "", *(_milliseconds(models[name][key][which]) for name in _MODELS), ""


def _sizes(models: dict[str, Figures]) -> tuple[str, ...]:
    sizes = (f"{models[name]['size_bytes'] / 1e6:.2f}" for name in _MODELS)
    return "size, MB", "", *sizes, ""


def _changed_classes(models: dict[str, Figures]) -> Iterator[tuple[str, ...]]:
    """Yield the classes that changed most, what was lost first."""
    before = {each["label"]: each for each in models["against"]["classes"]}
    pairs = [(each, before[each["label"]]) for each in models["candidate"]["classes"]]
    changes = [(new["accuracy"][0] - old["accuracy"][0], new, old) for new, old in pairs]
    changed = sorted((c for c in changes if c[0]), key=lambda c: -abs(c[0]))[:_MOST_CLASSES]
    for _, new, old in sorted(changed, key=lambda c: c[0]):
        estimates = [new["accuracy"], old["accuracy"]]
        yield new["label"], str(new["n"]), *map(_percent, estimates), _change(*estimates)


def _seen(parts: list[dict[str, Any]]) -> Iterator[str]:
    """Say of which samples a model may have learnt, though they are held out now."""
    for name in _MODELS:
        seen = [part["name"] for part in parts if not part[f"unseen_by_{name}"]]
        model = "The candidate" if name == "candidate" else "The model in service"
        if seen:
            yield f"{model} may have learnt from samples of: {', '.join(seen)}."


def _at(figures: Figures, path: tuple[str, ...]) -> Any:
    for key in path:
        figures = figures[key]
    return figures


def _percent(estimate: list[float]) -> str:
    figure, low, high = (100 * each for each in estimate)
    return f"{figure:.2f} ({low:.1f}–{high:.1f})"


def _milliseconds(estimate: list[float]) -> str:
    figure, low, high = estimate
    return f"{figure:.2f} ({low:.2f}–{high:.2f})"


def _change(new: list[float], old: list[float]) -> str:
    return f"{100 * (new[0] - old[0]):+.2f}"

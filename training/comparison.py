"""Comparison: the same expressions read in several ways, their figures side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from calculator.parts import ALL_PARTS, Parts
from calculator.read import METHODS
from recognizer.classifier import load_classifier
from training.benchmarks import ExpressionSet, load_expressions, set_paths
from training.datasets import DataError
from training.judgement import figures_of, judge
from training.report import figure, lay_out


@dataclass(frozen=True, slots=True)
class Way:
    """One way of reading: its method, and the parts that take part in it."""

    method: str
    parts: Parts = ALL_PARTS


METHOD_WAYS = {method: Way(method) for method in METHODS}
"""Every method as it is."""
ABLATION_WAYS = {
    "lattice": Way("lattice"),
    "without grammar": Way("lattice", Parts(grammar=False)),
    "without context": Way("lattice", Parts(context=False)),
    "without no_symbol": Way("lattice", Parts(no_symbol=False)),
    "projection": Way("projection"),
}
"""The lattice whole, with one part switched off at a time, and what it replaced."""

_FIGURES = {
    "exact": "exact %",
    "answer": "answer %",
    "segmentation_f": "groups F %",
    "exact_at_80": "surest 80 %",
    "ece": "ECE %",
    "p50_ms": "p50 ms",
    "p95_ms": "p95 ms",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Figures by way of reading and by set."""

    model: str
    ways: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)

    @property
    def sets(self) -> list[str]:
        """Return the names of the sets, each of which was read in every way."""
        return list(next(iter(self.ways.values()), {}))

    def as_dict(self, name: str) -> dict[str, Any]:
        """Return the comparison for other programs, the ways under `name`."""
        return {"model": self.model, name: self.ways}

    def by_figure(self) -> str:
        """Return a table with a column a figure, its values in the order of the ways."""
        rows = [(name, str(self._n(name)), *self._joined(name)) for name in self.sets]
        title = f"model {self.model}; in each cell: {' | '.join(self.ways)}"
        return f"{title}\n\n{lay_out(('expressions', 'n', *_FIGURES.values()), rows)}"

    def by_way(self) -> str:
        """Return a table with a column a way, each with exact readings and F of the groups."""
        rows = [(name, str(self._n(name)), *self._pairs(name)) for name in self.sets]
        title = f"model {self.model}; in each cell: exact % | groups F %"
        return f"{title}\n\n{lay_out(('expressions', 'n', *self.ways), rows)}"

    def _n(self, name: str) -> int:
        return int(next(iter(self.ways.values()))[name]["n"])

    def _joined(self, name: str) -> Iterable[str]:
        for key in _FIGURES:
            cells = [figure(sets[name], key) for sets in self.ways.values()]
            yield " | ".join(cells) if any(cells) else ""

    def _pairs(self, name: str) -> Iterable[str]:
        for sets in self.ways.values():
            cells = (figure(sets[name], key) for key in ("exact", "segmentation_f"))
            yield " | ".join(cell for cell in cells if cell)


def compare(
    folder: Path,
    only: Sequence[str],
    ways: dict[str, Way],
    model: Path | None = None,
    watch: Callable[[list[str]], Iterable[str]] = list,
) -> Comparison:
    """Read every set of expressions in a folder in every way.

    `watch` is given the names of the sets, as in `evaluate`. Raises DataError when there is no
    such set, BundleError when there is no such model.
    """
    classifier = load_classifier(model)
    comparison = Comparison(classifier.model_id, {name: {} for name in ways})
    for each in _sets(folder, only, watch):
        for name, way in ways.items():
            judged = judge(each.expressions, classifier, way.method, way.parts)
            comparison.ways[name][each.name] = figures_of(each, judged)
    if not comparison.sets:
        raise DataError(f"{folder.name} has no set of expressions.")
    return comparison


def _sets(
    folder: Path, only: Sequence[str], watch: Callable[[list[str]], Iterable[str]]
) -> Iterable[ExpressionSet]:
    paths = set_paths(folder, only)
    for name in watch(list(paths)):
        each = load_expressions(name, paths[name])
        if each is not None:
            yield each

"""Evaluation: what a model reads of sets that it never learnt from, in figures with intervals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recognizer.alphabet import DIGITS, INDEX, LABELS, canonical
from recognizer.bundle import MODEL_FILE, SHIPPED
from recognizer.classifier import Classifier, load_classifier
from segmentation.raster import rasterize
from training import metrics
from training.benchmarks import ExpressionSet, PhotoSet, SymbolSet, load_set, set_paths
from training.datasets import DataError
from training.judgement import (
    Judged,
    figures_of,
    judge,
    judge_photos,
    photo_figures_of,
    rate,
)
from training.lookalikes import LOOKALIKES
from training.report import table
from training.writers import Hands

_BATCH = 1024
_DIGIT_INDICES = [INDEX[label] for label in LABELS if label in DIGITS]


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of one evaluation, as the contract names them; rates lie between 0 and 1.

    `judged` holds every reading of the sets of expressions and photos, for those who want to look
    at them; `writers` is how the hands of a set are learnt (`training/writers.py`), where the
    writers of one are known.
    """

    model: str
    method: str
    size_bytes: int
    sets: dict[str, dict[str, Any]] = field(default_factory=dict)
    judged: dict[str, list[Judged]] = field(default_factory=dict)
    writers: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the report as other programs see it."""
        known = {
            "model": self.model,
            "method": self.method,
            "size_bytes": self.size_bytes,
            "sets": self.sets,
        }
        return known | ({"writers": self.writers} if self.writers else {})

    def as_table(self) -> str:
        """Return the report for people, with 95 % intervals."""
        return table(self.as_dict())


def evaluate(
    folder: Path,
    only: Sequence[str],
    method: str,
    model: Path | None = None,
    watch: Callable[[list[str]], Iterable[str]] = list,
) -> Report:
    """Measure a model (None: the shipped one) on every set in a folder whose form is known.

    `watch` is given the names of the sets and hands them back one by one, to show how far it is.
    Raises DataError when there is no such set, BundleError when there is no such model.
    """
    classifier = load_classifier(model)
    size = ((model or SHIPPED) / MODEL_FILE).stat().st_size
    report = Report(classifier.model_id, method, size)
    paths = set_paths(folder, only)
    hands = Hands(classifier)
    for name in watch(list(paths)):
        _measure(name, paths[name], classifier, report, hands)
    if not report.sets:
        raise DataError(f"{folder.name} has no set whose form is known.")
    report.writers.update(hands.figures())
    return report


def _measure(name: str, path: Path, classifier: Classifier, report: Report, hands: Hands) -> None:
    """Add the figures of one set to a report, if its form is known."""
    match load_set(name, path):
        case SymbolSet() as symbols:
            report.sets[name] = measure_symbols(symbols, classifier)
            hands.add(symbols)
        case ExpressionSet() as written:
            report.judged[name] = judge(written.expressions, classifier, report.method)
            report.sets[name] = figures_of(written, report.judged[name])
        case PhotoSet() as photos:
            report.judged[name] = judge_photos(photos.photos, classifier)
            report.sets[name] = photo_figures_of(photos, report.judged[name])


def measure_symbols(symbols: SymbolSet, classifier: Classifier) -> dict[str, Any]:
    """Measure accuracy over the classes, and among digits if there are no others, and rejection.

    What looks like one of the classes without being one counts neither as known nor as foreign; its
    rejection is given apart.
    """
    scores = _scores(symbols, classifier)
    targets = np.array([_target(label) for label in symbols.labels])
    known = targets >= 0
    guess = scores.argmax(axis=1)
    figures = rate("accuracy", guess[known] == targets[known])
    if np.isin(targets, _DIGIT_INDICES).all():
        among = np.array(_DIGIT_INDICES)[scores[:, _DIGIT_INDICES].argmax(axis=1)]
        figures |= rate("accuracy_among_digits", among == targets)
    foreign, lookalike = targets == _FOREIGN, targets == _LOOKALIKE
    figures |= _rejection("reject", scores, known, foreign)
    figures |= _rejection("reject_lookalike", scores, known, lookalike)
    if foreign.any():
        figures |= _rejection("reject_all", scores, known, foreign | lookalike)
    return {"n": int(known.sum()), **figures}


_FOREIGN, _LOOKALIKE = -1, -2


def _target(label: str) -> int:
    # Training may take an x for a ×; what measures must know which of the two was meant.
    if label in LOOKALIKES:
        return _LOOKALIKE
    meaning = canonical(label)
    return INDEX[meaning] if meaning else _FOREIGN


def _scores(symbols: SymbolSet, classifier: Classifier) -> NDArray[np.float32]:
    parts = [
        classifier.classify(rasterize(symbols.inks[start : start + _BATCH]))
        for start in range(0, len(symbols.inks), _BATCH)
    ]
    return np.concatenate(parts)


def _rejection(
    name: str, scores: NDArray[np.float32], known: NDArray[np.bool_], foreign: NDArray[np.bool_]
) -> dict[str, Any]:
    """Measure rejection by the highest score: no symbol should score high in any class."""
    if not known.any() or not foreign.any():
        return {}
    highest = scores.max(axis=1)
    return {
        f"{name}_n": int(foreign.sum()),
        f"{name}_auroc": metrics.auroc(highest[known], highest[foreign]),
        f"{name}_fpr95": metrics.false_positives_at(highest[known], highest[foreign]),
    }

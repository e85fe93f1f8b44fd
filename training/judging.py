"""Judging: a candidate and the model in service sit the same examination, and a gate decides.

What comes of it is a report of plain numbers, and the pictures with what both read in them, for
those who want to look at the cells of a confusion matrix.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calculator.read import METHODS
from recognizer.alphabet import LABELS
from recognizer.bundle import Bundle, BundleError
from recognizer.classifier import Classifier, Scores
from training.confusion import count_confusions
from training.examination import Examination
from training.gate import gate, holds
from training.held_out import HeldOutSet
from training.intervals import (
    Estimate,
    auroc_estimate,
    calibration_estimate,
    median_estimate,
    rate_estimate,
)
from training.judgement import Judged, judge
from training.samples import OUTLIER
from training.watch import Watch

_BATCH = 10  # symbols that are timed together, about as many as a short line has groups
_TOLD_EVERY = 100  # expressions


@dataclass(slots=True, eq=False)
class Answers:
    """What one model makes of an examination, and the milliseconds that a symbol took it."""

    bundle: Bundle
    classifier: Classifier
    scores: list[Scores] = field(default_factory=list)
    symbol_ms: list[float] = field(default_factory=list)
    judged: list[Judged] = field(default_factory=list)

    @classmethod
    def of(cls, bundle: Bundle) -> Answers:
        return cls(bundle, Classifier(bundle))

    def classify(self, pictures: NDArray[np.float32]) -> None:
        """Score a batch of pictures (n, 32, 32), and note how long it took.

        Raises BundleError for a model whose training went astray, which answers with no numbers.
        """
        started = time.perf_counter()
        scores = self.classifier.classify(pictures)
        self.symbol_ms.append((time.perf_counter() - started) * 1000 / len(pictures))
        if not np.isfinite(scores).all():
            raise BundleError(f"The model {self.bundle.model_id} does not answer with numbers.")
        self.scores.append(scores)

    @property
    def shares(self) -> NDArray[np.float32]:
        """Return the probabilities (n, 17) of the classes and of "no symbol", the last."""
        scores = np.concatenate(self.scores)
        return np.hstack([scores, 1 - scores.sum(axis=1, keepdims=True)])

    @property
    def read(self) -> NDArray[np.intp]:
        """Return what each picture is read as (n,): a class, or OUTLIER for no symbol."""
        read: NDArray[np.intp] = self.shares.argmax(axis=1)
        return read


def judge_models(
    candidate: Bundle, against: Bundle, held_out: HeldOutSet, watch: Watch
) -> tuple[dict[str, Any], bytes]:
    """Compare two models on what is held out: a report, and an npz of the pictures and readings.

    Raises DataError where no symbol is held out, BundleError for a model that cannot be loaded or
    does not work, and Stopped where `watch` does.
    """
    watch.says("Setting the examination")
    examination = Examination.of(held_out.parts)
    both = {"candidate": Answers.of(candidate), "against": Answers.of(against)}
    for stage in sit(examination, tuple(both.values())):
        watch.says(stage)
    models = {name: figures_of(examination, answers) for name, answers in both.items()}
    verdict = gate(models["candidate"], models["against"])
    report = {
        "candidate": candidate.model_id,
        "against": against.model_id,
        "held": holds(verdict),
        "held_out": {
            "sha256": held_out.card["sha256"],
            "parts": [
                part
                | {f"unseen_by_{name}": is_unseen(part, each.bundle) for name, each in both.items()}
                for part in held_out.card["parts"]
            ],
        },
        "gate": verdict,
        "models": models,
    }
    return report, pictures_of(examination, both)


def sit(examination: Examination, both: Sequence[Answers]) -> Iterator[str]:
    """Have models answer an examination in turns, so that a busy machine is busy for both.

    Yields in words what comes next.
    """
    yield f"Reading {len(examination.pictures)} symbols"
    for first in range(0, len(examination.pictures), _BATCH):
        for each in both:
            each.classify(examination.pictures[first : first + _BATCH])
    count = len(examination.expressions)
    for number, expression in enumerate(examination.expressions):
        if number % _TOLD_EVERY == 0:
            yield f"Reading expressions, {number} of {count} read"
        for each in both:
            each.judged += judge([expression], each.classifier, METHODS[0])


def figures_of(examination: Examination, answers: Answers) -> dict[str, Any]:
    """Return the figures of one model with their intervals; what has no samples is left out."""
    truth, read = examination.targets, answers.read
    known = truth != OUTLIER
    right = read[known] == truth[known]
    n = len(right)
    figures: dict[str, Any] = {
        "n": n,
        "accuracy": rate_estimate(right),
        "classes": list(_by_class(truth, read)),
        "calibration": {
            "n": n,
            "ece": calibration_estimate(answers.shares.max(axis=1)[known], right),
        },
        "latency": {"symbol_ms": median_estimate(answers.symbol_ms)},
        "size_bytes": len(answers.bundle.model),
        "confusion": count_confusions(truth, read, len(LABELS) + 1),
    }
    if n < len(truth):
        highest = np.concatenate(answers.scores).max(axis=1)
        area = auroc_estimate(highest[known], highest[~known])
        figures["rejection"] = {"n": len(truth) - n, "auroc": area}
    if answers.judged:
        figures["expressions"] = {
            "n": len(answers.judged),
            "exact": rate_estimate([each.exact for each in answers.judged]),
            "answer": rate_estimate([each.answered for each in answers.judged]),
        }
        times = [each.milliseconds for each in answers.judged]
        figures["latency"]["expression_ms"] = median_estimate(times)
    return figures


def _by_class(truth: NDArray[np.intp], read: NDArray[np.intp]) -> Iterator[dict[str, Any]]:
    for index, label in enumerate(LABELS):
        own = truth == index
        if own.any():
            accuracy: Estimate = rate_estimate(read[own] == index)
            yield {"label": label, "n": int(own.sum()), "accuracy": accuracy}


def is_unseen(part: dict[str, Any], bundle: Bundle) -> bool:
    """Tell whether a model's card says that the very same samples were held out from it."""
    own = bundle.card.get("held_out")
    parts = own.get("parts") if isinstance(own, dict) else None
    return isinstance(parts, list) and part in parts


def pictures_of(examination: Examination, both: dict[str, Answers]) -> bytes:
    """Return the pictures as an npz, ink 255 on 0, with their truths and what was read in them."""
    candidate, against = (both[name].read.astype(np.uint8) for name in ("candidate", "against"))
    file = BytesIO()
    np.savez_compressed(
        file,
        pictures=np.round(examination.pictures * 255).astype(np.uint8),
        truth=examination.targets.astype(np.uint8),
        candidate=candidate,
        against=against,
    )
    return file.getvalue()

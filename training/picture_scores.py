"""How well a network of pictures does on what is held out from it, for its card and for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recognizer.picture_classifier import softmax
from training.confusion import count_confusions
from training.metrics import best_temperature, wilson
from training.report import lay_out

_DIGITS = 5  # of a rate in the card
_HEADS = ("class", "n", "accuracy, %", "95 % interval", "most often taken for")


def held_out_scores(
    logits: NDArray[np.float32], targets: NDArray[np.intp], name: str, classes: int
) -> dict[str, Any]:
    """Return what a card says of held-out pictures of the folder `name`.

    The logits are (n, classes) and the truths (n,); without any, nothing is known, and the
    temperature is 1.
    """
    read = logits.argmax(axis=1)
    temperature = best_temperature(logits, targets, softmax) if len(targets) else 1.0
    return {
        "temperature": round(temperature, 4),
        "metrics": {name: _rate(int((read == targets).sum()), len(targets))} if len(read) else {},
        "confusion": count_confusions(targets, read, classes),
    }


def as_table(classes: Sequence[str], confusion: Sequence[Sequence[int]]) -> str:
    """Return the accuracy on each class and on all of them for people."""
    return lay_out(_HEADS, list(_rows(classes, confusion)))


def _rows(classes: Sequence[str], confusion: Sequence[Sequence[int]]) -> Iterator[tuple[str, ...]]:
    for truth, (name, counts) in enumerate(zip(classes, confusion, strict=True)):
        wrong = [0 if read == truth else count for read, count in enumerate(counts)]
        most = classes[wrong.index(max(wrong))] if any(wrong) else ""
        yield name, *_shown(counts[truth], sum(counts)), most
    right = sum(counts[truth] for truth, counts in enumerate(confusion))
    yield "all", *_shown(right, sum(map(sum, confusion))), ""


def _rate(right: int, n: int) -> dict[str, Any]:
    interval = [round(end, _DIGITS) for end in wilson(right, n)]
    return {"n": n, "accuracy": round(right / n, _DIGITS), "interval": interval}


def _shown(right: int, n: int) -> tuple[str, str, str]:
    if n == 0:
        return "0", "", ""
    low, high = (f"{100 * end:.1f}" for end in wilson(right, n))
    return str(n), f"{100 * right / n:.1f}", f"{low} to {high}"

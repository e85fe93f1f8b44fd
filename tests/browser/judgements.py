"""Judgements of a candidate against the model in service, made up."""

from __future__ import annotations

from typing import Any

from recognizer.alphabet import LABELS

GATE = {"margins": {"class": 0.01, "expressions": 0.005}, "falls": []}
FALL = {"what": "class", "label": "7", "from": 0.984, "to": 0.963, "fall": 0.021}


def a_judgement(candidate: str, against: str, *falls: dict[str, Any]) -> dict[str, Any]:
    """Return a judgement; among the confusions, 7 is taken for 1 more often by the candidate."""
    parts = [("mnist_train", 2_400, True, True), ("own samples", 34, True, False)]
    names = ("name", "n", "unseen_by_candidate", "unseen_by_against")
    return {
        "id": "j-1",
        "at": "2026-11-22T10:40:00+00:00",
        "candidate": candidate,
        "against": against,
        "held": not falls,
        "held_out": {
            "sha256": "c0ffee" * 10 + "0123",
            "parts": [
                dict(zip(names, part, strict=True)) | {"sha256": "ab" * 32} for part in parts
            ],
        },
        "gate": GATE | {"falls": list(falls)},
        "models": {"candidate": figures(0.002, 12), "against": figures(0.0, 3)},
    }


def figures(better: float, sevens: int) -> dict[str, Any]:
    """Return the figures of a model that is so much better, but reads so many sevens as ones."""
    rates = {label: 0.97 + 0.0015 * at + better * (at % 3 - 0.6) for at, label in enumerate(LABELS)}
    rates["7"] -= 0.0023 * sevens
    return {
        "n": 4_812,
        "accuracy": interval(0.981 + better, 0.004),
        "classes": [
            {"label": label, "n": 300, "accuracy": interval(min(rate, 0.999), 0.012)}
            for label, rate in rates.items()
        ],
        "expressions": {
            "n": 400,
            "exact": interval(0.93 + 3 * better, 0.025),
            "answer": interval(0.94 + 3 * better, 0.024),
        },
        "calibration": {"n": 4_812, "ece": interval(0.012 - better, 0.003)},
        "rejection": {"n": 3_000, "auroc": interval(0.962 + better, 0.006)},
        "latency": {"symbol_ms": [0.41, 0.4, 0.44], "expression_ms": [6.2, 5.8, 7.9]},
        "size_bytes": 4_321_000,
        "confusion": confusions(sevens),
    }


def interval(rate: float, half: float) -> list[float]:
    return [rate, rate - half, min(1.0, rate + half)]


def confusions(sevens: int) -> list[list[int]]:
    """Return 17 by 17 numbers: nearly all is right, and so many sevens are read as ones."""
    size = len(LABELS) + 1
    counts = [[0] * size for _ in range(size)]
    for at in range(size):
        counts[at][at] = 290 - at
        counts[at][(at * 5 + 3) % size] += (at + sevens // 2) % 4
    counts[LABELS.index("7")][LABELS.index("1")] = sevens
    return counts

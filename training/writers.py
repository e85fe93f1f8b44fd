"""Simulated writers: how fast the classifier learns a hand, and what that costs all others.

Of each class of a writer in which symbols are misread, up to three are named, misread ones first,
but one misread symbol, at random, is always left for measuring, with all others that are not named.
Confused classes of which a writer has too few symbols for three corrections are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recognizer.adaptation import Adaptation
from recognizer.alphabet import INDEX, canonical
from recognizer.classifier import Classifier
from segmentation.context import without_context
from segmentation.raster import rasterize
from training.benchmarks import SymbolSet
from training.lookalikes import LOOKALIKES
from training.personalising import MOST_LESSONS, Lesson, fitted, personalise

CORRECTIONS = 3
"""How many symbols of each confused class are named at most."""
_ORDERS = 10
"""In how many random orders each writer's symbols are named."""
_SEED = 1
_BATCH = 1024
_DRAWS = 2000  # of all writers, for intervals
_LEAST_ERROR = 1e-9

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """Symbols of the classes as the network sees them: logits (n, 16), points (n, d), targets."""

    logits: Floats
    points: Floats
    targets: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.targets)

    def take(self, which: NDArray[Any]) -> Seen:
        """Return some of the symbols, by index or by mask."""
        return Seen(self.logits[which], self.points[which], self.targets[which])

    @property
    def wrong(self) -> NDArray[np.bool_]:
        """Tell which are misread."""
        return np.asarray(self.logits.argmax(axis=1) != self.targets)


def see(symbols: SymbolSet, classifier: Classifier) -> tuple[Seen, NDArray[np.intp]]:
    """Show the symbols of the classes to the network; return also which of the set they are."""
    labels = ["" if label in LOOKALIKES else canonical(label) or "" for label in symbols.labels]
    which = np.array([i for i, label in enumerate(labels) if label], dtype=np.intp)
    inks = [symbols.inks[i] for i in which]
    parts = [
        classifier.perceive(without_context(rasterize(inks[start : start + _BATCH])))
        for start in range(0, len(inks), _BATCH)
    ]
    logits, points = (np.concatenate(part) for part in zip(*parts, strict=True))
    return Seen(logits, points, np.array([INDEX[labels[i]] for i in which])), which


class Hands:
    """The hands of a set whose writers are known, beside base sets that nobody is to lose."""

    def __init__(self, classifier: Classifier) -> None:
        self._classifier = classifier
        self._base: dict[str, Seen] = {}
        self._written: SymbolSet | None = None

    def add(self, symbols: SymbolSet) -> None:
        """Take a set of symbols, as hands to be learnt if its writers are known, else as a base."""
        if symbols.writers:
            self._written = symbols
        elif self._classifier.memory is not None:
            self._base[symbols.name] = see(symbols, self._classifier)[0]

    def figures(self) -> dict[str, Any]:
        """Return what `simulate` finds; nothing without known writers, a memory or a base set."""
        if self._written is None or self._classifier.memory is None or not self._base:
            return {}
        return simulate(self._written, self._base, self._classifier)


def simulate(
    symbols: SymbolSet, base: Mapping[str, Seen], classifier: Classifier
) -> dict[str, Any]:
    """Measure learning on a set whose writers are known, and what it costs on the `base` sets.

    Rates are means over the writers with errors: `errors` after 0, 1, … corrections of each
    confused class, `error_before` and `error_after` the first and the last of them; `base_change`
    is the change of accuracy on the base set that loses most, and `seconds` how long personalising
    takes from as many symbols as it ever learns from.
    Without a writer who has a class that is confused, there are no figures.
    """
    seen, which = see(symbols, classifier)
    names = np.array(symbols.writers)[which]
    rng = np.random.default_rng(_SEED)
    hands = (seen.take(names == name) for name in sorted(set(names)))
    learnt = [each for hand in hands for each in [_learn(hand, base, classifier, rng)] if each]
    if not learnt:
        return {}
    errors = np.array([each.errors for each in learnt])
    fall = 1 - errors[:, -1].mean() / errors[:, 0].mean()
    *of_errors, of_fall = _intervals(errors, rng)
    changes = {name: float(np.mean([each.base[name] for each in learnt])) for name in base}
    return {
        "n": len(learnt),
        "corrections": CORRECTIONS,
        "error_before": float(errors[:, 0].mean()),
        "error_after": float(errors[:, -1].mean()),
        "fall": float(fall),
        "fall_interval": of_fall,
        "errors": errors.mean(axis=0).tolist(),
        "errors_intervals": of_errors,
        "base_change": min(changes.values(), default=None),
        "base_changes": changes,
        "seconds": _seconds(symbols, which, classifier),
    }


def _intervals(errors: Floats, rng: np.random.Generator) -> list[tuple[float, float]]:
    """Return 95 % intervals of each column's mean and of the fall, by drawing writers anew."""
    drawn = errors[rng.integers(len(errors), size=(_DRAWS, len(errors)))].mean(axis=1)
    falls = 1 - drawn[:, -1:] / np.maximum(drawn[:, :1], _LEAST_ERROR)
    low, high = np.percentile(np.hstack([drawn, falls]), (2.5, 97.5), axis=0).tolist()
    return list(zip(low, high, strict=True))


def _seconds(symbols: SymbolSet, which: NDArray[np.intp], classifier: Classifier) -> float:
    """Return how long personalising takes from as many symbols as it ever learns from."""
    inks = [symbols.inks[i] for i in which[:MOST_LESSONS]]
    labels = [canonical(symbols.labels[i]) for i in which[:MOST_LESSONS]]
    lessons = [
        Lesson(ink, len(ink.strokes), ink.box.size or 1.0, label)
        for ink, label in zip(inks, labels, strict=True)
    ]
    start = perf_counter()
    personalise(classifier, lessons)
    return perf_counter() - start


@dataclass(frozen=True, slots=True)
class _Learnt:
    """Error rates of one writer after 0, 1, … corrections, and the change on each base set."""

    errors: tuple[float, ...]
    base: dict[str, float]


def _learn(
    hand: Seen, base: Mapping[str, Seen], classifier: Classifier, rng: np.random.Generator
) -> _Learnt | None:
    """Learn one hand in several orders; None for a hand in which no class can be corrected."""
    count = np.bincount(hand.targets, minlength=len(INDEX))
    confused = np.unique(hand.targets[hand.wrong])
    rare = [target for target in confused if count[target] <= CORRECTIONS]
    hand = hand.take(~np.isin(hand.targets, rare))
    confused = np.setdiff1d(confused, rare)
    if not len(confused):
        return None
    orders = [_in_order(hand, confused, classifier, rng) for _ in range(_ORDERS)]
    errors = np.mean([errors for errors, _ in orders], axis=0)
    changes = {
        name: float(np.mean([_change(others, added) for _, added in orders]))
        for name, others in base.items()
    }
    return _Learnt(tuple(errors.tolist()), changes)


def _in_order(
    hand: Seen, confused: NDArray[np.intp], classifier: Classifier, rng: np.random.Generator
) -> tuple[list[float], Adaptation]:
    """Name symbols of the confused classes in a random order, and count errors on the others."""
    order = rng.permutation(len(hand))
    named = [_to_name(hand, order[hand.targets[order] == target]) for target in confused]
    rest = hand.take(np.setdiff1d(order, np.concatenate(named)))
    errors, adaptation = [float(rest.wrong.mean())], None
    for count in range(1, CORRECTIONS + 1):
        adaptation = _adapted(hand, named, count, classifier)
        errors.append(float(_with(rest, adaptation).wrong.mean()))
    assert adaptation is not None
    return errors, adaptation


def _to_name(hand: Seen, order: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return which of a class in some order are named: misread ones first, but not all of them."""
    misread = hand.wrong[order]
    return np.concatenate([order[misread][1:], order[~misread]])[:CORRECTIONS]


def _adapted(
    hand: Seen, named: Sequence[NDArray[np.intp]], count: int, classifier: Classifier
) -> Adaptation:
    assert classifier.memory is not None
    lessons = hand.take(np.concatenate([each[:count] for each in named]))
    return fitted(lessons.logits, lessons.points, lessons.targets, classifier.memory)


def _with(seen: Seen, adaptation: Adaptation) -> Seen:
    return Seen(seen.logits + adaptation.added(seen.points), seen.points, seen.targets)


def _change(others: Seen, adaptation: Adaptation) -> float:
    """Return by how much the accuracy on others' symbols rises."""
    return float(others.wrong.mean() - _with(others, adaptation).wrong.mean())

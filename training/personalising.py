"""Personalising: from a few samples of one hand, what to add to the scores of the network.

Kernel logistic regression on top of the network, which itself stays as it is: around each sample
lies a bump in the space of its features, and how much each bump adds to each class is fitted so
that the samples are read as they are named while what the bundle remembers of the base classes is
read as before. "No symbol" is the class whose logit is fixed at 0, as in the network.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from recognizer.adaptation import Adaptation, likeness
from recognizer.alphabet import INDEX
from recognizer.classifier import Classifier, probabilities
from recognizer.memory import Memory
from segmentation.context import rasterize_in_context, without_context
from segmentation.ink import Group, Ink
from segmentation.raster import Pictures, rasterize

MOST_LESSONS = 300
"""How many lessons are learnt from, the latest; more would take longer than a person waits."""
_WEIGHT = 50.0
"""What a lesson counts, where a remembered symbol counts 1."""
_WEIGHT_OF_ALL = 2000.0
"""What all lessons together count at most: as much as all that is remembered."""
_SURE = 0.999
"""A lesson that the network reads as it is named with more than this probability changes nothing by
a bump of its own; leaving those out costs nothing on crohme2013train_calc, and saves most time."""
_STIFFNESS = 0.01
"""The weight of the squared norm of what is added; chosen like the others above and below on
crohme2013train_calc (docs/decisions.md)."""
_STEPS = 60
"""Of the fit; it has come to rest by then, or nearly."""
_LEAST_SHARE = 1e-12
_NO_SYMBOL = len(INDEX)

_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """A symbol and what it is: one of the labels, or None for what is no symbol.

    The first `own` strokes of `ink` are the symbol's, and `size` is the typical size of the symbols
    of its line; it is None for a symbol that stands nowhere.
    """

    ink: Ink
    own: int
    size: float | None
    label: str | None


def personalise(classifier: Classifier, lessons: Sequence[Lesson]) -> Classifier:
    """Return the classifier as it reads the hand that the lessons are of, the latest last.

    Without lessons it is the classifier itself. Raises ValueError for a model without a memory.
    """
    lessons = lessons[-MOST_LESSONS:]
    if not lessons:
        return classifier
    pictures = pictures_of(lessons)
    targets = np.array([_NO_SYMBOL if x.label is None else INDEX[x.label] for x in lessons])
    # A symbol is scored where it stands, and by the projection rule alone: both views are learnt.
    stands = np.array([lesson.size is not None for lesson in lessons])
    views = np.concatenate([pictures, without_context(pictures[stands, 0])])
    return classifier.adapted(adapt(classifier, views, np.append(targets, targets[stands])))


def adapt(classifier: Classifier, pictures: Pictures, targets: NDArray[np.intp]) -> Adaptation:
    """Fit what is to be added so that pictures (n, 3, 32, 32), n ≥ 1, are read as targets (n,).

    A target is the index of a label, or one past the last for no symbol. Raises ValueError for a
    model without a memory.
    """
    logits, points = classifier.perceive(pictures)
    assert classifier.memory is not None  # or `perceive` would have refused
    return fitted(logits, points, targets, classifier.memory)


def fitted(
    logits: NDArray[np.float32],
    points: NDArray[np.float32],
    targets: NDArray[np.intp],
    memory: Memory,
) -> Adaptation:
    """Fit as `adapt` does, to pictures as the network sees them: logits (n, k), points (n, d).

    What the network reads rightly and surely needs no bump, but must be read so afterwards too.
    """
    wanted = np.eye(_NO_SYMBOL + 1)[targets]
    is_sure = (with_none(logits) * wanted).sum(axis=1) > _SURE
    order, unsure = np.argsort(is_sure, kind="stable"), points[~is_sure]
    weight = min(_WEIGHT, _WEIGHT_OF_ALL / len(targets))
    fit = _Fit(
        likeness(np.concatenate([points[order], memory.points]), unsure),
        np.concatenate([logits[order], memory.logits]),
        np.concatenate([wanted[order], with_none(memory.logits)]),
        np.concatenate([np.full(len(targets), weight), np.ones(len(memory.points))]),
    )
    return Adaptation(unsure, fit.solved())


@dataclass(frozen=True, slots=True, eq=False)
class _Fit:
    """The fit of added logits `like` (n, m) @ A to shares `wanted` (n, k + 1) of the classes.

    The first m of the n rows are those that the bumps stand on.
    """

    like: NDArray[np.float32]
    logits: NDArray[np.float32]
    wanted: _Floats
    weights: _Floats

    def solved(self) -> NDArray[np.float32]:
        """Return A: (m, k)."""
        start = np.zeros(self.like.shape[1] * self.logits.shape[1])
        options = {"maxiter": _STEPS}
        found = (
            minimize(self._loss, start, jac=True, method="L-BFGS-B", options=options).x
            if len(start)
            else start
        )
        solution: NDArray[np.float32] = self._shaped(found).astype(np.float32)
        return solution

    def _loss(self, flat: _Floats) -> tuple[float, _Floats]:
        """Return the weighted cross-entropy with its penalty, and the gradient of both."""
        added = self._shaped(flat)
        sums = self.like @ added.astype(np.float32)
        shares = with_none(self.logits + sums)
        between = sums[: len(added)]
        entropy = -(self.wanted * np.log(np.maximum(shares, _LEAST_SHARE))).sum(axis=1)
        error = self.weights[:, None] * (shares - self.wanted)[:, :-1]
        gradient = self.like.T @ error.astype(np.float32) + _STIFFNESS * between
        loss = float(self.weights @ entropy) + _STIFFNESS / 2 * float((added * between).sum())
        return loss, gradient.astype(np.float64).ravel()

    def _shaped(self, flat: _Floats) -> _Floats:
        return flat.reshape(self.like.shape[1], self.logits.shape[1])


def with_none(logits: NDArray[Any]) -> _Floats:
    """Return the probabilities of logits (n, k), that of "no symbol" appended: (n, k + 1)."""
    shares = probabilities(logits)
    none = np.maximum(1 - shares.sum(axis=1, keepdims=True), 0)
    return np.concatenate([shares, none], axis=1, dtype=np.float64)


def pictures_of(lessons: Sequence[Lesson]) -> Pictures:
    """Draw lessons as the network is shown symbols: float32 (n, 3, 32, 32)."""
    return np.concatenate([np.zeros((0, 3, 32, 32), np.float32), *map(_picture, lessons)])


def _picture(lesson: Lesson) -> Pictures:
    marks = tuple(range(lesson.own))
    own = lesson.ink.select(marks)
    if lesson.size is None:
        return without_context(rasterize([own]))
    return rasterize_in_context(lesson.ink, [Group(marks, own.box)], lesson.size)

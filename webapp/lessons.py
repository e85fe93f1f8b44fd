"""Lessons: samples as the network sees them, and what it takes them for.

`training` is imported where it is needed, so that serving starts without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from calculator.given import NO_SYMBOL
from recognizer.alphabet import LABELS
from recognizer.classifier import Classifier, Scores
from webapp.store.sample import Sample

if TYPE_CHECKING:
    from training.personalising import Lesson

_AT_ONCE = 256
"""Samples that are drawn at once; bounds the memory that their pictures take."""


def lesson_of(sample: Sample) -> Lesson:
    """Return what the classifier can learn from a sample."""
    from training.personalising import Lesson

    label = None if sample.label == NO_SYMBOL else sample.label
    return Lesson(sample.ink, sample.own, sample.size, label)


def with_guesses(samples: Sequence[Sample], classifier: Classifier) -> list[Sample]:
    """Return samples with what the classifier takes them for, and how sure it is of that."""
    return [
        replace(sample, guess=guess, sure=sure)
        for sample, (guess, sure) in zip(samples, _guesses(samples, classifier), strict=True)
    ]


def _guesses(samples: Sequence[Sample], classifier: Classifier) -> Iterator[tuple[str, float]]:
    from training.personalising import pictures_of

    for first in range(0, len(samples), _AT_ONCE):
        lessons = [lesson_of(sample) for sample in samples[first : first + _AT_ONCE]]
        yield from map(_guess, classifier.classify(pictures_of(lessons)))


def _guess(row: Scores) -> tuple[str, float]:
    best = int(row.argmax())
    no_symbol = 1 - float(row.sum())
    if no_symbol > row[best]:
        return NO_SYMBOL, no_symbol
    return LABELS[best], float(row[best])

"""Personalising: what is named is learnt, what is remembered stays, and only one hand changes."""

from __future__ import annotations

import numpy as np
import pytest
from drawings import NAMES, fixture_ink, symbols_of
from hypothesis import given
from hypothesis import strategies as st

from recognizer.adaptation import Adaptation, likeness
from recognizer.alphabet import LABELS
from recognizer.classifier import probabilities
from segmentation.ink import Ink
from training.personalising import MOST_LESSONS, Lesson, personalise, pictures_of

SEVEN = Ink.of([[[0, 7], [12, 0], [6, 80]]])
"""A seven whose bar is so short that the network takes it for a one."""
SUM = Ink.of([SEVEN.strokes[0].points, [[45, 42], [95, 42]], [[70, 17], [70, 67]]])
"""The same, with a plus beside it."""
SURE = 0.9995


def alone(ink: Ink, label: str | None) -> Lesson:
    return Lesson(ink, len(ink.strokes), None, label)


def read(classifier, lesson: Lesson) -> str:
    """Return what a classifier takes a lesson for; nothing for no symbol."""
    (shares,) = classifier.classify(pictures_of([lesson]))
    return LABELS[shares.argmax()] if shares.max() > 1 - shares.sum() else ""


def misread(classifier) -> int:
    """Return how many remembered symbols a classifier reads otherwise than the network does."""
    logits = classifier.memory.logits
    adaptation = classifier._adaptation
    added = adaptation.added(classifier.memory.points)
    return int((_with_none(logits + added) != _with_none(logits)).sum())


def _with_none(logits: np.ndarray) -> np.ndarray:
    return np.concatenate([logits, np.zeros((len(logits), 1))], axis=1).argmax(axis=1)


def test_a_lesson_is_learnt_alone_and_in_its_line(classifier):
    lessons = [alone(SEVEN, "7"), Lesson(SUM, 1, 60.0, "7")]
    assert [read(classifier, lesson) for lesson in lessons] == ["1", "1"]
    for taught in lessons:
        personal = personalise(classifier, [taught])
        assert read(personal, alone(SEVEN, "7")) == "7"
    assert read(personal, lessons[1]) == "7"


def test_the_base_classifier_stays_as_it_is(classifier):
    picture = pictures_of([alone(SEVEN, "7")])
    before = classifier.classify(picture)
    personal = personalise(classifier, [alone(SEVEN, "7")])
    np.testing.assert_array_equal(classifier.classify(picture), before)
    assert personal.model_id == classifier.model_id
    assert personal.card is classifier.card


def test_what_is_remembered_is_read_as_before(classifier):
    personal = personalise(classifier, [alone(SEVEN, "7")])
    assert misread(personal) <= 0.01 * len(classifier.memory.points)


def test_many_lessons_do_not_drown_the_memory(classifier):
    rng = np.random.default_rng(5)
    hands = [
        SEVEN.moved(lambda points: points + rng.normal(0, 1.5, points.shape)) for _ in range(60)
    ]
    personal = personalise(classifier, [alone(hand, "7") for hand in hands])
    assert read(personal, alone(SEVEN, "7")) == "7"
    assert misread(personal) <= 0.03 * len(classifier.memory.points)


def test_no_symbol_can_be_taught_and_taken_back(classifier):
    seven = alone(SEVEN, None)
    assert read(personalise(classifier, [seven]), seven) == ""
    again = personalise(classifier, [seven, *[alone(SEVEN, "7")] * 3])
    assert read(again, seven) == "7"


def test_what_is_read_rightly_and_surely_changes_nothing(classifier):
    symbols = [symbol for name in NAMES for symbol in symbols_of(fixture_ink(name))]
    shares = classifier.classify(pictures_of([alone(symbol, None) for symbol in symbols]))
    sure = [
        alone(symbol, LABELS[row.argmax()])
        for symbol, row in zip(symbols, shares, strict=True)
        if row.max() > SURE
    ]
    assert len(sure) >= 10
    seven = pictures_of([alone(SEVEN, "7")])
    personal = personalise(classifier, sure)
    np.testing.assert_array_equal(personal.classify(seven), classifier.classify(seven))


def test_without_lessons_nothing_changes(classifier):
    assert personalise(classifier, []) is classifier


def test_only_the_latest_lessons_count(classifier):
    lessons = [alone(SEVEN, "7"), *[alone(Ink.of([[[0, 0], [40, 0]]]), "-")] * MOST_LESSONS]
    assert read(personalise(classifier, lessons), alone(SEVEN, "7")) == "1"


def test_what_is_learnt_does_not_depend_on_place_and_size(classifier):
    def moved(points: np.ndarray) -> np.ndarray:
        return points * 3.0 + np.array([5000.0, -700.0])

    near = personalise(classifier, [Lesson(SUM, 1, 60.0, "7")])
    far = personalise(classifier, [Lesson(SUM.moved(moved), 1, 180.0, "7")])
    pictures = pictures_of([Lesson(SUM, 1, 60.0, "7"), alone(SEVEN, "7")])
    np.testing.assert_allclose(near.classify(pictures), far.classify(pictures), atol=0.02)


@given(st.integers(0, 2**32 - 1))
def test_a_bump_is_highest_at_its_center(seed):
    rng = np.random.default_rng(seed)
    points = rng.normal(size=(5, 8)).astype(np.float32)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    like = likeness(points, points)
    np.testing.assert_allclose(np.diag(like), 1, atol=1e-5)
    np.testing.assert_allclose(like, like.T, atol=1e-6)
    assert (like > 0).all() and (like <= 1 + 1e-5).all()
    weights = rng.normal(size=(5, 16)).astype(np.float32)
    added = Adaptation(points, weights).added(points)
    assert added.shape == (5, 16) and np.isfinite(probabilities(added)).all()


def test_a_hand_without_unsure_lessons_has_no_bumps():
    none = Adaptation(np.zeros((0, 8), np.float32), np.zeros((0, 16), np.float32))
    assert (none.added(np.ones((3, 8), np.float32)) == 0).all()


def test_no_lessons_are_no_pictures():
    assert pictures_of([]).shape == (0, 3, 32, 32)


@pytest.mark.parametrize("label", ["x", "seven"])
def test_an_unknown_label_is_refused(classifier, label):
    with pytest.raises(KeyError):
        personalise(classifier, [alone(SEVEN, label)])

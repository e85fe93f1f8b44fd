"""Scores: remembered by what the network was shown, and never different for it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from drawings import NAMES, fixture_ink
from scripted import Unsure, written

from calculator.scores import Memory, rounded, scores_in_context
from recognizer.alphabet import LABELS
from segmentation.context import rasterize_in_context
from segmentation.ink import Group, Ink
from segmentation.lattice import propose
from segmentation.projection import typical_size


class Summing(Unsure):
    """Give scores that depend on every pixel, and remember how many pictures there were."""

    def __init__(self):
        super().__init__()
        self.asked = []

    def classify(self, pictures):
        self.asked.append(len(pictures))
        flat = pictures.reshape(len(pictures), 3, 32 * 32)
        sums = flat @ np.linspace(0.5, 1.5, flat.shape[2], dtype=np.float32)
        return np.pad(sums / 1e4, ((0, 0), (0, len(LABELS) - 3)))


def scores(ink, classifier, groups=None):
    return scores_in_context(ink, groups or propose(ink), typical_size(ink), classifier)


@pytest.mark.parametrize("name", NAMES)
def test_rows_are_the_same_with_memory_and_without(name):
    ink, remembering = fixture_ink(name), Summing()
    for count in range(1, len(ink.strokes) + 1):
        part = ink.select(range(count))
        known = scores(part, remembering)
        assert known == pytest.approx(scores(part, Summing()), abs=1e-6)
    assert sum(remembering.asked) > 0


def test_the_same_ink_is_not_scored_again():
    ink, classifier = fixture_ink("84div2"), Summing()
    first = scores(ink, classifier)
    again = scores(ink, classifier)
    assert sum(classifier.asked) == len(first)
    assert np.array_equal(first, again)


def test_strokes_in_another_order_are_not_scored_again():
    ink, classifier = fixture_ink("84div2"), Summing()
    first = scores(ink, classifier)
    scores(ink.select((6, 5, 4, 3, 2, 1, 0)), classifier)
    assert sum(classifier.asked) == len(first)


def test_one_more_stroke_scores_only_the_groups_near_it():
    ink, _ = written("1" * 20)
    classifier = Summing()
    before = scores(ink.select(range(19)), classifier)
    after = scores(ink, classifier)
    assert len(after) > len(before)
    assert 0 < sum(classifier.asked[1:]) <= 8 < len(before)


def test_what_stands_around_a_group_is_part_of_what_is_remembered():
    ink, classifier = fixture_ink("12+30"), Summing()
    alone = scores(ink.select((0,)), classifier, [Group((0,), ink.strokes[0].box)])
    beside = scores(ink, classifier, [Group((0,), ink.strokes[0].box)])
    assert not np.array_equal(alone, beside)


def test_a_stroke_drawn_twice_is_not_mistaken_for_one():
    line = [[0, 0], [20, 40]]
    ink, classifier = Ink.of([line, line, [[40, 0], [60, 40]]]), Summing()
    one, two = (Group(marks, ink.strokes[0].box) for marks in ((0,), (0, 1)))
    pictures = rasterize_in_context(ink, [one, two], rounded(typical_size(ink)))
    assert not np.array_equal(*pictures)
    known = scores(ink, classifier, [one])
    assert not np.array_equal(scores(ink, classifier, [two]), known)


def test_models_do_not_share_what_they_remember():
    ink, one, other = fixture_ink("12+30"), Summing(), Summing()
    scores(ink, one)
    scores(ink, other)
    assert one.asked == other.asked


def test_no_group_has_no_scores():
    ink = fixture_ink("12+30")
    assert scores_in_context(ink, [], 40.0, Unsure()).shape == (0, len(LABELS))


# The memory


def row(number):
    return np.full(len(LABELS), number, np.float32)


def test_a_memory_forgets_the_oldest_first():
    memory = Memory(most=3)
    for number in range(5):
        memory.keep([number], [row(number)])
    assert [found is not None for found in memory.recall(range(5))] == [False] * 2 + [True] * 3


def test_a_memory_smaller_than_a_batch_keeps_its_end():
    memory = Memory(most=2)
    memory.keep(range(4), [row(number) for number in range(4)])
    assert [found is not None for found in memory.recall(range(4))] == [False] * 2 + [True] * 2


def test_ink_with_more_groups_than_are_remembered_has_all_its_scores(monkeypatch):
    monkeypatch.setattr(Memory.__init__, "__defaults__", (3,))
    ink, classifier = fixture_ink("84div2"), Summing()
    first, again = scores(ink, classifier), scores(ink, classifier)
    assert np.array_equal(first, again)
    assert sum(classifier.asked[1:]) == len(first) - 3


def test_threads_may_remember_at_once():
    ink, classifier = fixture_ink("7x8-6"), Summing()
    expected = scores(ink, Summing())
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: scores(ink, classifier), range(16)))
    assert all(np.array_equal(each, expected) for each in found)


@pytest.mark.parametrize("size", [1e-3, 0.7, 40, 41.3, 1e6])
def test_the_size_is_rounded_by_very_little(size):
    assert rounded(size) == pytest.approx(size, rel=0.023)
    assert rounded(rounded(size)) == rounded(size)


def test_ink_without_size_has_one_to_be_drawn_at():
    assert rounded(0.0) > 0

"""What each degradation of a photograph may cost at most: a floor under every one of them."""

from __future__ import annotations

from functools import cache

import pytest
from photos import lines, opened, taken

from calculator.photo import read_photo
from calculator.read import read_ink
from calculator.tree import Node
from recognizer.classifier import Classifier
from training.conditions import CONDITIONS
from training.photo_robustness import meanings

KEPT = {
    "good photo": 8,
    "shadow": 8,
    "ruled paper": 8,
    "squared paper": 7,
    "skew -10°": 8,
    "skew +10°": 8,
    "turned 90°": 8,
    "turned 180°": 6,
    "turned 270°": 8,
    "faint pencil": 6,
    "light on dark": 6,
    "JPEG 30": 8,
}
"""How many of the 9 lines are read under each condition as their ink is read, at least."""


@cache
def read_as_ink(classifier: Classifier) -> list[tuple[Node | None, ...]]:
    """Return what each line means when its ink is read."""
    return [meanings(read_ink(ink, classifier)) for ink in lines()]


def test_the_ink_itself_is_read(classifier):
    read = read_as_ink(classifier)
    assert len(set(read)) == 9
    assert all(len(each) == 1 and each[0] is not None for each in read)


@pytest.mark.parametrize("name", KEPT)
def test_a_degradation_costs_no_more_than_it_may(name, classifier):
    photos = (opened(taken(ink, CONDITIONS[name], seed)) for seed, ink in enumerate(lines()))
    found = [meanings(read_photo(photo, classifier)) for photo in photos]
    same = sum(a == b for a, b in zip(found, read_as_ink(classifier), strict=True))
    assert same >= KEPT[name]

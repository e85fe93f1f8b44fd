"""Invariance: where, how large and in which order ink is written does not change its reading."""

from __future__ import annotations

import math

import numpy as np
import pytest
from drawings import NAMES, fixture_ink, moved
from hypothesis import given, settings
from hypothesis import strategies as st
from scripted import written

from calculator.read import read_ink
from segmentation.ink import Ink, Stroke

far = st.floats(-1e4, 1e4)
names = st.sampled_from(NAMES)


def said(ink, classifier):
    """Return what each line says, and the label of each group by its place in the ink."""
    reading = read_ink(ink, classifier)
    symbols = [(symbol.label, symbol.marks) for line in reading.lines for symbol in line.symbols]
    return [line.expression for line in reading.lines], symbols


@given(names, far, far)
@settings(max_examples=15)
def test_moving_changes_nothing(classifier, name, x, y):
    ink = fixture_ink(name)
    assert said(moved(ink, 1, x, y), classifier) == said(ink, classifier)


@given(names, st.floats(-1, 1))
@settings(max_examples=15)
def test_scaling_changes_nothing(classifier, name, power):
    ink = fixture_ink(name)
    assert said(moved(ink, 10**power), classifier) == said(ink, classifier)


@given(names, st.data())
@settings(max_examples=15)
def test_the_order_of_strokes_in_time_changes_nothing(classifier, name, data):
    ink = fixture_ink(name)
    order = data.draw(st.permutations(range(len(ink.strokes))))
    expressions, symbols = said(ink, classifier)
    again, found = said(ink.select(order), classifier)
    assert again == expressions
    back = [(label, tuple(sorted(order[mark] for mark in marks))) for label, marks in found]
    assert back == symbols


@pytest.mark.parametrize("name", NAMES)
def test_the_direction_of_strokes_changes_nothing(classifier, name):
    ink = fixture_ink(name)
    reversed_ink = Ink(tuple(Stroke(stroke.points[::-1].copy()) for stroke in ink.strokes))
    assert said(reversed_ink, classifier)[0] == said(ink, classifier)[0]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("degrees", [-4, 4])
def test_slanting_slightly_changes_nothing(classifier, name, degrees):
    ink = fixture_ink(name)
    slant = np.array([[1, 0], [math.tan(math.radians(degrees)), 1]])
    slanted = Ink(tuple(Stroke(stroke.points @ slant) for stroke in ink.strokes))
    assert said(slanted, classifier)[0] == said(ink, classifier)[0]


@pytest.mark.parametrize("name", NAMES)
def test_points_between_points_change_nothing(classifier, name):
    ink = fixture_ink(name)
    dense = Ink(tuple(Stroke(_halved(stroke.points)) for stroke in ink.strokes))
    assert said(dense, classifier) == said(ink, classifier)


def _halved(points):
    """Return points with one more in the middle of every two."""
    if len(points) < 2:
        return points
    twice = np.repeat(points, 2, axis=0)[:-1]
    twice[1::2] = (points[:-1] + points[1:]) / 2
    return twice


@pytest.mark.parametrize("factor", [0.1, 1 / 3, 7.7, 10])
def test_groups_are_shown_to_the_network_alike_at_every_size(factor):
    seen = []

    class Watching:
        model_id, card = "16-watching", {}

        def classify(self, pictures):
            seen.append(pictures)
            return np.full((len(pictures), 16), 1 / 17, np.float32)

    ink, _ = written("12345")
    read_ink(ink, Watching())
    read_ink(moved(ink, factor, 5, 7), Watching())
    assert seen[0].shape == seen[1].shape
    # The typical size is rounded to a sixteenth of a doubling: pixels differ, but little.
    assert np.abs(seen[0] - seen[1]).mean() < 0.02

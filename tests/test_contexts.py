"""Groups in their context, cut from composed expressions, and what each of them is."""

from __future__ import annotations

import numpy as np
import pytest
from composed import composed_lines, composer

from recognizer.alphabet import INDEX, LABELS
from segmentation.raster import rasterize
from training.contexts import contexts, targeted
from training.samples import OUTLIER


@pytest.mark.parametrize("count", [1, 2, 50])
def test_there_are_as_many_as_asked_for(count):
    pictures, targets = contexts(composer(), count, np.random.default_rng(1))
    assert pictures.shape == (count, 3, 32, 32) and pictures.dtype == np.float32
    assert targets.shape == (count,) and targets.dtype == np.intp
    assert set(targets) <= {*INDEX.values(), OUTLIER}


def test_a_seed_gives_one_batch():
    one, same, other = (contexts(composer(), 20, np.random.default_rng(s)) for s in (3, 3, 4))
    assert np.array_equal(one[0], same[0]) and np.array_equal(one[1], same[1])
    assert not np.array_equal(one[0], other[0])


def test_symbols_and_what_is_none_come_about_as_often():
    _, targets = contexts(composer(), 400, np.random.default_rng(2))
    assert 0.3 < (targets == OUTLIER).mean() < 0.6
    assert set(targets) == {*range(len(LABELS)), OUTLIER}


def test_true_groups_have_the_target_of_their_label():
    for line in composed_lines(20):
        target = {group.marks: number for group, number in targeted(line, line.as_penned())}
        for marks, label in zip(line.groups, line.labels, strict=True):
            assert target[marks] == INDEX.get(label, OUTLIER)


def test_decimal_points_equals_signs_and_foreign_ink_are_no_symbols():
    seen = set()
    for line in composed_lines(70):
        labels = dict(zip(line.groups, line.labels, strict=True))
        for group, target in targeted(line, line.as_penned()):
            label = labels.get(group.marks)
            if label not in INDEX:
                seen.add(label)
                assert target == OUTLIER
    assert seen == {".", "=", "", None}


def test_wrong_groups_are_whole_pieces_that_make_no_symbol():
    count = 0
    for line in composed_lines(30):
        pieces = {mark: set(piece) for piece in line.pieces for mark in piece}
        for group, _ in targeted(line, line.as_penned()):
            assert group.box == line.ink.select(group.marks).box
            assert all(pieces[mark] <= set(group.marks) for mark in group.marks)
            count += group.marks not in line.groups
    assert count > 50


def test_no_group_comes_twice():
    for line in composed_lines(30):
        marks = [group.marks for group, _ in targeted(line, line.as_penned())]
        assert len(set(marks)) == len(marks)


def test_symbols_are_shown_in_their_context():
    pictures, targets = contexts(composer(), 100, np.random.default_rng(5))
    own, others = pictures[:, 1].sum(axis=(1, 2)), pictures[:, 2].sum(axis=(1, 2))
    assert (own > 0).mean() > 0.97 and (others > 0).mean() > 0.8
    line = next(composed_lines(1))
    alone = rasterize([line.ink.select(group) for group in line.groups])
    assert alone.max() == pytest.approx(1, abs=0.1) and len(targets) == 100

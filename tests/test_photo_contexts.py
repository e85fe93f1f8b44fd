"""Groups in their context as photos show them: what each of them is, and the pool of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from composed import composer, drawn_sets
from drawings import fixture_ink, ring

import training.photo_pool
from calculator.layout import Glyph
from recognizer.alphabet import INDEX, LABELS
from segmentation.ink import Ink
from segmentation.projection import segment
from training.composition import Composed
from training.conditions import GOOD
from training.config import TrainConfig
from training.ownership import Ownership
from training.photo_contexts import cheap_conditions, cut, photo_contexts
from training.photo_pool import make_pool
from training.samples import OUTLIER
from training.viewpoint import Transform

NEAR = replace(GOOD, symbol_height=50.0)
SAME = Transform(np.eye(3))
MINUS = [[0, 20], [30, 20]]
ONE = [[60, 0], [60, 40]]
DIVIDE = (MINUS, [[15, 8]], [[15, 32]])
SPECK = [[27, 33], [28, 34]]
SPECK_NEARBY = [[25, 25], [26, 26]]


def line_of(*symbols: tuple[str, list[list[list[float]]]]) -> Composed:
    """Return symbols, each a label and strokes, as if they had been composed."""
    strokes = [stroke for _, own in symbols for stroke in own]
    owner = [number for number, (_, own) in enumerate(symbols) for _ in own]
    groups = tuple(
        tuple(i for i, at in enumerate(owner) if at == number) for number in range(len(symbols))
    )
    labels = tuple(label for label, _ in symbols)
    row = tuple(Glyph(label, i) for i, label in enumerate(labels))
    return Composed(Ink.of(strokes), row, labels, groups, tuple((i,) for i in range(len(strokes))))


def of_fixture(name: str) -> Composed:
    """Return hand-drawn ink whose symbols stand apart as if it had been composed."""
    ink = fixture_ink(name)
    parts = [[ink.strokes[m].points.tolist() for m in group.marks] for group in segment(ink)]
    return line_of(*zip(name, parts, strict=True))


def targets_of(composed: Composed) -> list[tuple[float, int]]:
    """Return of the groups in a good photo where each begins, from left to right, and its class."""
    lines = cut(composed, NEAR, np.random.default_rng(1))
    return sorted((group.box.x0, target) for _, pairs in lines for group, target in pairs)


@pytest.mark.parametrize("count", [1, 30])
def test_there_are_as_many_as_asked_for(count):
    pictures, targets = photo_contexts(composer(), count, np.random.default_rng(1))
    assert pictures.shape == (count, 3, 32, 32) and pictures.dtype == np.float32
    assert targets.shape == (count,) and targets.dtype == np.intp
    assert set(targets) <= {*INDEX.values(), OUTLIER}


def test_a_seed_gives_one_batch():
    one, same, other = (photo_contexts(composer(), 20, np.random.default_rng(s)) for s in (3, 3, 4))
    assert np.array_equal(one[0], same[0]) and np.array_equal(one[1], same[1])
    assert not np.array_equal(one[0], other[0])


def test_symbols_and_what_is_none_come_about_as_often_and_in_context():
    pictures, targets = photo_contexts(composer(), 200, np.random.default_rng(2))
    assert 0.3 < (targets == OUTLIER).mean() < 0.65
    assert len(set(targets)) > 10
    assert (pictures[:, 1].sum(axis=(1, 2)) > 0).mean() > 0.97
    assert (pictures[:, 2].sum(axis=(1, 2)) > 0).mean() > 0.8


def test_a_clean_photo_gives_the_true_labels():
    found = [LABELS[t] for _, t in targets_of(of_fixture("12+30")) if t != OUTLIER]
    assert found == list("12+30")


def test_symbols_that_touch_are_none():
    touching = line_of(("-", [MINUS]), ("1", [[[30, 0], [30, 40]]]), ("0", [ring(80, 20, 18)]))
    apart = line_of(("-", [MINUS]), ("1", [[[45, 0], [45, 40]]]), ("0", [ring(80, 20, 18)]))
    symbols = {t for _, t in targets_of(touching)} - {OUTLIER}
    assert symbols == {INDEX["0"]}
    assert targets_of(touching)[0][1] == OUTLIER
    symbols = {t for _, t in targets_of(apart)} - {OUTLIER}
    assert symbols == {INDEX[label] for label in "-10"}


@pytest.mark.parametrize(
    ("found", "marks", "target"),
    [
        ([*DIVIDE, ONE], (0, 1, 2), INDEX["÷"]),
        ([*DIVIDE, ONE], (3,), INDEX["1"]),
        ([*DIVIDE, ONE], (0,), OUTLIER),
        ([*DIVIDE, ONE], (0, 1), OUTLIER),
        ([*DIVIDE, ONE], (0, 3), OUTLIER),
        ([*DIVIDE, ONE], (1, 3), OUTLIER),
        ([*DIVIDE, ONE, SPECK], (0, 1, 2, 4), None),
        ([*DIVIDE, ONE, SPECK], (0, 1, 2), INDEX["÷"]),
        ([*DIVIDE, ONE, SPECK_NEARBY], (0, 1, 2, 4), INDEX["÷"]),
        ([*DIVIDE, ONE, SPECK_NEARBY], (0, 1, 2), None),
        ([*DIVIDE, ONE, SPECK], (4,), OUTLIER),
        ([*DIVIDE, ONE, [[0, 90], [90, 90]]], (4,), OUTLIER),
        ([*DIVIDE, ONE, [[0, 90], [90, 90]]], (3, 4), OUTLIER),
        ([*DIVIDE, [[60, 0], [60, 18]], [[60, 21], [60, 40]]], (3, 4), INDEX["1"]),
        ([*DIVIDE, [[60, 0], [60, 18]], [[60, 21], [60, 40]]], (3,), OUTLIER),
        ([*DIVIDE, [[60, 0], [60, 18]]], (3,), None),
        ([MINUS, ONE], (0,), None),
        ([[*MINUS, *ONE]], (0,), OUTLIER),
    ],
)
def test_a_group_is_what_its_marks_own(found, marks, target):
    composed = line_of(("÷", list(DIVIDE)), ("1", [ONE]))
    assert Ownership.of(composed, SAME, Ink.of(found)).target(marks) == target


@pytest.mark.parametrize("label", ["", ".", "="])
def test_what_has_no_class_is_no_symbol(label):
    composed = line_of((label, [MINUS]), ("1", [ONE]))
    assert Ownership.of(composed, SAME, composed.ink).target([0]) == OUTLIER


def test_a_symbol_that_swallowed_a_point_is_in_doubt():
    composed = line_of(("1", [ONE]), (".", [[[66, 40]]]))
    found = Ink.of([[*ONE, [66, 40]]])
    assert Ownership.of(composed, SAME, found).target([0]) is None


def test_a_loop_that_was_lost_is_in_doubt():
    composed = line_of(("0", [(np.array(ring(0, 0, 20)) * [0.1, 1]).tolist()]), ("1", [ONE]))
    owned = Ownership.of(composed, SAME, Ink.of([[[0, -20], [0, 20]], ONE]))
    assert owned.target([0]) is None and owned.target([1]) == INDEX["1"]


def test_photos_are_taken_upright_and_near():
    drawn = [cheap_conditions(np.random.default_rng(seed)) for seed in range(60)]
    assert {each.quarter_turns for each in drawn} == {0}
    assert all(26 <= each.symbol_height <= 64 and each.room[0] <= each.room[1] for each in drawn)
    assert len({each.pen for each in drawn}) == len(drawn)


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TrainConfig:
    monkeypatch.setattr(training.photo_pool, "_CHUNK", 8)
    return TrainConfig(tmp_path, tmp_path / "model", workers=0)


def test_a_pool_is_made_once(config, monkeypatch):
    pool = make_pool(composer(), drawn_sets(), 20, config)
    assert pool.pictures.shape == (20, 3, 32, 32) and pool.pictures.dtype == np.uint8
    assert pool.targets.shape == (20,)
    monkeypatch.setattr(training.photo_pool, "photo_contexts", None)
    again = make_pool(composer(), drawn_sets(), 20, replace(config, learning_rate=1.0))
    assert np.array_equal(again.pictures, pool.pictures)
    assert np.array_equal(again.targets, pool.targets)


@pytest.mark.parametrize(
    ("count", "seed", "sets"), [(16, 1, drawn_sets()), (9, 2, drawn_sets()), (9, 1, [])]
)
def test_a_pool_of_something_else_is_made_anew(config, count, seed, sets):
    pools = config.out.parent / "cache"
    make_pool(composer(), drawn_sets(), 9, config)
    make_pool(composer(), sets, count, replace(config, seed=seed))
    assert len(list(pools.glob("photos-*.npz"))) == 2


def test_the_number_of_workers_changes_no_pool(config, tmp_path):
    alone = make_pool(composer(), drawn_sets(), 20, config)
    many = replace(config, workers=2, out=tmp_path / "other" / "model")
    together = make_pool(composer(), drawn_sets(), 20, many)
    assert np.array_equal(alone.pictures, together.pictures)
    assert np.array_equal(alone.targets, together.targets)


def test_groups_are_drawn_from_a_pool_by_chance_and_keep_their_targets(config):
    pool = make_pool(composer(), drawn_sets(), 9, config)
    pictures, targets = pool.draw(50, np.random.default_rng(1))
    same, _ = pool.draw(50, np.random.default_rng(1))
    assert pictures.dtype == np.float32 and np.array_equal(pictures, same)
    assert pictures.min() >= 0 and 0.8 < pictures.max() <= 1
    whole, known = pool.all()
    apart = np.abs(pictures[:, None] - whole[None]).mean(axis=(2, 3, 4))
    assert apart.min(axis=1).max() < 0.03
    assert np.array_equal(known[apart.argmin(axis=1)], targets)

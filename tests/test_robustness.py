"""Changes to ink that leave its meaning, and how it is counted what they change."""

from __future__ import annotations

import numpy as np
import pytest
from click.testing import CliRunner
from drawings import fixture_ink
from rows import expression_row, write_rows

from calculator.grammar import parse_text
from calculator.read import METHODS
from segmentation.ink import Ink
from training.benchmarks import Expression
from training.distortions import CHANGES
from training.robustness import main, read_lines, unchanged

INK = Ink.of(
    [[[x, np.sin(x)] for x in range(20)], [[3, -4]], [[0, 9], [9, 9], [9, 0]], [[2, 2], [2, 2]]]
)
GROUPS = (frozenset([0, 2]), frozenset([1]))
EXPRESSION = Expression(INK, parse_text("1"), GROUPS)


def changed(name):
    return CHANGES[name](EXPRESSION, np.random.default_rng(3))


def points_of(ink):
    return np.vstack([stroke.points for stroke in ink.strokes])


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_changes_the_ink_and_keeps_its_strokes(name):
    ink = changed(name)
    assert len(ink.strokes) == len(INK.strokes)
    same = points_of(ink).shape == points_of(INK).shape
    assert not (same and np.array_equal(points_of(ink), points_of(INK)))


@pytest.mark.parametrize(
    ("name", "point"),
    [("slanted +10°", (0.1763, -1)), ("rotated +2°", (0.0349, -0.9994)), ("scaled ×2", (0, -2))],
)
def test_up_goes_where_the_name_says(name, point):
    ink = Ink.of([[[0, 0], [0, -1]]])
    turned = CHANGES[name](Expression(ink, parse_text("1")), np.random.default_rng(0))
    assert turned.strokes[0].points[1] == pytest.approx(point, abs=1e-4)


def test_half_the_points_are_even_and_end_where_the_stroke_ends():
    thin = changed("half the points").strokes
    assert [len(stroke.points) for stroke in thin] == [10, 1, 3, 2]
    assert thin[0].points[[0, -1]] == pytest.approx(INK.strokes[0].points[[0, -1]])
    steps = np.hypot(*np.diff(thin[0].points, axis=0).T)
    assert steps.std() / steps.mean() < 0.1


def test_half_as_many_points_again_lie_between_those_of_the_stroke():
    thick = changed("1.5 × the points").strokes
    assert [len(stroke.points) for stroke in thick] == [30, 1, 4, 3]
    assert thick[2].points.tolist() == [[0, 9], [4.5, 9], [9, 9], [9, 0]]


def test_shuffled_symbols_keep_their_strokes_together():
    strokes = changed("symbols in any order").strokes
    at = [strokes.index(stroke) for stroke in INK.strokes]
    assert sorted(at) == [0, 1, 2, 3]
    assert at[2] == at[0] + 1


def test_readings_that_stay_are_counted(classifier):
    names = ("12+30", "84div2")
    lines = [Expression(fixture_ink(name), parse_text("1")) for name in names]
    before = [read_lines(each.ink, classifier, METHODS[0]) for each in lines]
    assert before == [("12+30",), ("84/2",)]
    rng = np.random.default_rng(0)
    count = unchanged(lines, CHANGES["moved"], [before[0], ("8",)], classifier, METHODS[0], rng)
    assert count == 1


def test_the_command_prints_every_change(tmp_path):
    write_rows(tmp_path / "some.jsonl.gz", [expression_row("12+30")])
    result = CliRunner().invoke(main, [str(tmp_path), "--only", "some"])
    assert result.exit_code == 0
    for name in CHANGES:
        assert f"\n{name} " in result.stdout
    assert CliRunner().invoke(main, [str(tmp_path), "--only", "none"]).exit_code == 1

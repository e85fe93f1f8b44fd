"""Comparison: the same expressions read in several ways."""

from __future__ import annotations

import json

import pytest
from rows import expression_row, write_rows

from calculator.parts import Parts
from calculator.read import METHODS
from training.comparison import ABLATION_WAYS, METHOD_WAYS, Comparison, Way, compare
from training.datasets import DataError

FIGURES = {
    "n": 46,
    **{"exact": 0.87, "answer": 0.9, "segmentation_f": 0.98, "exact_at_80": 0.95},
    **{"ece": 0.02, "p50_ms": 3.0, "p95_ms": 13.26},
}
BETTER = FIGURES | {"exact": 0.9565, "p95_ms": 21.0}
WITHOUT_GROUPS = {key: value for key, value in FIGURES.items() if key != "segmentation_f"}


@pytest.fixture
def bench(tmp_path):
    """Return a folder with a set of expressions and one of symbols."""
    write_rows(tmp_path / "lines.jsonl.gz", [expression_row("12+30"), expression_row("84div2")])
    write_rows(tmp_path / "symbols.jsonl.gz", [{"label": "1", "strokes": [[[0, 0], [0, 40]]]}])
    return tmp_path


def test_expressions_are_read_in_every_way(bench):
    ways = {"one": Way("projection"), "other": Way("projection", Parts(grammar=False))}
    found = compare(bench, (), ways)
    assert found.sets == ["lines"]
    assert {name: sets["lines"]["n"] for name, sets in found.ways.items()} == {"one": 2, "other": 2}
    data = json.loads(json.dumps(found.as_dict("ablations"), allow_nan=False))
    assert data.keys() == {"model", "ablations"}


def test_a_folder_without_expressions_is_refused(bench):
    with pytest.raises(DataError, match="no set of expressions"):
        compare(bench, ("symbols",), METHOD_WAYS)


def test_figures_stand_side_by_side():
    found = Comparison("16-a", {"projection": {"a": FIGURES}, "lattice": {"a": BETTER}})
    title, _, _, _, row = found.by_figure().splitlines()
    assert title.endswith("projection | lattice")
    assert row.split()[:5] == ["a", "46", "87.00", "|", "95.65"]
    assert row.endswith("13.3 | 21.0")


def test_ways_stand_side_by_side():
    sets = {"a": FIGURES, "b": WITHOUT_GROUPS}
    found = Comparison("16-a", {"lattice": sets, "without grammar": sets})
    *_, first, second = found.by_way().splitlines()
    assert first.split() == ["a", "46", *("87.00", "|", "98.00") * 2]
    assert second.split() == ["b", "46", "87.00", "87.00"]


def test_every_method_is_compared_and_every_part_switched_off():
    assert tuple(METHOD_WAYS) == METHODS
    parts = [way.parts for way in ABLATION_WAYS.values() if way.method == "lattice"]
    off = [{name for name in Parts.__slots__ if not getattr(each, name)} for each in parts]
    assert off == [set(), *({name} for name in Parts.__slots__)]

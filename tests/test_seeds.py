"""Seeds side by side: the figures of several models in one table."""

from __future__ import annotations

import shutil

import pytest
from click.testing import CliRunner
from drawings import fixture
from rows import expression_row, write_rows
from scripted import Scripted

from recognizer.bundle import SHIPPED
from training import seeds
from training.datasets import DataError
from training.seeds import Figure, compare_seeds, markdown


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    """Return a folder with every set that is measured, each of a row or two."""
    folder = tmp_path_factory.mktemp("bench")
    strokes = [[point[:2] for point in stroke] for stroke in fixture("7div0")["strokes"][:2]]
    for name in seeds.SETS:
        if name.endswith(("_symbols", "_test")):
            rows = [{"label": label, "strokes": strokes} for label in "71"]
        else:
            rows = [expression_row("12+30")]
        write_rows(folder / f"{name}.jsonl.gz", rows)
    return folder


def test_each_figure_is_that_of_every_model(bench):
    right, wrong = Scripted("71"), Scripted("11")
    accuracy, among = compare_seeds(bench, ["mdas_test"], right, [wrong, right, wrong])
    assert accuracy == Figure("mdas_test", 2, 1.0, (0.5, 1.0, 0.5))
    assert accuracy.mean == pytest.approx(2 / 3)
    assert among.name == "mdas_test, among digits"


def test_expressions_are_read_exactly_or_not(bench, classifier):
    (exact,) = compare_seeds(bench, ["composed2014"], classifier, [classifier])
    assert exact == Figure("composed2014, exact", 1, 1.0, (1.0,))


def test_a_set_that_is_not_there_is_told(bench, classifier):
    with pytest.raises(DataError, match="photos"):
        next(compare_seeds(bench, ["photos"], classifier, [classifier]))


def test_the_table_has_the_mean_and_what_it_differs_by():
    table = markdown([Figure("some", 46, 0.98, (0.97, 0.98))], "16-a", ["16-b", "16-c"])
    assert table.splitlines() == [
        "| % | n | 16-a | 16-b | 16-c | mean | points |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
        "| some | 46 | 98.00 | 97.00 | 98.00 | 97.50 | -0.50 |",
    ]


def test_the_command_measures_the_usual_sets(bench, tmp_path):
    shutil.copytree(SHIPPED, tmp_path / "mine")
    done = CliRunner().invoke(seeds.main, [str(bench), str(tmp_path / "mine")])
    assert done.exit_code == 0, done.output
    rows = [line for line in done.stdout.splitlines() if line.startswith("| ")]
    assert all(any(name in row for row in rows) for name in seeds.SETS)
    assert all(row.endswith("| +0.00 |") for row in rows[2:])


def test_a_folder_without_the_sets_is_told_in_a_line(tmp_path):
    (tmp_path / "mine").mkdir()
    done = CliRunner().invoke(seeds.main, [str(tmp_path), str(tmp_path / "mine")])
    assert done.exit_code == 1
    assert done.output.startswith("Error: There is no whole model in mine")

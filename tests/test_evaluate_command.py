"""The options of the command that measures."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from rows import expression_row, write_rows

from training import comparison
from webapp.cli import main


@pytest.fixture
def bench(tmp_path):
    """Return a folder with two expressions, of which one bears a wrong truth."""
    folder = tmp_path / "bench"
    folder.mkdir()
    wrong = expression_row("84div2") | {"expr": "7"}
    write_rows(folder / "some.jsonl.gz", [expression_row("12+30"), wrong])
    write_rows(folder / "other.jsonl.gz", [expression_row("12+30")])
    return folder


def run(*arguments):
    return CliRunner().invoke(main, ["evaluate", *map(str, arguments)])


def test_methods_are_compared(bench):
    data = json.loads(run(bench, "--compare", "--only", "some", "--json").stdout)
    assert list(data["methods"]) == list(comparison.METHOD_WAYS)
    assert data["methods"]["projection"]["some"]["exact"] == 0.5
    assert [*data["methods"]["projection"]] == ["some"]
    assert "projection" in run(bench, "--compare", "--only", "some").stdout


def test_parts_are_switched_off(bench, monkeypatch):
    ways = {"all": comparison.Way("projection"), "some": comparison.Way("projection")}
    monkeypatch.setattr(comparison, "ABLATION_WAYS", ways)
    data = json.loads(run(bench, "--ablate", "--json").stdout)
    assert [*data["ablations"]] == ["all", "some"]
    heads = run(bench, "--ablate").stdout.splitlines()[2]
    assert heads.split() == ["expressions", "n", "all", "some"]


def test_errors_are_written_beside_the_report(bench, tmp_path):
    page = tmp_path / "errors.html"
    result = run(bench, "--errors", page, "--json")
    assert json.loads(result.stdout)["sets"]["some"]["exact"] == 0.5
    assert "1 of 3 expressions" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("option", ["--compare", "--ablate"])
def test_errors_of_several_ways_are_refused(bench, tmp_path, option):
    result = run(bench, option, "--errors", tmp_path / "errors.html")
    assert (result.exit_code, "--errors" in result.stderr) == (2, True)
    assert not (tmp_path / "errors.html").exists()


def test_a_page_without_a_folder_is_refused_before_anything_is_measured(bench, tmp_path):
    result = run(bench, "--errors", tmp_path / "none" / "errors.html")
    assert (result.exit_code, "no folder" in result.stderr) == (2, True)


def test_the_keys_of_the_json_are_explained():
    text = run("--help").stdout
    assert "`methods`" in text and "`ablations`" in text

"""The commands for samples: import, export and list, on a store of their own."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result
from specimens import png, zipped

from webapp.cli import main
from webapp.store.address import HOME_VARIABLE, database_url
from webapp.store.store import Store

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path, monkeypatch) -> Run:
    """Return what runs `inkcalc data` with a folder of state of its own."""
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(main, ["data", *map(str, words)])


@pytest.fixture
def folder(tmp_path) -> Path:
    """Return a folder with a 7, a plus, a broken picture, and a folder of cats."""
    for name, data in {
        "7/a.png": png("7"),
        "plus/b.png": png("+"),
        "7/broken.png": b"7",
        "cat/c.png": png("1"),
    }.items():
        (tmp_path / "set" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "set" / name).write_bytes(data)
    return tmp_path / "set"


def person_in(result: Result) -> str:
    """Return the id that an import said."""
    return result.stdout.partition(" imported for ")[2].split()[0].rstrip(".,")


def test_a_folder_becomes_the_samples_of_somebody_new(run, folder):
    result = run("import", folder)
    assert result.exit_code == 0, result.output
    assert result.stdout == f"2 samples imported for {person_in(result)}.\n"
    assert "set/7/broken.png: It is no picture that can be read" in result.stderr
    assert "set/cat: This folder names no symbol; it has a picture." in result.stderr
    listed = run("list").stdout
    assert person_in(result) in listed and "2 samples" in listed
    assert "7: 1" in listed and "+: 1" in listed


def test_an_import_for_somebody_adds_only_what_is_new(run, folder):
    person = person_in(run("import", folder))
    (folder / "7" / "new.png").write_bytes(png("7", shift=2))
    result = run("import", "--person", person, folder)
    assert (result.exit_code, person_in(result)) == (0, person)
    assert "3 samples" in run("list").stdout


@pytest.mark.parametrize("form", ["all", "folder", "idx", "inkml"])
def test_what_is_exported_is_imported_again(run, folder, tmp_path, form):
    person = person_in(run("import", folder))
    result = run("export", tmp_path / "out.zip", "--format", form)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith(f"2 samples of {person} in ")
    again = run("import", tmp_path / "out.zip")
    assert (again.exit_code, again.stdout[:10]) == (0, "2 samples ")
    assert person_in(again) != person
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.zip", "set", "state"]


def test_an_export_of_all_tells_of_the_person(run, folder, tmp_path):
    run("import", folder)
    run("export", tmp_path / "out.zip")
    with ZipFile(tmp_path / "out.zip") as archive:
        assert {"person.json", "samples.jsonl", "README.txt"} <= set(archive.namelist())


def test_of_several_people_one_must_be_said(run, folder, tmp_path):
    first, second = (person_in(run("import", folder)) for _ in range(2))
    result = run("export", "out.zip")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "say whose with --person" in result.stderr
    assert run("export", "out.zip", "--person", second).stdout.startswith(f"2 samples of {second}")
    assert first != second


REFUSED = [
    (("import", "none.png"), 2),
    (("import",), 2),
    (("import", "set", "--person", "nobody"), 1),
    (("import", "set/cat"), 1),
    (("import", "bad.zip"), 1),
    (("export", "out.zip"), 1),
    (("export", "out.zip", "--format", "zip"), 2),
    (("export", "out.zip", "--person", "nobody"), 1),
    (("export", "out.zip", "--person", "\udcff"), 1),
    (("import", "set", "--person", "\udcff"), 1),
]


@pytest.mark.parametrize(("words", "status"), REFUSED)
def test_what_cannot_be_done_is_told_with_a_status(run, folder, tmp_path, words, status):
    (tmp_path / "bad.zip").write_bytes(b"no archive")
    result = run(*words)
    assert result.exit_code == status
    assert "Error: " in result.stderr and "Traceback" not in result.output
    assert not (tmp_path / "out.zip").exists()
    store = Store(database_url())
    assert store.people() == []
    store.close()


@pytest.mark.parametrize("place", ["nowhere/out.zip", "file/out.zip", "n" * 300])
def test_an_export_that_cannot_be_written_leaves_nothing(run, folder, tmp_path, place):
    run("import", folder)
    (tmp_path / "file").write_bytes(b"")
    result = run("export", tmp_path / place)
    assert (result.exit_code, "cannot be written" in result.stderr) == (1, True)
    assert {path.name for path in tmp_path.iterdir()} == {"file", "set", "state"}


def test_what_was_there_already_is_told_and_is_no_failure(run, folder, tmp_path):
    person = person_in(run("import", folder))
    run("export", tmp_path / "out.zip")
    for path in (folder, tmp_path / "out.zip"):
        result = run("import", "--person", person, path)
        assert (result.exit_code, result.stderr.count("Error")) == (0, 0)
        assert result.stdout == f"0 samples imported for {person}, 2 were there already.\n"


def test_hostile_names_and_links_lead_nowhere(run, tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.png").write_bytes(png())
    (tmp_path / "set" / "7").mkdir(parents=True)
    os.symlink(tmp_path / "outside", tmp_path / "set" / "8")
    (tmp_path / "set" / "7" / "a.zip").write_bytes(
        zipped({"../../7/a.png": png(), "7/b.png": png()})
    )
    result = run("import", tmp_path / "set")
    assert result.stdout.startswith("1 sample imported")
    assert "set/8: It is a link" in result.stderr
    assert "Its name leads out of its folder." in result.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"outside", "set", "state"}


def test_the_database_may_be_elsewhere(run, folder, monkeypatch):
    monkeypatch.setenv("INKCALC_DATABASE_URL", "mysql://somewhere/else")
    result = run("list")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)


def test_several_paths_are_one_import(run, folder, tmp_path):
    (tmp_path / "more.zip").write_bytes(zipped({"minus/a.png": png("-")}))
    assert run("import", folder, tmp_path / "more.zip").stdout.startswith("3 samples imported")

"""The commands for models, and the model that other commands read with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bundles import (
    FALL,
    SHIPPED_ID,
    added,
    judge,
    judged_pictures,
    make_picture_bundle,
    report_of,
    seven,
)
from click.testing import CliRunner, Result
from photofiles import written
from PIL import Image
from rows import expression_row, write_rows

from recognizer.bundle import CARD_FILE, MEMORY_FILE, MODEL_FILE, STATE_FILE
from webapp.cli import main
from webapp.models.registry import Registry
from webapp.store.address import FILE


@pytest.fixture(autouse=True)
def environment(request, monkeypatch, tmp_path) -> None:
    """Have the commands find the database of the test, where it has one."""
    monkeypatch.setenv("INKCALC_HOME", str(tmp_path / "home"))
    if "database_url" in request.fixturenames:
        monkeypatch.setenv("INKCALC_DATABASE_URL", request.getfixturevalue("database_url"))


@pytest.fixture
def ink(tmp_path, good_ink) -> Path:
    path = tmp_path / "one.json"
    path.write_bytes(good_ink)
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)))


def models(*arguments: object) -> Result:
    return run("models", *arguments)


def said(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.stdout


def failed(result: Result) -> str:
    """Return the one line that a command fails with."""
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1), result.output
    return result.stderr


# Models


def test_models_are_listed_with_a_mark_at_the_one_in_service(registry, bundles):
    one, other = added(registry, *bundles[:2])
    registry.use(one, "held")
    lines = said(models("list")).splitlines()
    assert [line[2:].split()[0] for line in lines] == [other, one, SHIPPED_ID]
    assert [line[0] for line in lines] == [" ", "*", " "]
    assert lines[0].endswith("added by a test") and "97.9%" in lines[0]
    told = json.loads(said(models("list", "--json")))
    assert told["in_service"] == one
    assert [model["id"] for model in told["models"]] == [other, one, SHIPPED_ID]


def test_a_model_is_added_judged_put_in_service_and_taken_back(registry, bundles):
    assert "is among the models" in said(models("add", bundles[0]))
    one = registry.models()[0].id
    assert "judge it first" in failed(models("use", one))
    judge(registry, one)
    assert said(models("use", one[:8])) == f"{one} is in service.\n"
    assert registry.serving().gate == "held"
    assert said(models("back")) == f"{SHIPPED_ID} is in service.\n"
    assert registry.serving().model == SHIPPED_ID


def test_a_gate_that_does_not_hold_is_overridden_for_a_reason(registry, bundles):
    [one] = added(registry, bundles[0])
    judge(registry, one, FALL)
    assert "class 7 would fall by 9 points" in failed(models("use", one))
    assert "text of up to" in failed(models("use", one, "--override", " "))
    assert registry.serving().model == SHIPPED_ID
    said(models("use", one, "--override", "no sevens here"))
    assert (registry.serving().gate, registry.serving().reason) == ("overridden", "no sevens here")


@pytest.fixture
def verdict(monkeypatch) -> list[dict]:
    """Have judging find the falls in a list, without any data."""
    falls: list[dict] = []

    def judged(candidate, against, held_out, watch):
        return report_of(candidate.model_id, against.model_id, *falls), judged_pictures()

    monkeypatch.setattr("training.judging.judge_models", judged)
    monkeypatch.setattr("training.held_out.load_held_out", lambda config, watch: None)
    monkeypatch.setattr("training.judgement_report.as_table", lambda report: "the figures")
    return falls


def test_judging_is_kept_and_says_whether_the_gate_holds(registry, bundles, verdict, tmp_path):
    [one] = added(registry, bundles[0])
    lines = said(models("judge", one, "--data", tmp_path)).splitlines()
    assert lines[0] == "the figures" and "gate holds" in lines[-1]
    assert registry.gate_for(one).state == "held"
    verdict.append(FALL)
    result = models("judge", one, "--data", tmp_path)
    assert result.exit_code == 1 and "gate does not hold" in result.stdout
    assert registry.gate_for(one).state == "fell"
    assert "not compared with itself" in failed(models("judge", SHIPPED_ID, "--data", tmp_path))


def test_a_model_is_shown_exported_and_deleted(registry, bundles, tmp_path):
    [one] = added(registry, bundles[0])
    told = json.loads(said(models("show", one)))
    assert (told["id"], told["card"]["seed"], told["judgement"]) == (one, 5, None)
    said(models("export", one, tmp_path / "out"))
    files = {path.name for path in (tmp_path / "out").iterdir()}
    assert files == {CARD_FILE, MODEL_FILE, MEMORY_FILE, STATE_FILE}
    assert "not empty" in failed(models("export", one, tmp_path / "out"))
    assert said(models("delete", one)) == f"{one} is deleted.\n"
    assert [model.id for model in registry.models()] == [SHIPPED_ID]


def test_what_cannot_be_done_is_told_in_one_line(registry, bundles, tmp_path):
    [one] = added(registry, bundles[0])
    assert "no other model has served" in failed(models("back"))
    assert "has served" in failed(models("delete", SHIPPED_ID))
    assert "no whole model" in failed(models("add", tmp_path))
    for command in ("use", "show", "delete", "judge"):
        assert "no model 16-0000" in failed(models(command, "16-0000"))
    assert registry.model(one)


# Trying


def test_a_model_is_tried_on_pictures_and_what_is_none_is_told(tmp_path):
    drawn, missing = tmp_path / "seven.png", tmp_path / "missing.png"
    drawn.write_bytes(seven())
    result = models("try", SHIPPED_ID, drawn, missing)
    assert result.exit_code == 1
    assert result.stdout.startswith(f"{drawn}: 7 9") and result.stderr.startswith(str(missing))
    result = models("try", SHIPPED_ID, drawn, missing, "--json")
    one, other = map(json.loads, result.stdout.splitlines())
    assert (one["model"], one["classes"][0][0]) == (SHIPPED_ID, "7")
    assert other["error"]["kind"] == "unreadable_file"


def test_a_folder_is_tried_without_being_added(tmp_path):
    moods = make_picture_bundle(tmp_path / "moods", "happy", "sad")
    (tmp_path / "dark.png").write_bytes(written(Image.new("L", (48, 48), 0)))
    told = json.loads(said(models("try", tmp_path / "moods", tmp_path / "dark.png", "--json")))
    assert (told["model"], told["classes"][0][0]) == (moods, "sad")
    assert not (tmp_path / "home").exists()


# Reading


def model_of(result: Result) -> str:
    reading = json.loads(said(result))
    assert reading["lines"][0]["expression"] == "1+1"
    return reading["model"]


def test_files_are_read_with_the_model_in_service(registry, bundles, ink):
    [one] = added(registry, bundles[0])
    registry.use(one, "held")
    assert model_of(run("read", ink, "--json")) == one
    assert model_of(run("read", ink, "--json", "--model", SHIPPED_ID)) == SHIPPED_ID
    assert "no model 16-ffff" in failed(run("read", ink, "--model", "16-ffff"))


def test_reading_makes_no_store(ink, tmp_path):
    assert model_of(run("read", ink, "--json")) == SHIPPED_ID
    assert not (tmp_path / "home").exists()


def test_the_shipped_model_reads_where_the_store_does_not_answer(ink, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / FILE).write_bytes(b"no database" * 1000)
    result = run("read", ink, "--json")
    assert model_of(result) == SHIPPED_ID
    assert result.stderr.startswith("Warning: the shipped model reads.")
    assert result.stderr.count("\n") == 1


def test_a_folder_may_be_the_model(bundles, ink, tmp_path):
    other = json.loads((bundles[0] / CARD_FILE).read_text(encoding="utf-8"))["id"]
    assert model_of(run("read", ink, "--json", "--model", bundles[0])) == other
    assert "no whole model" in failed(run("read", ink, "--model", tmp_path))
    assert not (tmp_path / "home").exists()


def test_a_model_of_pictures_reads_nothing(ink, tmp_path):
    make_picture_bundle(tmp_path / "moods", "happy", "sad")
    assert "not the calculator's" in failed(run("read", ink, "--model", tmp_path / "moods"))


def test_a_model_is_measured_by_its_id(registry: Registry, bundles, tmp_path):
    [one] = added(registry, bundles[0])
    (tmp_path / "bench").mkdir()
    write_rows(tmp_path / "bench" / "some.jsonl.gz", [expression_row("12+30")])
    for name, measured in ((one, one), (bundles[0], one)):
        told = json.loads(said(run("evaluate", tmp_path / "bench", "--json", "--model", name)))
        assert (told["model"], told["sets"]["some"]["exact"]) == (measured, 1.0)
    assert "no model 16-ffff" in failed(run("evaluate", tmp_path, "--model", "16-ffff"))

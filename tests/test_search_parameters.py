"""The search for hyper-parameters, on trainings of a step or two."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from optuna.study import Study
from optuna.trial import Trial, TrialState
from tiny import SMALL, make_data, tiny

import training.train
from training.config import TrainConfig
from training.datasets import DataError
from training.search import Course, Search, Surplus, search
from training.search_report import accuracy, draw, ranked, table
from training.search_space import SPACE, short, suggested, with_parameters
from training.studies import opened_study
from webapp.cli import main

STEP = SMALL | {"epoch_size": 32}
TRIALS = 4
# Two processes search at once: each waits with its first trial until the other has begun one too.
# What they share is the study, so none of them trains.
PROGRAM = """
import os, time
import training.search
from tiny import tiny
from webapp.cli import main

def learn(network, lessons, config, identity, course, checkpoints):
    course._trial.set_user_attr("process", os.getpid())
    deadline = time.monotonic() + 120
    while len(course._trial.study.get_trials()) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    history = [{"loss": 1.0, "accuracy": config.learning_rate}]
    course.finished(history)
    return network, history

training.search.fit = learn
training.search.draw = lambda *_: None
with tiny():
    main()
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("search")
    (folder / "data").mkdir()
    make_data(folder / "data")
    (folder / "step.json").write_text(json.dumps(STEP), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def config(folder: Path) -> TrainConfig:
    return TrainConfig(folder / "data", folder / "here", epochs=1, workers=0, **STEP)


@pytest.fixture(scope="module", autouse=True)
def small() -> Iterator[pytest.MonkeyPatch]:
    with tiny() as patch:
        yield patch


@pytest.fixture(scope="module")
def prepared(config: TrainConfig) -> Search:
    return Search(config)


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    with opened_study("a study", None, tmp_path) as study:
        yield study


def states(study: Study) -> list[TrialState]:
    return [trial.state for trial in study.get_trials()]


@pytest.fixture(scope="module")
def shared(folder: Path, root: Path) -> Iterator[tuple[Study, list[str]]]:
    """Search in two processes at once; return the study, and what the processes said."""
    url = f"sqlite:///{folder / 'shared.db'}"
    options = {
        "--data": folder / "data",
        "--config": folder / "step.json",
        "--epochs": 1,
        "--search": TRIALS,
        "--storage": url,
    }
    command = [sys.executable, "-c", PROGRAM, "train"]
    command += [str(word) for option in options.items() for word in option]

    def run(name: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, "--out", str(folder / name)],
            env=os.environ | {"PYTHONPATH": f"{root}{os.pathsep}{root / 'tests'}"},
            capture_output=True,
            text=True,
            timeout=240,
        )

    with ThreadPoolExecutor() as pool:
        done = list(pool.map(run, ("one", "two")))
    assert [each.returncode for each in done] == [0, 0], [each.stderr for each in done]
    config = TrainConfig(folder / "data", folder, epochs=1, **STEP)
    with opened_study(Search(config).name, url, folder) as study:
        yield study, [each.stdout for each in done]


def test_processes_share_the_trials_of_a_search(shared):
    study, _ = shared
    assert len(ranked(study)) == TRIALS
    assert len({trial.user_attrs["process"] for trial in ranked(study)}) == 2
    assert len({tuple(trial.params.values()) for trial in ranked(study)}) == TRIALS


def test_all_processes_find_the_same(shared, folder):
    study, told = shared
    expected = table(ranked(study))
    assert all(expected in each for each in told)
    for name in ("search.md", "best.json"):
        one, two = ((folder / process / name).read_text() for process in ("one", "two"))
        assert one == two
    assert (folder / "one" / "search.md").read_text(encoding="utf-8") == expected


def test_the_best_is_trained_by_the_command_that_the_search_tells(shared, folder, monkeypatch):
    study, [told, _] = shared
    words = told.splitlines()[-1].split()
    assert words[:2] == ["inkcalc", "train"]
    cards: list[dict[str, Any]] = []
    monkeypatch.setattr(training.train, "remember", lambda *_: None)
    monkeypatch.setattr(training.train, "export", lambda *given: cards.append(given[2]))
    done = CliRunner().invoke(main, [*words[1:], "--epochs", "1"])
    assert done.exit_code == 0, done.output
    [card] = cards
    flat = card["config"] | {
        f"augmentation.{n}": v for n, v in card["config"]["augmentation"].items()
    }
    best = ranked(study)[0].params
    assert {name: flat[name] for name in best} == best


def test_a_search_goes_on_where_it_was_cut_off(prepared, study):
    prepared.run(study, 1)
    prepared.run(study, 2)
    prepared.run(study, 2)
    assert states(study) == [TrialState.COMPLETE] * 2


def test_a_trial_too_many_is_given_up(prepared, study):
    study.optimize(lambda trial: prepared._try(trial, 0), 1, catch=(Surplus,))
    assert states(study) == [TrialState.FAIL]


@pytest.mark.filterwarnings("ignore:Heartbeat of storage")  # it is to stop
def test_a_trial_of_a_dead_process_is_done_by_another(prepared, study, tmp_path):
    dead = study.ask()
    study._storage._backend.record_heartbeat(dead._trial_id)
    with sqlite3.connect(tmp_path / "search.db") as database:
        database.execute("UPDATE trial_heartbeats SET heartbeat = '2020-01-01 00:00:00'")
    prepared.run(study, 1)
    assert states(study) == [TrialState.FAIL, TrialState.COMPLETE]


def finish(trial: Trial, *accuracies: float) -> float:
    """Go through a training with these accuracies after its epochs."""
    suggested(trial)
    course = Course(trial, len(accuracies))
    history = [{"loss": 1.0, "accuracy": each} for each in accuracies]
    for epoch in range(1, len(history) + 1):
        course.finished(history[:epoch])
    return accuracies[-1]


def test_a_trial_below_the_median_is_broken_off(study):
    study.optimize(lambda trial: finish(trial, 0.6, 0.9), 5)
    study.optimize(lambda trial: finish(trial, 0.5, 0.95), 1)
    study.optimize(lambda trial: finish(trial, 0.7, 0.8), 1)
    assert states(study)[5:] == [TrialState.PRUNED, TrialState.COMPLETE]
    assert [trial.number for trial in ranked(study)][-2:] == [6, 5]
    assert accuracy(study.get_trials()[5]) == 0.5
    *others, last = table(ranked(study)).splitlines()
    assert "broken off" in last and not any("broken off" in row for row in others)


def test_a_search_is_drawn(study, tmp_path):
    study.optimize(lambda trial: finish(trial, 0.6, 0.9), 3)
    draw(ranked(study), tmp_path / "search.svg")
    picture = (tmp_path / "search.svg").read_text(encoding="utf-8")
    assert all(f"<!-- {short(name).replace('_', ' ')} -->" in picture for name in SPACE)


def test_other_data_or_another_configuration_is_another_search(prepared, config):
    assert Search(config).name == prepared.name
    assert Search(replace(config, epochs=2)).name != prepared.name
    assert Search(replace(config, shares={"bars": 0})).name != prepared.name


def test_what_is_searched_is_set(config):
    values = {name: span.high for name, span in SPACE.items()}
    found = with_parameters(config, values)
    assert found.learning_rate == values["learning_rate"]
    assert found.augmentation.rotation == values["augmentation.rotation"]
    assert (
        replace(found, **{n: getattr(config, n) for n in (*values, "augmentation") if "." not in n})
        == config
    )


def test_a_study_is_kept_in_a_database_of_each_kind(database_url, tmp_path):
    (tmp_path / "state").mkdir()  # of the file of SQLite
    for trials in (1, 2):
        with opened_study("a study", database_url, tmp_path) as study:
            study.optimize(lambda trial: finish(trial, 0.6, 0.9), 1)
            assert len(ranked(study)) == trials
    with opened_study("another study", database_url, tmp_path) as study:
        assert not ranked(study)


@pytest.mark.parametrize("storage", ["nonsense", "sqlite:////no/such/folder/x.db", "unheard://x/y"])
def test_a_storage_that_cannot_be_used_is_refused(tmp_path, storage):
    with pytest.raises(DataError), opened_study("a study", storage, tmp_path):
        pass


def test_the_database_of_something_else_is_left_alone(tmp_path):
    with sqlite3.connect(tmp_path / "store.db") as database:
        database.execute("CREATE TABLE alembic_version (version_num TEXT)")
    url = f"sqlite:///{tmp_path / 'store.db'}"
    refused = pytest.raises(DataError, match="database of its own")
    with refused, opened_study("a study", url, tmp_path):
        pass
    with sqlite3.connect(tmp_path / "store.db") as database:
        assert len(database.execute("SELECT name FROM sqlite_master").fetchall()) == 1


def test_without_data_no_search_begins(tmp_path):
    with pytest.raises(DataError):
        search(TrainConfig(tmp_path, tmp_path / "out"), 1, None)

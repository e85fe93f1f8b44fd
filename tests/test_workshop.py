"""The work of jobs, with a training that is played: what is kept, and what is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from hands import new_id, sample
from played import STEPS, Play

from segmentation.ink import Ink
from training.datasets import DataError
from training.sources import SOURCES
from webapp.jobs.address import DATA_VARIABLE
from webapp.jobs.claims import Claims
from webapp.jobs.folders import folder_of, tidy
from webapp.jobs.job import Progress
from webapp.jobs.jobs import PATIENCE, Jobs
from webapp.jobs.training import Workshop
from webapp.jobs.work import UNEXPECTED, Work
from webapp.models.registry import Registry
from webapp.store.address import HOME_VARIABLE, database_url
from webapp.store.errors import StoreError
from webapp.store.store import Store

EPOCHS = 3
NO_SETS = {source.name: 0.0 for source in SOURCES}


@pytest.fixture(autouse=True)
def every_step_is_kept(monkeypatch):
    monkeypatch.setattr("webapp.jobs.reporter.KEPT_EVERY", 0.0)


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    return tmp_path


@pytest.fixture
def store(home) -> Iterator[Store]:
    store = Store(database_url())
    yield store
    store.close()


@pytest.fixture
def jobs(store) -> Jobs:
    return Jobs(store.database)


@pytest.fixture
def registry(store) -> Registry:
    return Registry(store.database)


@pytest.fixture
def play(bundles) -> Play:
    return Play(bundles[0])


@pytest.fixture
def ending() -> Event:
    return Event()


@pytest.fixture
def work(store, play, ending) -> Work:
    claims = Claims(store.database, "worker")
    shop = Workshop(store, claims, ending, play.steps)
    return Work(claims, shop.perform, ending)


def train(jobs: Jobs, person: str | None = None, **settings: Any) -> str:
    usual = {"epochs": EPOCHS, "seed": 1, "shares": NO_SETS, "own": "none"}
    return jobs.add("train", "a training", usual | settings, person).id


def at_step(wanted: tuple[int, int], act: Callable[[], object]) -> Callable[[int, int], None]:
    """Return what acts before one step, the first time that this is taken."""
    acts = iter([act])
    return lambda *step: step == wanted and next(acts, lambda: None)()


def test_a_training_is_kept_and_judged(jobs, registry, play, work):
    job = train(jobs)
    work()
    done = jobs.job(job)
    assert (done.state, done.error, done.held) == ("done", None, True)
    assert registry.model(done.model).job == job
    assert registry.judgement(done.model, registry.serving().model).id == done.judgement
    assert jobs.sheet(job) == b"a sheet"
    assert done.progress.history == tuple(
        {"loss": 1 / epoch, "accuracy": epoch / 10} for epoch in (1, 2, 3)
    )
    assert len(done.progress.losses) == EPOCHS * STEPS
    assert (done.progress.fraction, done.progress.accuracy) == (1.0, 0.3)


def test_a_training_is_made_from_its_settings(jobs, home, play, work, monkeypatch):
    job = train(jobs, seed=7, epoch_size=512, batch_size=64)
    work()
    config = play.config
    assert (config.epochs, config.seed, config.epoch_size, config.batch_size) == (3, 7, 512, 64)
    assert (config.data, config.shares, config.own) == (home / "data", NO_SETS, None)
    assert config.cache == home / "trainings" / "cache"
    monkeypatch.setenv(DATA_VARIABLE, str(home / "elsewhere"))
    train(jobs)
    work()
    assert play.config.data == home / "elsewhere"
    assert not folder_of(job).exists()


def test_the_sets_that_are_taken_and_missing_are_fetched(jobs, home, play, work):
    (home / "data").mkdir()
    (home / "data" / SOURCES[0].file).touch()
    taken = {source.name: 0.5 for source in SOURCES[:3]}
    train(jobs, shares=NO_SETS | taken)
    work()
    assert play.fetched == [source.name for source in SOURCES[1:3]]


def test_own_samples_are_those_of_the_person_when_the_job_was_asked_for(jobs, store, play, work):
    mine, other = store.new_person(), store.new_person()
    ink = Ink.of([[[0, 0], [0, 9]], [[5, 5], [9, 9]]])
    seven, none = sample("7", ink=ink, own=1), sample("none", session="s-2")
    store.keep(mine, [seven, none, sample(".")])
    store.keep(other, [sample("1")])
    train(jobs, mine, own="mine")
    train(jobs, mine, own="all")
    store.keep(mine, [sample("2")])
    work()
    rows = {row["label"]: row for row in play.own}
    assert rows.keys() == {"7", "none"}
    assert rows["7"]["strokes"] == [[[0, 0], [0, 9]]]
    assert rows["7"]["session"] == f"{mine}/{seven.session}"
    work()
    assert {row["label"] for row in play.own} == {"7", "none", "1"}


def test_a_training_that_is_stopped_goes_on_from_its_last_epoch(jobs, play, work):
    job = train(jobs)
    play.at = at_step((2, 3), lambda: jobs.stop(job))
    work()
    stopped = jobs.job(job)
    assert (stopped.state, len(stopped.progress.history)) == ("stopped", 1)
    assert play.trained[-1] == (2, 3)
    jobs.resume(job)
    work()
    assert play.trained[7:9] == [(2, 1), (2, 2)]
    assert jobs.job(job).state == "done"
    assert len(jobs.job(job).progress.history) == EPOCHS


def test_a_worker_that_ends_lets_its_job_wait_at_once(jobs, play, work, ending):
    job = train(jobs)
    play.at = at_step((2, 1), ending.set)
    work()
    assert (jobs.job(job).state, jobs.job(job).place) == ("queued", 1)
    assert play.trained[-1] == (2, 1)
    work()
    assert jobs.job(job).state == "queued"
    ending.clear()
    work()
    assert (jobs.job(job).state, play.trained[5:7]) == ("done", [(2, 1), (2, 2)])


def test_a_job_that_is_deleted_while_it_runs_leaves_nothing(jobs, registry, play, work):
    job = train(jobs)
    play.at = at_step((1, 2), lambda: jobs.delete(job))
    work()
    assert jobs.jobs() == []
    assert not folder_of(job).exists()
    assert len(registry.models()) == 1


def test_a_model_that_cannot_be_judged_is_kept(jobs, registry, play, work):
    def fail() -> None:
        raise DataError("no symbol is held out.")

    job = train(jobs)
    play.judging = fail
    work()
    failed = jobs.job(job)
    assert failed.state == "failed"
    assert failed.error == (
        "The model was trained and is kept, but it could not be judged. No symbol is held out."
    )
    assert registry.model(failed.model).job == job
    trained = len(play.trained)
    play.judging = lambda: None
    jobs.resume(job)
    work()
    assert (jobs.job(job).state, len(play.trained)) == ("done", trained)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (DataError("there is nothing to train on."), "There is nothing to train on."),
        (OSError(28, "No space left on device"), "No space left on device."),
        (ModuleNotFoundError("gone", name="torch"), "torch is not installed; pip install"),
    ],
)
def test_what_is_wrong_is_told_in_plain_words(jobs, play, work, caplog, error, told):
    def fail() -> None:
        raise error

    job = train(jobs)
    play.at = at_step((1, 1), fail)
    work()
    assert jobs.job(job).state == "failed"
    assert jobs.job(job).error.startswith(told)
    assert caplog.records == []


def test_what_should_not_go_wrong_is_told_plainly_and_logged(jobs, play, work, caplog):
    job = train(jobs)
    play.at = at_step((1, 1), lambda: {}["nothing"])
    work()
    assert (jobs.job(job).state, jobs.job(job).error) == ("failed", UNEXPECTED)
    assert "KeyError: 'nothing'" in caplog.text


def test_a_job_that_was_given_to_another_worker_is_left_to_it(jobs, store, play, work, caplog):
    job = train(jobs)
    late = Claims(store.database, "late", lambda: datetime.now(UTC) + 2 * PATIENCE)
    play.at = at_step((2, 1), lambda: late.recover() and late.claim())
    work()
    assert jobs.job(job).state == "running"
    assert late.report(job, Progress()) is None
    assert "is not this worker's any more" in caplog.text


def test_a_store_that_is_away_for_a_while_ends_no_training(jobs, play, work, monkeypatch, caplog):
    def away(*_: object) -> None:
        raise StoreError("The store does not answer.")

    job = train(jobs)
    with monkeypatch.context() as patch:
        play.at = lambda epoch, step: (
            patch.setattr(Claims, "report", away) if (epoch, step) == (2, 1) else None
        )
        play.judging = patch.undo
        work()
    assert jobs.job(job).state == "done"
    assert "does not answer" in caplog.text


def test_a_model_is_judged_by_itself(jobs, registry, bundles, play, work):
    model = registry.add(bundles[0], "added").id
    job = jobs.add("judge", "a judging", {"model": model}, None).id
    play.fetch = lambda *_: None
    work()
    assert (jobs.job(job).state, jobs.job(job).held) == ("done", True)
    assert play.trained == []


def test_a_model_is_judged_on_all_that_is_held_out_whatever_it_learnt_from(
    jobs, registry, play, work
):
    train(jobs, epoch_size=1024)
    work()
    [model, _] = registry.models()
    held_out = []
    play.hold_out = lambda config, watch: held_out.append(config)
    job = jobs.add("judge", "a judging", {"model": model.id}, None).id
    work()
    assert jobs.job(job).state == "done"
    assert (held_out[0].epoch_size, held_out[0].shares) == (1024, {})


def test_a_model_that_is_gone_cannot_be_judged(jobs, registry, bundles, work):
    model = registry.add(bundles[0], "added").id
    job = jobs.add("judge", "a judging", {"model": model}, None).id
    registry.forget(model)
    work()
    assert jobs.job(job).error == "The model is not there any more."


def test_a_model_in_service_is_not_judged_against_itself(jobs, registry, bundles, play, work):
    registry.use(registry.add(bundles[0], "added").id, "overridden", "a test")
    job = train(jobs)
    work()
    assert (jobs.job(job).state, jobs.job(job).judgement) == ("done", None)


def test_what_a_killed_worker_left_behind_is_removed(jobs, home):
    waiting = train(jobs)
    for name in (waiting, new_id(), "cache"):
        folder_of(name).mkdir(parents=True)
    tidy(jobs)
    assert [path.name for path in (home / "trainings").iterdir()] == ["cache"]

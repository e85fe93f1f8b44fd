"""Jobs: what people ask of them, what workers do with them, and how none is lost or done twice."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import databases
import pytest

from webapp.jobs.claims import MOST_LOST, Claims
from webapp.jobs.errors import JobLost, TooManyJobs, UnknownJob, WrongState
from webapp.jobs.job import Job, Progress
from webapp.jobs.jobs import MAX_WAITING, PATIENCE, Jobs
from webapp.store.schema import JudgementRow

MORE = timedelta(seconds=1)


class Clock:
    """A clock that goes on by a millisecond with each look, and further when it is told to."""

    def __init__(self) -> None:
        self._now = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        self._now += timedelta(milliseconds=1)
        return self._now

    def pass_by(self, span: timedelta) -> None:
        self._now += span


@pytest.fixture
def database_url(request, tmp_path) -> Iterator[str]:
    """Return the URL of an empty database, on SQLite unless a test asks for others."""
    with databases.database(getattr(request, "param", "sqlite"), tmp_path) as url:
        yield url


on_each_database = pytest.mark.parametrize("database_url", databases.KINDS, indirect=True)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def jobs(database, clock) -> Jobs:
    return Jobs(database, clock)


@pytest.fixture
def worker(database, clock) -> Claims:
    return Claims(database, "one", clock)


@pytest.fixture
def other(database, clock) -> Claims:
    return Claims(database, "other", clock)


def train(jobs: Jobs, title: str = "a training") -> Job:
    return jobs.add("train", title, {"epochs": 3, "seed": 1}, None)


def states(jobs: Jobs) -> list[tuple[str, str, int | None]]:
    return [(job.title, job.state, job.place) for job in jobs.jobs()]


def test_jobs_wait_in_the_order_in_which_they_came(jobs, worker):
    for title in ("first", "second", "third"):
        train(jobs, title)
    assert states(jobs) == [("third", "queued", 3), ("second", "queued", 2), ("first", "queued", 1)]
    claimed = worker.claim()
    assert (claimed.title, claimed.state, claimed.place) == ("first", "running", None)
    assert claimed.started is not None
    assert states(jobs)[:2] == [("third", "queued", 2), ("second", "queued", 1)]


def test_a_job_is_as_it_was_asked_for(jobs):
    person = "5f0d8d5e-0f86-4a4f-8f6c-93f6a3f1f5a1"
    job = jobs.add("train", "mine", {"epochs": 3, "shares": {"a": 0.5}}, person)
    assert job == jobs.job(job.id)
    assert (job.kind, job.person, job.settings["shares"]) == ("train", person, {"a": 0.5})
    assert (job.progress, job.has_sheet, job.held) == (Progress(epochs=3), False, None)


def test_only_so_many_jobs_wait(jobs, worker):
    for _ in range(MAX_WAITING):
        last = train(jobs)
    with pytest.raises(TooManyJobs):
        train(jobs)
    worker.claim()
    train(jobs)
    jobs.stop(last.id)
    train(jobs)
    with pytest.raises(TooManyJobs):
        jobs.resume(last.id)


@on_each_database
def test_a_job_is_claimed_by_one_worker_only(jobs, database):
    wanted = {train(jobs).id for _ in range(MAX_WAITING)}
    workers = [Claims(database, f"worker {number}") for number in range(2 * MAX_WAITING)]
    with ThreadPoolExecutor(8) as threads:
        claimed = list(threads.map(Claims.claim, workers))
    got = [job.id for job in claimed if job is not None]
    assert sorted(got) == sorted(wanted)


def test_without_jobs_nothing_is_claimed(worker):
    assert worker.claim() is None
    assert worker.job is None


@on_each_database
def test_a_job_runs_to_its_end(jobs, worker, database, clock):
    job = train(jobs)
    worker.claim()
    progress = Progress("Learning", 2, 3, 0.5, 60, 0.1, 0.9, ({"loss": 0.2},), ((0.5, 0.3),))
    assert worker.report(job.id, progress, b"a sheet") is None
    worker.keep_checkpoint(job.id, b"one")
    worker.keep_checkpoint(job.id, b"two")
    assert worker.checkpoint(job.id) == b"two"
    running = jobs.job(job.id)
    assert (running.progress, running.has_sheet) == (progress, True)
    assert jobs.sheet(job.id) == b"a sheet"
    worker.name_model(job.id, "16-abc")
    with database.writing() as session:
        about = {"candidate": "16-abc", "against": "16-def", "held_out": "0", "report": "{}"}
        session.add(JudgementRow(id="j", **about, held=True, pictures=b"", created=clock()))
    worker.finish(job.id, "j")
    done = jobs.job(job.id)
    assert (done.state, done.model, done.judgement, done.held) == ("done", "16-abc", "j", True)
    assert done.progress == replace(progress, stage="", fraction=1.0, seconds_left=None)
    assert done.ended > done.started
    assert worker.checkpoint(job.id) is None


def test_a_job_that_failed_says_why_and_can_be_resumed(jobs, worker):
    job = train(jobs)
    worker.claim()
    worker.keep_checkpoint(job.id, b"so far")
    worker.finish(job.id, error="There was nothing to learn from.")
    failed = jobs.job(job.id)
    assert (failed.state, failed.error) == ("failed", "There was nothing to learn from.")
    again = jobs.resume(job.id)
    assert (again.state, again.error, again.place) == ("queued", None, 1)
    assert worker.claim().started == failed.started
    assert worker.checkpoint(job.id) == b"so far"


def test_a_running_job_is_stopped_by_its_worker_and_resumed_by_any(jobs, worker, other):
    job = train(jobs)
    worker.claim()
    worker.keep_checkpoint(job.id, b"so far")
    assert jobs.stop(job.id).state == jobs.stop(job.id).state == "stopping"
    assert worker.report(job.id, Progress()) == "stop"
    worker.let_go(job.id)
    assert jobs.job(job.id).state == "stopped"
    assert other.claim() is None
    jobs.resume(job.id)
    assert other.claim().id == job.id
    assert other.checkpoint(job.id) == b"so far"
    assert other.report(job.id, Progress()) is None


def test_a_waiting_job_is_stopped_at_once(jobs, worker):
    job = train(jobs)
    assert jobs.stop(job.id).state == "stopped"
    assert worker.claim() is None


def test_a_job_is_deleted_after_its_worker_let_it_go(jobs, worker):
    running, waiting = train(jobs), train(jobs)
    worker.claim()
    worker.keep_checkpoint(running.id, b"so far")
    jobs.delete(waiting.id)
    jobs.delete(running.id)
    assert states(jobs) == [("a training", "stopping", None)]
    assert worker.report(running.id, Progress()) == "cancel"
    worker.let_go(running.id)
    assert jobs.jobs() == []
    assert worker.checkpoint(running.id) is None


def test_a_job_that_ends_before_it_is_deleted_is_deleted(jobs, worker):
    job = train(jobs)
    worker.claim()
    jobs.delete(job.id)
    worker.finish(job.id)
    assert jobs.jobs() == []


@pytest.mark.parametrize("ask", [Jobs.job, Jobs.stop, Jobs.resume, Jobs.delete])
def test_a_job_that_is_not_there_is_unknown(jobs, ask):
    with pytest.raises(UnknownJob):
        ask(jobs, "5f0d8d5e-0f86-4a4f-8f6c-93f6a3f1f5a1")


def test_a_job_in_another_state_is_left_as_it_is(jobs, worker):
    job = train(jobs)
    with pytest.raises(WrongState):
        jobs.resume(job.id)
    worker.claim()
    worker.finish(job.id)
    for ask in (jobs.resume, jobs.stop):
        with pytest.raises(WrongState):
            ask(job.id)
    assert jobs.job(job.id).state == "done"


@on_each_database
def test_a_job_whose_worker_is_gone_waits_again_where_it_was(jobs, worker, other, clock):
    first, second = train(jobs), train(jobs)
    worker.claim()
    worker.show()
    worker.keep_checkpoint(first.id, b"so far")
    clock.pass_by(PATIENCE - MORE)
    assert other.recover() == [second.id]
    clock.pass_by(2 * MORE)
    assert other.recover() == [first.id, second.id]
    assert other.claim().id == first.id
    assert other.checkpoint(first.id) == b"so far"


def test_a_worker_that_shows_itself_keeps_its_job(jobs, worker, other, clock):
    train(jobs)
    worker.claim()
    for _ in range(3):
        clock.pass_by(PATIENCE - MORE)
        worker.show()
        other.show()
        assert other.recover() == []
    assert [(each.id, each.job) for each in jobs.workers()] == [
        ("one", worker.job),
        ("other", None),
    ]


def test_workers_that_are_gone_are_not_named(jobs, worker, other, clock):
    worker.show()
    clock.pass_by(PATIENCE + MORE)
    assert jobs.workers() == []
    other.show()
    assert [each.id for each in jobs.workers()] == ["other"]
    other.leave()
    assert jobs.workers() == []


@pytest.mark.parametrize(("ask", "left"), [(Jobs.stop, ["stopped"]), (Jobs.delete, [])])
def test_what_was_wanted_of_a_lost_job_is_done(jobs, worker, other, clock, ask, left):
    job = train(jobs)
    worker.claim()
    ask(jobs, job.id)
    clock.pass_by(PATIENCE + MORE)
    assert other.recover() == []
    assert [job.state for job in jobs.jobs()] == left


def test_a_worker_says_nothing_of_a_job_that_is_another_ones(jobs, worker, other, clock):
    job = train(jobs)
    worker.claim()
    clock.pass_by(PATIENCE + MORE)
    other.recover()
    other.claim()
    for say in (
        lambda: worker.report(job.id, Progress("mine")),
        lambda: worker.keep_checkpoint(job.id, b"mine"),
        lambda: worker.name_model(job.id, "mine"),
        lambda: worker.finish(job.id),
        lambda: worker.let_go(job.id),
    ):
        with pytest.raises(JobLost):
            say()
    worker.show()
    assert (jobs.job(job.id).state, jobs.job(job.id).model) == ("running", None)
    assert other.checkpoint(job.id) is None
    clock.pass_by(PATIENCE + MORE)
    worker.show()
    assert worker.recover() == [job.id]


def test_a_job_that_loses_worker_after_worker_fails(jobs, worker, clock):
    job = train(jobs)
    for lost in range(1, MOST_LOST + 1):
        worker.claim()
        assert jobs.job(job.id).progress.lost == lost - 1
        clock.pass_by(PATIENCE + MORE)
        worker.recover()
    failed = jobs.job(job.id)
    assert failed.state == "failed"
    assert "3 workers were lost" in failed.error
    jobs.resume(job.id)
    assert worker.claim().progress.lost == 0

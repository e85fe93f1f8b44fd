"""Workers as processes: they are killed and ended in the midst of a training, and lose nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

import pytest
import tiny
from serving import ROOT
from sqlalchemy import select
from workers import until, worker

from training.sources import SOURCES
from webapp.jobs.claims import Claims
from webapp.jobs.job import Job
from webapp.jobs.jobs import PATIENCE, Jobs
from webapp.jobs.lookout import Lookout
from webapp.jobs.queue import Queue, open_queue
from webapp.jobs.supervisor import Supervisor
from webapp.store.address import HOME_VARIABLE
from webapp.store.database import Database
from webapp.store.schema import WorkerRow

TRAINING = {
    "epochs": 6,
    "seed": 1,
    "epoch_size": 64,
    "batch_size": 16,
    "shares": {source.name: 0.0 for source in SOURCES},
    "own": "none",
}


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """Return a folder of state with a data set."""
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    (tmp_path / "data").mkdir()
    tiny.make_data(tmp_path / "data")
    return tmp_path


@pytest.fixture
def database(home) -> Iterator[Database]:
    database = Database(f"sqlite:///{home / 'inkcalc.db'}")
    yield database
    database.close()


@pytest.fixture
def jobs(database) -> Jobs:
    return Jobs(database)


@pytest.fixture
def queue(home) -> Iterator[Queue]:
    queue = open_queue()
    yield queue
    queue.close()


def train(jobs: Jobs, queue: Queue) -> str:
    job = jobs.add("train", "a training", TRAINING, None).id
    queue.put(job)
    return job


def ended(jobs: Jobs, job: str) -> Job:
    """Wait until a job has ended, and return it."""
    until(lambda: jobs.job(job).ended)
    return jobs.job(job)


def learn(jobs: Jobs, job: str, epochs: int) -> set[int]:
    """Wait until a job is in an epoch after so many; return the epochs in which it was seen."""
    seen: set[int] = set()

    def is_there() -> bool:
        progress = jobs.job(job).progress
        if progress.stage == "Learning":
            seen.add(progress.epoch)
        return bool(seen) and len(progress.history) >= epochs

    until(is_there)
    return seen


def late(database: Database) -> Claims:
    """Return the claims of a worker that finds any other one gone."""
    return Claims(database, "late", lambda: datetime.now(UTC) + 2 * PATIENCE)


def test_a_training_survives_the_death_and_the_end_of_its_workers(home, database, jobs, queue):
    env = {HOME_VARIABLE: str(home)}
    undisturbed, disturbed = train(jobs, queue), train(jobs, queue)
    with worker(env, light=True) as process:
        whole = ended(jobs, undisturbed)
        assert (whole.state, whole.error) == ("done", None)
        learn(jobs, disturbed, 1)
        process.kill()
    cut = jobs.job(disturbed)
    before = len(cut.progress.history)
    assert cut.state == "running" and 1 <= before < TRAINING["epochs"] - 2
    assert late(database).recover() == [disturbed]
    with worker(env, light=True) as process:
        assert min(learn(jobs, disturbed, before + 1)) > before
        process.terminate()
        assert process.wait() == 0
    left = jobs.job(disturbed)
    assert (left.state, left.progress.history[:before]) == ("queued", cut.progress.history)
    assert before < len(left.progress.history) < TRAINING["epochs"]
    with worker(env, light=True):
        resumed = ended(jobs, disturbed)
    assert (resumed.state, resumed.error) == ("done", None)
    assert resumed.progress.history == whole.progress.history
    assert len(whole.progress.history) == TRAINING["epochs"]
    assert resumed.model == whole.model
    assert resumed.started == cut.started
    assert {None} == {late(database).checkpoint(job) for job in (undisturbed, disturbed)}
    assert [path.name for path in (home / "trainings").iterdir()] == ["cache"]


def test_a_message_is_put_for_each_job_that_nobody_has_heard_of(database, jobs, queue):
    lookout = Lookout(Claims(database, "one"), queue)
    train(jobs, queue)
    for title in ("lost", "lost too"):
        jobs.add("train", title, TRAINING, None)
    lookout.look()
    assert queue.count() == 3
    lookout.look()
    assert queue.count() == 3
    assert [each.id for each in jobs.workers()] == ["one"]


def test_a_job_of_a_worker_that_is_gone_is_heard_of_again(database, jobs, queue):
    job = train(jobs, queue)
    Claims(database, "gone").claim()
    queue._huey.dequeue()
    Lookout(Claims(database, "one"), queue).look()
    assert (jobs.job(job).state, queue.count()) == ("running", 0)
    Lookout(late(database), queue).look()
    assert (jobs.job(job).state, queue.count()) == ("queued", 1)


def test_a_store_that_is_away_does_not_end_the_lookout(home, queue, monkeypatch, caplog):
    monkeypatch.setattr("webapp.jobs.lookout.EVERY", 0.01)
    database, done = Database(f"sqlite:///{home / 'nowhere' / 'inkcalc.db'}"), Event()
    (home / "nowhere").write_text("This is no folder.")
    claims = Claims(database, "one")
    looking = Thread(target=Lookout(claims, queue).keep_looking, args=(done,))
    looking.start()
    until(lambda: caplog.records)
    (home / "nowhere").unlink()
    until(lambda: (home / "nowhere" / "inkcalc.db").exists())
    done.set()
    looking.join()
    assert [each.id for each in Jobs(database).workers()] == ["one"]
    assert len(caplog.records) == 1
    database.close()


# The worker beside a server


def known_workers(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(WorkerRow.id)))


def pid_of(worker: str) -> int:
    return int(worker.rsplit("-", 2)[1])


def test_a_server_has_a_worker_that_dies_and_ends_with_it(serve, home, database):
    env = {HOME_VARIABLE: str(home)}
    with serve(env=env, worker=True) as server:
        [first] = until(lambda: known_workers(database))
        if Path("/proc/self/maps").exists():
            assert "torch" not in Path(f"/proc/{pid_of(first)}/maps").read_text()
        os.kill(pid_of(first), signal.SIGKILL)
        second = until(lambda: {*known_workers(database)} - {first}).pop()
        assert pid_of(second) != pid_of(first)
        server.process.kill()
        until(lambda: second not in known_workers(database))
    with serve(env=env, worker=True):
        until(lambda: {*known_workers(database)} - {first})
    assert known_workers(database) in ([], [first])


@pytest.mark.parametrize("end", ["signal", "input"])
def test_a_worker_of_a_server_ends_cleanly(home, database, root, end):
    pipe = subprocess.PIPE
    env = {**os.environ, "PYTHONPATH": str(root)}
    command = [sys.executable, "-m", "webapp", "worker", "--tied"]
    with subprocess.Popen(command, env=env, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        until(lambda: known_workers(database))
        if end == "signal":
            process.terminate()
            status, said = process.wait(), (process.stdout.read(), process.stderr.read())
        else:
            said, status = process.communicate(), process.returncode
    assert (status, said) == (0, (b"", b""))
    assert known_workers(database) == []


STUBBORN = """
import time
from webapp.cli import main
from webapp.jobs import worker
worker.GRACE = 0.2
worker.Worker._perform = lambda self, job: time.sleep(600)
main(["worker"])
"""


def test_a_job_that_does_not_stop_is_cut_off(home, database, jobs, queue, root):
    job = train(jobs, queue)
    env = {**os.environ, "PYTHONPATH": str(root)}
    with subprocess.Popen([sys.executable, "-c", STUBBORN], env=env) as process:
        until(lambda: jobs.job(job).state == "running")
        process.terminate()
        assert process.wait() == 0
    assert (jobs.job(job).state, jobs.job(job).place) == ("queued", 1)
    assert known_workers(database) == []


def test_a_worker_that_cannot_start_is_tried_after_growing_pauses(tmp_path, monkeypatch):
    pauses: list[float] = []
    started = tmp_path / "started"
    script = f"open({str(started)!r}, 'a').write('x')"
    supervisor = Supervisor((sys.executable, "-c", script), first_pause=0.01)
    wait = supervisor._ending.wait
    monkeypatch.setattr(supervisor._ending, "wait", lambda s: pauses.append(s) or wait(s))
    supervisor.start()
    until(lambda: len(pauses) >= 3)
    supervisor.end()
    assert pauses[:3] == [0.01, 0.02, 0.04]
    assert len(started.read_text()) >= 3


@pytest.mark.parametrize(
    ("options", "env", "told"),
    [
        (["--no-worker"], {}, "No worker is started here"),
        ([], {"INKCALC_REDIS_URL": "redis://127.0.0.1:1"}, "No worker is started here"),
    ],
    ids=["asked for", "with Redis"],
)
def test_a_server_says_that_it_starts_no_worker(home, options, env, told):
    variables = {**os.environ, "PYTHONPATH": str(ROOT), **env}
    command = [sys.executable, "-m", "webapp", "serve", "--port", "0", *options]
    with subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, text=True) as process:
        try:
            lines = [process.stdout.readline() for _ in range(2)]
        finally:
            process.terminate()
    assert "http://" in lines[0]
    assert told in lines[1]


def test_a_worker_without_redis_says_so_in_one_line(home, root):
    env = {**os.environ, "PYTHONPATH": str(root), "INKCALC_REDIS_URL": "redis://127.0.0.1:1"}
    command = [sys.executable, "-m", "webapp", "worker"]
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: Redis does not answer: ")
    assert done.stderr.count("\n") == 1

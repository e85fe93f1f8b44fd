"""The queue: what is put in it is heard once, and what others put in it is never run."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest
import queues

from webapp.jobs.address import REDIS_VARIABLE
from webapp.jobs.errors import QueueError
from webapp.jobs.queue import FILE, Queue, open_queue
from webapp.store.address import HOME_VARIABLE

JOB = "5f0d8d5e-0f86-4a4f-8f6c-93f6a3f1f5a1"


@pytest.fixture(params=["sqlite", "redis"])
def queue(request, tmp_path, monkeypatch) -> Iterator[Queue]:
    """Return an empty queue of each kind, in a home of its own."""
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    if request.param == "sqlite":
        queue = open_queue()
        yield queue
        queue.close()
        return
    with queues.redis_server() as url:
        monkeypatch.setenv(REDIS_VARIABLE, url)
        queue = open_queue()
        yield queue
        queue.close()


class Trap:
    """Something that makes a file where it is unpickled."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self):
        return Path.touch, (self._path,)


@pytest.fixture
def heard(queue) -> list[str]:
    """Return what the worker of the queue has heard so far."""
    heard: list[str] = []
    queue.consumer(lambda: heard.append("work"), grace=1)
    return heard


def hear(queue: Queue) -> None:
    """Take one message as the thread of a worker does."""
    [(worker, _)] = queue.consumer(queue._work, grace=1).worker_threads
    worker.delay = 0
    worker.loop()


def test_what_is_put_is_heard_once(queue, heard):
    queue.put(JOB)
    queue.put(JOB)
    assert queue.count() == 2
    hear(queue)
    assert (queue.count(), heard) == (1, ["work"])
    hear(queue)
    assert (queue.count(), heard) == (0, ["work", "work"])


def test_a_message_is_json_that_names_the_job(queue):
    queue.put(JOB)
    [message] = queue._huey.storage.enqueued_items()
    told = json.loads(message)
    assert told.keys() == {"id", "job"}
    assert told["job"] == JOB


def test_what_is_put_by_one_is_heard_by_another(queue, heard):
    open_queue().put(JOB)
    hear(queue)
    assert heard == ["work"]


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"{}",
        b"[1, 2]",
        b'{"id": "x", "job": "y"}',
        f'{{"id": "{JOB}", "job": 7}}'.encode(),
        f'{{"id": "{JOB}", "job": "{JOB}", "name": "os.system"}}'.encode(),
    ],
)
def test_a_foreign_message_is_dropped(queue, heard, message):
    queue._huey.storage.enqueue(message)
    queue.put(JOB)
    hear(queue)
    assert (queue.count(), heard) == (1, [])
    hear(queue)
    assert heard == ["work"]


def test_a_pickle_is_never_unpickled(queue, heard, tmp_path):
    trap = tmp_path / "trap"
    pickle.loads(pickle.dumps(Trap(trap)))
    assert trap.exists()
    trap.unlink()
    queue._huey.storage.enqueue(pickle.dumps(Trap(trap)))
    hear(queue)
    assert (queue.count(), heard, trap.exists()) == (0, [], False)


def test_nothing_is_kept_of_what_was_heard(queue, heard):
    queue.put(JOB)
    hear(queue)
    assert queue._huey.storage.result_store_size() == 0


def test_sqlite_writes_to_the_disk_what_is_put(tmp_path, monkeypatch):
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    queue = open_queue()
    [[synchronous]] = queue._huey.storage.sql("pragma synchronous", results=True)
    queue.close()
    assert synchronous == 2  # full
    assert (tmp_path / "home" / FILE).exists()


def test_a_queue_that_cannot_be_opened_is_told_in_one_line(tmp_path, monkeypatch):
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    (tmp_path / FILE).write_text("This is no database.")
    with pytest.raises(QueueError, match=r"^The queue of jobs does not answer: file is not a"):
        open_queue()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("redis://:secret@127.0.0.1:1", "Redis does not answer: Error 111 .*refused"),
        ("unix:///nowhere/redis.sock", "Redis does not answer: Error 2 .*No such file"),
        ("127.0.0.1:6379", "INKCALC_REDIS_URL is no URL such as redis://HOST:PORT"),
    ],
)
def test_a_redis_that_cannot_be_reached_is_told_in_one_line(url, told, monkeypatch):
    pytest.importorskip("redis", reason="the client of Redis is not installed")
    monkeypatch.setenv(REDIS_VARIABLE, url)
    with pytest.raises(QueueError, match=told) as caught:
        open_queue()
    assert "secret" not in str(caught.value)


def test_a_client_that_is_not_installed_is_told_in_one_line(monkeypatch):
    monkeypatch.setenv(REDIS_VARIABLE, "redis://127.0.0.1")
    monkeypatch.setattr("huey.storage.Redis", None)
    with pytest.raises(QueueError, match=r"pip install 'inkcalc\[redis\]'"):
        open_queue()

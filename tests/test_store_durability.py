"""A server that is killed while it writes: what it acknowledged is kept, and nothing by halves."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from itertools import count
from threading import Event, Lock
from typing import Any
from urllib.parse import urlsplit

from hands import body, entry
from serving import Server

SAMPLES = "/api/v1/samples"
JSON = {"Content-Type": "application/json"}
ROUNDS = {"sqlite": 20, "postgresql": 3}
WRITES = 200
SENDERS = 4
SAMPLES_SENT = WRITES * 3 // 2
LATEST = SAMPLES_SENT - 20
"""So many samples are acknowledged at the latest when the server is killed."""
SEED = 7
PAGE = 200
SECONDS = 60


@dataclass(slots=True)
class Round:
    """What one person sent in one life of the server, and what was acknowledged."""

    cookie: str
    sent: list[dict[str, Any]]
    acknowledged: set[str] = field(default_factory=set)


def connected(server: Server) -> HTTPConnection:
    return HTTPConnection(urlsplit(server.address).netloc, timeout=SECONDS)


def ask(connection: HTTPConnection, method: str, path: str, sent: Any, cookie: str) -> Any:
    data = None if sent is None else json.dumps(sent)
    connection.request(method, path, data, {**JSON, "Cookie": cookie})
    answer = connection.getresponse()
    text = answer.read()
    assert answer.status < 300, text
    return answer, json.loads(text)


def written(number: int) -> dict[str, Any]:
    """Return a request to keep one or two samples; its ink is its own."""
    strokes = [[[number, index / 3], [number + 0.1, 7 / (index + 1)]] for index in range(8)]
    entries = [entry(marks=(0, 1)), entry(marks=tuple(range(2, 8)))][: 1 + number % 2]
    return body(*entries, strokes=strokes)


def send(server: Server, life: Round, numbers: Iterator[int], done: Event, killing: int) -> None:
    """Send writes until the server is gone; kill it once so many were acknowledged."""
    connection = connected(server)
    # A killed server ends the connection, at any byte of its answer.
    with suppress(OSError, HTTPException):
        while (number := next(numbers)) < WRITES and not done.is_set():
            _, answer = ask(connection, "POST", SAMPLES, life.sent[number], life.cookie)
            life.acknowledged.update(answer["kept"])
            if len(life.acknowledged) >= killing:
                done.set()
                server.process.kill()
    connection.close()


class Numbers(Iterator[int]):
    """Numbers from 0 on, for several threads."""

    def __init__(self) -> None:
        self._count = count()
        self._lock = Lock()

    def __next__(self) -> int:
        with self._lock:
            return next(self._count)


def life_of(server: Server, killing: int) -> Round:
    """Write as a new person until the server is killed."""
    connection = connected(server)
    first = written(0)
    answer, kept = ask(connection, "POST", SAMPLES, first, "")
    connection.close()
    cookie = answer.headers["Set-Cookie"].partition(";")[0]
    life = Round(cookie, [first, *map(written, range(1, WRITES))], set(kept["kept"]))
    numbers, done = Numbers(), Event()
    with ThreadPoolExecutor(SENDERS) as senders:
        told = server, life, numbers, done, killing
        sending = [senders.submit(send, *told) for _ in range(SENDERS)]
    for each in sending:
        each.result()
    assert server.process.wait(SECONDS) != 0
    return life


def served(server: Server, cookie: str) -> dict[str, dict[str, Any]]:
    """Return all samples that the server has of a person, by their ids."""
    connection = connected(server)
    found: list[dict[str, Any]] = []
    while True:
        path = f"{SAMPLES}?limit={PAGE}&offset={len(found)}"
        _, page = ask(connection, "GET", path, None, cookie)
        found += page["samples"]
        if not page["samples"]:
            break
    connection.close()
    assert len(found) == page["total"]
    return {each["id"]: each for each in found}


def check(server: Server, life: Round) -> None:
    """Check that all that was acknowledged is served, and that all that is served is whole."""
    there = served(server, life.cookie)
    assert life.acknowledged <= there.keys()
    for sent in life.sent:
        ids = {each["id"] for each in sent["samples"]}
        assert ids <= there.keys() or ids.isdisjoint(there)
        for each in sent["samples"]:
            if each["id"] in there:
                own = [sent["strokes"][mark] for mark in each["marks"]]
                assert there.pop(each["id"])["strokes"] == own
    assert there == {}


def test_what_was_acknowledged_survives_kill_9(serve, database_url):
    chance = random.Random(SEED)
    env = {"INKCALC_DATABASE_URL": database_url}
    lives: list[Round] = []
    for _ in range(ROUNDS[database_url.partition(":")[0]]):
        with serve(env=env) as server:
            if lives:
                check(server, lives[-1])
            lives.append(life_of(server, chance.randint(2, LATEST)))
            assert len(lives[-1].acknowledged) < sum(
                len(each["samples"]) for each in lives[-1].sent
            )
    with serve(env=env) as server:
        for life in lives:
            check(server, life)

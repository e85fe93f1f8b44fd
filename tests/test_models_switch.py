"""Switching: every process follows, and a switch that is cut off is whole or has not been."""

from __future__ import annotations

import logging
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from bundles import SHIPPED_ID, added
from flask import Flask
from hands import body, entry
from sqlalchemy import update

from recognizer.bundle import MODEL_FILE, read_bundle
from recognizer.classifier import Classifier
from webapp.app import create_app
from webapp.models.registry import Registry
from webapp.models.service import INTERVAL, PAUSE, Service
from webapp.store.current import store_of
from webapp.store.database import Database
from webapp.store.schema import FileRow

KILLS = {"sqlite": 15, "postgresql": 5}
LATEST = 8
"""So many switches are acknowledged at the latest when the process is killed."""
SEED = 6
ROOT = Path(__file__).resolve().parents[1]
SEVENS = [[[left, 6], [left + 6, 0], [left + 4, 40]] for left in (0, 40)]
"""Sevens whose bars are so short that they are read as ones."""
SWITCH = """
import os, sys
from itertools import cycle
from webapp.models.registry import Registry
from webapp.store.database import Database
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        registry = Registry(Database(sys.argv[1]))
        print(os.getpid(), flush=True)
        for model in cycle(sys.argv[2:]):
            print(registry.use(model, "held").number, flush=True)
    os.waitpid(child, 0)
    print("killed", flush=True)
"""
"""For each line that it reads, it has a process switch for ever; it starts in no time."""


class Clock:
    """A clock that goes only when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def service(registry, classifier, clock) -> Service:
    return Service(registry, classifier, clock)


# Following


def test_without_a_switch_the_given_classifier_serves(service, classifier):
    assert service.classifier() is classifier


def test_another_process_follows_within_its_second(database_url, registry, service, clock, bundles):
    """The registry of the service and the one that switches have no connection in common."""
    [one] = added(registry, bundles[0])
    assert service.classifier().model_id == SHIPPED_ID
    database = Database(database_url)
    Registry(database).use(one, "held")
    database.close()
    assert service.classifier().model_id == SHIPPED_ID
    clock.now += INTERVAL
    assert service.classifier().model_id == one
    assert service.classifier() is service.classifier()


def test_going_back_to_the_shipped_model_takes_the_given_classifier(
    registry, service, clock, classifier, bundles
):
    [one] = added(registry, bundles[0])
    registry.use(one, "held")
    assert service.classifier().model_id == one
    registry.go_back()
    clock.now += INTERVAL
    assert service.classifier() is classifier


def test_the_database_is_asked_once_a_second_at_most(registry, service, clock, monkeypatch):
    asked = []
    serving = registry.serving
    monkeypatch.setattr(registry, "serving", lambda: asked.append(clock.now) or serving())
    for _ in range(40):
        service.classifier()
        clock.now += INTERVAL / 10
    assert len(asked) == 4


def test_many_threads_get_the_model_in_service_from_the_first_request_on(
    registry, classifier, clock, bundles
):
    [one] = added(registry, bundles[0])
    registry.use(one, "held")
    service = Service(registry, classifier, clock)
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: service.classifier(), range(16)))
    assert {id(each) for each in answers} == {id(answers[0])}
    assert answers[0].model_id == one


def test_a_changed_file_is_refused_and_the_old_model_serves_on(
    registry, database, service, clock, bundles, caplog
):
    one, other = added(registry, *bundles[:2])
    registry.use(one, "held")
    assert service.classifier().model_id == one
    registry.use(other, "held")
    sha256 = read_bundle(bundles[1]).card["files"][MODEL_FILE]
    whole = (bundles[1] / MODEL_FILE).read_bytes()
    for content, serves in ((whole[:-1] + b"!", one), (whole, other)):
        with database.writing() as session:
            kept = update(FileRow).where(FileRow.sha256 == sha256)
            session.execute(kept.values(content=content))
        for _ in range(3):
            clock.now += PAUSE
            assert service.classifier().model_id == serves
    [record] = caplog.records
    assert record.levelno == logging.ERROR
    assert one in record.message and "not the one that its card describes" in record.message


def test_without_the_store_the_last_known_model_serves_on(
    tmp_path, classifier, clock, bundles, caplog
):
    database = Database(f"sqlite:///{tmp_path / 'state' / 'inkcalc.db'}")
    registry = Registry(database)
    service = Service(registry, classifier, clock)
    [one] = added(registry, bundles[0])
    registry.use(one, "held")
    assert service.classifier().model_id == one
    (tmp_path / "state").rename(tmp_path / "elsewhere")
    (tmp_path / "state").touch()
    for _ in range(3):
        clock.now += PAUSE
        assert service.classifier().model_id == one
    assert len(caplog.records) == 1
    (tmp_path / "state").unlink()
    (tmp_path / "elsewhere").rename(tmp_path / "state")
    registry.go_back()
    clock.now += PAUSE
    assert service.classifier() is classifier
    database.close()


def test_a_store_that_never_answered_leaves_the_given_classifier(tmp_path, classifier, clock):
    (tmp_path / "state").touch()
    registry = Registry(Database(f"sqlite:///{tmp_path / 'state' / 'inkcalc.db'}"))
    assert Service(registry, classifier, clock).classifier() is classifier


@pytest.fixture
def two_apps(classifier, database_url) -> Iterator[list[Flask]]:
    """Return two applications on one database, as two processes have it."""
    config = {"CLASSIFIER": classifier, "DATABASE_URL": database_url}
    apps = [create_app(config) for _ in range(2)]
    yield apps
    for app in apps:
        store_of(app).close()


def test_every_application_reads_with_the_model_that_was_put_in_service(
    two_apps, registry, bundles, good_ink
):
    [one] = added(registry, bundles[0])
    registry.use(one, "held")
    for app in two_apps:
        client = app.test_client()
        answer = client.post("/api/v1/read/ink", data=good_ink, content_type="application/json")
        assert answer.get_json()["lines"][0]["expression"] == "1+1"
        assert answer.get_json()["model"] == client.get("/api/v1/health").get_json()["model"] == one


def test_a_hand_that_was_learnt_on_another_model_is_not_used(two_apps, registry, bundles):
    [one] = added(registry, bundles[0])
    client = two_apps[0].test_client()
    service = Service(registry, two_apps[0].config["CLASSIFIER"], clock := Clock())
    two_apps[0].extensions["inkcalc-service"] = service
    sent = body(entry("7", read_as="1"), strokes=SEVENS, source="correction")
    assert client.post("/api/v1/samples", json=sent).status_code == 201
    for model in (SHIPPED_ID, one):
        registry.use(model, "held")
        clock.now += INTERVAL
        reading = client.post("/api/v1/read/ink", json={"strokes": SEVENS}).get_json()
        assert (reading["model"], reading["personal"]) == (model, 1)
        assert reading["lines"][0]["expression"] == "77"


# Killed in the middle


@pytest.fixture
def switching(database_url, registry, bundles) -> Iterator[subprocess.Popen[str]]:
    """Return a program that has processes switch between models."""
    models = added(registry, *bundles)
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", SWITCH, database_url, *models]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=env, stdin=pipe, stdout=pipe, text=True) as program:
        yield program
        program.stdin.close()


def switched(program: subprocess.Popen[str], until: int) -> int:
    """Kill a process after so many switches; return the number of the last that it told of."""
    program.stdin.write("\n")
    program.stdin.flush()
    process = int(program.stdout.readline())
    numbers = [int(program.stdout.readline()) for _ in range(until)]
    os.kill(process, signal.SIGKILL)
    numbers += [int(line) for line in iter(program.stdout.readline, "killed\n")]
    return numbers[-1]


def test_kill_9_leaves_the_old_model_or_the_new_one_and_it_is_whole(
    database_url, registry, switching
):
    chance, last = random.Random(SEED), 0
    for _ in range(KILLS[database_url.partition(":")[0]]):
        told = switched(switching, chance.randint(1, LATEST))
        serving = registry.serving()
        # What was told of is there; one more may be, of which it could not tell any more.
        assert last < told <= serving.number
        assert serving.model == registry.history()[0].model != SHIPPED_ID
        assert Classifier(registry.bundle(serving.model)).model_id == serving.model
        last = serving.number

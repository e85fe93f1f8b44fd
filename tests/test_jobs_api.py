"""Jobs over HTTP: what can be asked for, what is refused, and what is shown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hands import body, new_id
from werkzeug.test import TestResponse

from training.config import TrainConfig
from training.sources import SOURCES
from webapp.jobs.address import REDIS_VARIABLE
from webapp.jobs.claims import Claims
from webapp.jobs.job import Progress
from webapp.jobs.jobs import MAX_WAITING
from webapp.jobs.orders import MAX_TITLE, NUMBERS
from webapp.jobs.queue import open_queue
from webapp.models.registry import Registry
from webapp.store.address import HOME_VARIABLE
from webapp.store.database import Database

JOBS = "/api/v1/jobs"
TRAINING = "/api/v1/training"
EPOCHS = TrainConfig(Path(), Path()).epochs
NO_SETS = {source.name: 0 for source in SOURCES}


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def client(home, here) -> FlaskClient:
    """Return a browser at a server that has a home of its own."""
    return here


@pytest.fixture
def worker(sqlite: Database) -> Claims:
    return Claims(sqlite, "worker")


def ask(client: FlaskClient, **order: Any) -> TestResponse:
    return client.post(JOBS, json={"kind": "train", **order})


def asked(client: FlaskClient, **order: Any) -> dict[str, Any]:
    answer = ask(client, **order)
    assert answer.status_code == 201, answer.get_data()
    return answer.get_json()


def refused(answer: TestResponse) -> tuple[int, str]:
    error = answer.get_json()["error"]
    assert error.keys() == {"kind", "message"} and error["message"].endswith(".")
    return answer.status_code, error["kind"]


def shown(client: FlaskClient) -> list[dict[str, Any]]:
    return client.get(JOBS).get_json()["jobs"]


def test_a_training_waits_and_workers_hear_of_it(client, home):
    job = asked(client)
    assert job["state"] == "queued" and job["place"] == 1
    assert job["settings"] == {"epochs": EPOCHS, "seed": 1, "shares": {}, "own": "none"}
    assert job["title"] == f"{EPOCHS} epochs, seed 1"
    assert (job["history"], job["losses"], job["has_sheet"]) == ([], [], False)
    assert (job["started"], job["ended"], job["error"], job["model"]) == (None,) * 4
    assert job["progress"] == {
        "stage": "",
        "epoch": 0,
        "epochs": EPOCHS,
        "fraction": 0.0,
        "seconds_left": None,
        "loss": None,
        "accuracy": None,
    }
    queue = open_queue()
    assert queue.count() == 1
    queue.close()
    listed = {name: value for name, value in job.items() if name not in ("history", "losses")}
    assert shown(client) == [listed]
    assert client.get(f"{JOBS}/{job['id']}").get_json() == job


def test_a_training_is_as_it_was_asked_for(client):
    shares = NO_SETS | {"mdas_train": 0.5, "mnist_train": 1}
    sizes = {"epoch_size": 512, "batch_size": 64}
    job = asked(client, title=" my  own\n", epochs=3, seed=2**32 - 1, shares=shares, **sizes)
    assert job["title"] == "my own"
    assert job["settings"] == {
        "epochs": 3,
        "seed": 2**32 - 1,
        "shares": shares,
        "own": "none",
        **sizes,
    }
    assert job["progress"]["epochs"] == 3


def test_jobs_are_shown_with_the_newest_first(client):
    first, second = asked(client, title="first"), asked(client, title="second")
    assert [(job["id"], job["place"]) for job in shown(client)] == [
        (second["id"], 2),
        (first["id"], 1),
    ]


@pytest.mark.parametrize(
    "order",
    [
        [],
        {},
        {"kind": "tain"},
        {"kind": ["train"]},
        {"kind": "train", "name": "mine"},
        {"kind": "train", "model": "16-abcdef012345"},
        {"kind": "train", "title": 7},
        {"kind": "train", "title": "x" * (MAX_TITLE + 1)},
        *({"kind": "train", name: least - 1} for name, (least, _) in NUMBERS.items()),
        *({"kind": "train", name: most + 1} for name, (_, most) in NUMBERS.items()),
        {"kind": "train", "epochs": "3"},
        {"kind": "train", "epochs": 3.0},
        {"kind": "train", "epochs": True},
        {"kind": "train", "epochs": None},
        {"kind": "train", "epoch_size": 512, "batch_size": 128},
        {"kind": "train", "shares": []},
        {"kind": "train", "shares": {"nothing": 0.5}},
        {"kind": "train", "shares": {"mnist_train": 1.01}},
        {"kind": "train", "shares": {"mnist_train": -0.01}},
        {"kind": "train", "shares": {"mnist_train": "1"}},
        {"kind": "train", "shares": {"mnist_train": True}},
        {"kind": "train", "shares": NO_SETS},
        {"kind": "train", "title": "\ud800"},
        {"kind": "train", "title": "\0"},
        {"kind": "train", "own": "yours"},
        {"kind": "train", "own": ["mine"]},
        {"kind": "judge"},
        {"kind": "judge", "model": 7},
        {"kind": "judge", "model": ""},
        {"kind": "judge", "model": "16-abcdef012345", "epochs": 3},
    ],
    ids=json.dumps,
)
def test_what_is_no_order_is_refused(client, order):
    assert refused(client.post(JOBS, json=order)) == (422, "malformed_job")


@pytest.mark.parametrize(
    ("sent", "refusal"),
    [
        ({"data": b"{", "content_type": "application/json"}, (400, "bad_json")),
        ({"data": b"kind=train"}, (415, "wrong_type")),
        ({"data": b'{"kind": "train", "epochs": 1e999}', "content_type": "application/json"}, None),
    ],
    ids=["half", "form", "infinite"],
)
def test_what_is_no_json_is_refused(client, sent, refusal):
    answer = refused(client.post(JOBS, **sent))
    assert answer == (refusal or (422, "malformed_job"))


def test_samples_that_are_not_there_cannot_be_learnt_from(client, make_app):
    for own in ("mine", "all"):
        assert refused(ask(client, own=own)) == (422, "no_samples")
    assert shown(client) == []
    make_app().test_client().post("/api/v1/samples", json=body())
    assert refused(ask(client, own="mine", shares=NO_SETS)) == (422, "no_samples")
    assert asked(client, own="all", shares=NO_SETS)["settings"]["own"] == "all"


def test_only_so_many_jobs_wait(client):
    for _ in range(MAX_WAITING):
        last = asked(client)
    assert refused(ask(client)) == (409, "too_many_jobs")
    assert client.post(f"{JOBS}/{last['id']}/stop").get_json()["state"] == "stopped"
    asked(client)
    assert refused(client.post(f"{JOBS}/{last['id']}/resume")) == (409, "too_many_jobs")


def test_a_running_job_is_shown_with_its_course(client, worker):
    job = asked(client, epochs=2)
    assert client.get(f"{JOBS}/{job['id']}/sheet.png").status_code == 404
    worker.claim()
    worker.show()
    history, losses = [{"loss": 1.5, "accuracy": 0.5}], [[0.5, 2.0], [1.0, 1.5]]
    told = Progress("Learning", 2, 2, 0.5, 60, 1.5, 0.5, tuple(history), ((0.5, 2.0), (1.0, 1.5)))
    worker.report(job["id"], told, b"\x89PNG")
    seen = client.get(f"{JOBS}/{job['id']}").get_json()
    assert (seen["state"], seen["place"], seen["has_sheet"]) == ("running", None, True)
    assert (seen["history"], seen["losses"]) == (history, losses)
    assert seen["progress"]["seconds_left"] == 60
    assert "lost" not in seen["progress"]
    [working] = client.get(JOBS).get_json()["workers"]
    assert (working["id"], working["job"]) == ("worker", job["id"])
    sheet = client.get(f"{JOBS}/{job['id']}/sheet.png")
    assert (sheet.mimetype, sheet.get_data()) == ("image/png", b"\x89PNG")


def test_a_job_is_stopped_resumed_and_deleted(client, worker):
    job = f"{JOBS}/{asked(client)['id']}"
    worker.claim()
    assert client.post(f"{job}/stop", json={}).get_json()["state"] == "stopping"
    worker.let_go(worker.job)
    assert client.get(job).get_json()["state"] == "stopped"
    assert client.post(f"{job}/resume").get_json()["state"] == "queued"
    assert refused(client.post(f"{job}/resume")) == (409, "wrong_state")
    answer = client.delete(job)
    assert (answer.status_code, answer.get_json()) == (200, {})
    assert refused(client.get(job)) == (404, "unknown_job")


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("GET", "", "unknown_job"),
        ("DELETE", "", "unknown_job"),
        ("POST", "/stop", "unknown_job"),
        ("POST", "/resume", "unknown_job"),
        ("GET", "/sheet.png", "not_found"),
    ],
)
def test_a_job_that_is_not_there_is_refused(client, method, path, kind):
    assert refused(client.open(f"{JOBS}/{new_id()}{path}", method=method)) == (404, kind)
    assert refused(client.open(f"{JOBS}/7{path}", method=method)) == (404, "not_found")


def test_a_model_is_judged(client, sqlite, bundles):
    model = Registry(sqlite).add(bundles[0], "added").id
    answer = client.post(JOBS, json={"kind": "judge", "model": model[:8]})
    assert answer.status_code == 201
    job = answer.get_json()
    assert (job["kind"], job["settings"]) == ("judge", {"model": model})
    assert job["title"] == f"Judging of {model[:8]}"


def test_what_cannot_be_judged_is_refused(client, sqlite, bundles):
    registry = Registry(sqlite)
    unknown = client.post(JOBS, json={"kind": "judge", "model": "16-abcdef012345"})
    assert refused(unknown) == (404, "unknown_model")
    served = client.post(JOBS, json={"kind": "judge", "model": registry.serving().model})
    assert refused(served) == (409, "in_service")


def test_a_queue_that_is_away_is_told_plainly(client, monkeypatch):
    monkeypatch.setenv(REDIS_VARIABLE, "redis://127.0.0.1:1")
    assert refused(ask(client)) == (503, "queue_unavailable")
    assert shown(client) == []


def test_jobs_want_the_token_from_away(home, away):
    assert away.get(JOBS).status_code == away.get(TRAINING).status_code == 401
    assert away.post(JOBS, json={"kind": "train"}).status_code == 401

"""Two servers and a worker on PostgreSQL and Redis: they share jobs, models and which serves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import databases
import pytest
import queues
import tiny
from drawings import fixture
from serving import Server
from workers import until, worker

from training.sources import SOURCES
from webapp.jobs.address import DATA_VARIABLE, REDIS_VARIABLE
from webapp.store.address import URL_VARIABLE

SECONDS = 60
ORDER = {
    "kind": "train",
    "epochs": 1,
    "epoch_size": 512,
    "batch_size": 64,
    "shares": {source.name: 0 for source in SOURCES},
}


@pytest.fixture
def env(tmp_path) -> Iterator[dict[str, str]]:
    """Return the environment of servers and workers that share a database, a queue and data."""
    tiny.make_data(tmp_path)
    with databases.database("postgresql", tmp_path) as url, queues.redis_server() as redis:
        yield {URL_VARIABLE: url, REDIS_VARIABLE: redis, DATA_VARIABLE: str(tmp_path)}


def ask(server: Server, method: str, path: str, sent: object = None) -> tuple[int, Any]:
    """Return the status and the content of an answer."""
    connection = HTTPConnection(urlsplit(server.address).netloc, timeout=SECONDS)
    headers = {"Content-Type": "application/json"}
    connection.request(method, f"/api/v1{path}", json.dumps(sent), headers)
    answer = connection.getresponse()
    content = json.loads(answer.read())
    connection.close()
    return answer.status, content


def reads_with(server: Server) -> str:
    """Return the model that a server reads with."""
    strokes = fixture("12+30")["strokes"]
    return ask(server, "POST", "/read/ink", {"strokes": strokes})[1]["model"]


def job_of(server: Server) -> dict[str, Any]:
    [job] = ask(server, "GET", "/jobs")[1]["jobs"]
    return job


def test_servers_share_jobs_and_models_without_a_restart(serve, env):
    with serve(env=env, worker=True) as one, serve(env=env, worker=True) as other, worker(env):
        both = (one, other)
        for server in both:
            [there] = ask(server, "GET", "/training")[1]["workers"]
            assert there["job"] is None
        shipped = reads_with(one)
        status, asked = ask(one, "POST", "/jobs", ORDER)
        assert (status, job_of(other)["id"]) == (201, asked["id"])
        until(lambda: job_of(other)["ended"])
        job = job_of(one)
        assert (job["state"], job["error"]) == ("done", None)
        assert job == job_of(other)
        assert job["held"] in (True, False)
        trained = job["model"]
        assert [reads_with(server) for server in both] == [shipped, shipped]
        models = ask(other, "GET", "/models")[1]
        assert {each["id"] for each in models["models"]} == {trained, shipped}
        assert models["in_service"] == shipped
        reason = {"override": "a test of two servers"}
        assert ask(other, "POST", f"/models/{trained}/use", reason)[0] == 200
        for server in both:
            until(lambda server=server: reads_with(server) == trained, SECONDS)
        assert ask(one, "POST", "/models/back", {}) == (200, {"in_service": shipped})
        for server in both:
            until(lambda server=server: reads_with(server) == shipped, SECONDS)

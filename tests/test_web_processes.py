"""Several servers on one store: they know the same people, and never stand in each other's way."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlsplit

from hands import body
from serving import Server

SAMPLES = "/api/v1/samples"
SENDERS = 8
WRITES = 12
SECONDS = 60


def ask(server: Server, method: str, path: str, cookie: str, sent: object = None) -> tuple:
    """Return the status, the cookie that is set, and the content of an answer."""
    connection = HTTPConnection(urlsplit(server.address).netloc, timeout=SECONDS)
    headers = {"Content-Type": "application/json", "Cookie": cookie}
    connection.request(method, path, json.dumps(sent), headers)
    answer = connection.getresponse()
    content = json.loads(answer.read())
    connection.close()
    return answer.status, answer.headers.get("Set-Cookie", ""), content


def write(server: Server, cookie: str) -> list[int]:
    return [ask(server, "POST", SAMPLES, cookie, body())[0] for _ in range(WRITES)]


def test_servers_on_one_store_share_people_and_lose_nothing(serve, database_url):
    env = {"INKCALC_DATABASE_URL": database_url}
    with serve(env=env) as one, serve(env=env) as other, ThreadPoolExecutor(SENDERS) as senders:
        status, cookie, _ = ask(one, "POST", SAMPLES, "", body())
        assert status == 201
        mine = cookie.split(";")[0]
        both = [one, other] * (SENDERS // 2)
        statuses = [senders.submit(write, server, mine) for server in both]
        assert {status for each in statuses for status in each.result()} == {201}
        for server in (one, other):
            _, _, me = ask(server, "GET", "/api/v1/me", mine)
            assert me["samples"]["total"] == 1 + SENDERS * WRITES
        assert ask(one, "DELETE", "/api/v1/me", mine)[0] == 200
        assert ask(other, "GET", "/api/v1/me", mine)[2]["known"] is False

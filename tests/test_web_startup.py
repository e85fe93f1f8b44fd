"""The server as a process of its own: its start, its end, and requests below the application."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, Request, build_opener

import pytest
from photofiles import EXPRESSION, FORM, drawing, form, written
from serving import Server

from segmentation.photo.files import MAX_FILE_BYTES
from webapp.app import MAX_BODY_BYTES
from webapp.bodies import MAX_UPLOAD_BYTES
from webapp.server import MAX_HEADER_BYTES

READ = "/api/v1/read/ink"
READ_PHOTO = "/api/v1/read/photo"
ANSWER_SECONDS = 60
MAX_MEMORY_KIB = 300 * 1024
MAX_PHOTO_MEMORY_KIB = 600 * 1024
PHONE_SIZE = (4000, 3000)
OPENER = build_opener(ProxyHandler({}))


@pytest.fixture(scope="module")
def server(serve, tmp_path_factory) -> Iterator[Server]:
    with serve(cwd=tmp_path_factory.mktemp("elsewhere")) as server:
        yield server


@pytest.fixture
def address(server) -> str:
    return server.address


def fetch(url: str, data: bytes | None = None, content_type: str = "application/json") -> bytes:
    request = Request(url, data, {"Content-Type": content_type})
    with OPENER.open(request, timeout=ANSWER_SECONDS) as answer:
        return answer.read()


def send(address: str, request: bytes) -> tuple[int, bytes]:
    """Send raw bytes and return the status and the body of the first answer."""
    host, port = urlsplit(address).netloc.split(":")
    with socket.create_connection((host, int(port)), timeout=ANSWER_SECONDS) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), body


def test_the_server_answers_in_any_folder(address, good_ink):
    assert b"<canvas" in fetch(address)
    assert json.loads(fetch(address + "/api/v1/health"))["status"] == "ok"
    assert json.loads(fetch(address + READ, good_ink))["lines"][0]["expression"] == "1+1"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system has no /proc")
def test_the_server_answers_and_stays_small(serve, root):
    inks = [path.read_bytes() for path in (root / "tests/fixtures/ink").glob("*.json")]
    assert inks
    with serve() as server:
        for ink in inks:
            assert json.loads(fetch(server.address + READ, ink))["lines"]
        status = Path(f"/proc/{server.pid}/status").read_text()
    [peak] = re.findall(r"VmHWM:\s+(\d+) kB", status)
    assert int(peak) < MAX_MEMORY_KIB


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system has no /proc")
def test_four_large_photos_at_once_are_read_in_bounded_memory(serve):
    body = form(written(drawing(PHONE_SIZE), "JPEG", quality=90))
    with serve() as server, ThreadPoolExecutor(4) as senders:
        sent = [senders.submit(fetch, server.address + READ_PHOTO, body, FORM) for _ in range(4)]
        readings = [json.loads(answer.result()) for answer in sent]
        status = Path(f"/proc/{server.pid}/status").read_text()
    assert [each["lines"][0]["expression"] for each in readings] == [EXPRESSION] * 4
    [peak] = re.findall(r"VmHWM:\s+(\d+) kB", status)
    assert int(peak) < MAX_PHOTO_MEMORY_KIB


def test_a_photo_may_be_as_large_as_is_promised(address):
    photo = written(drawing()).ljust(MAX_FILE_BYTES)
    reading = json.loads(fetch(address + READ_PHOTO, form(photo), FORM))
    assert reading["lines"][0]["expression"] == EXPRESSION


def test_a_photo_that_is_too_large_is_refused(address):
    host = urlsplit(address).netloc
    body = form(written(drawing()).ljust(MAX_UPLOAD_BYTES))
    head = f"POST {READ_PHOTO} HTTP/1.1\r\nHost: {host}\r\nContent-Type: {FORM}\r\n"
    length = f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    status, answer = send(address, (head + length).encode() + body)
    assert (status, json.loads(answer)["error"]["kind"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("request_bytes", "status", "kind"),
    [
        (b"nonsense\r\n\r\n", 400, "bad_request"),
        (b"\x16\x03\x01\x02\x00\x01\r\n\r\n", 400, "bad_request"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nbad header\r\n\r\n", 400, "bad_request"),
        (
            b"GET / HTTP/1.1\r\nA: ".ljust(MAX_HEADER_BYTES, b"a"),
            431,
            "headers_too_large",
        ),
        (b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400, "bad_request"),
        (b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400, "bad_request"),
        (
            b"POST / HTTP/1.1\r\nContent-Length: 1000000000000\r\n\r\n",
            413,
            "too_large",
        ),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 400, "bad_request"),
        (
            b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            400,
            "bad_request",
        ),
    ],
)
def test_what_is_no_http_is_refused_in_json(address, request_bytes, status, kind):
    answered, body = send(address, request_bytes)
    assert (answered, json.loads(body)["error"]["kind"]) == (status, kind)
    assert json.loads(fetch(address + "/api/v1/health"))["status"] == "ok"


def chunked(body: bytes, host: str) -> bytes:
    head = f"POST {READ} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
    tail = b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n"
    return head.encode() + tail % (len(body), body)


def test_a_chunked_body_is_read(address, good_ink):
    status, body = send(address, chunked(good_ink, urlsplit(address).netloc))
    assert (status, json.loads(body)["kind"]) == (200, "ink")


def test_a_chunked_body_that_is_too_large_is_refused(address):
    status, body = send(address, chunked(b" " * (2 * MAX_BODY_BYTES), "localhost"))
    assert (status, json.loads(body)["error"]["kind"]) == (413, "too_large")


def test_an_old_request_without_a_host_is_refused(address):
    status, body = send(address, b"GET /api/v1/health HTTP/1.0\r\n\r\n")
    assert (status, json.loads(body)["error"]["kind"]) == (403, "wrong_host")


PROXIED = [
    "Forwarded: for=127.0.0.1",
    "X-Forwarded-For: 127.0.0.1",
    "X-Forwarded-By: 127.0.0.1",
    "X-Forwarded-Host: localhost",
    "X-Forwarded-Port: 8000",
    "X-Forwarded-Proto: http",
    "X-Real-IP: 127.0.0.1",
    "Via: 1.1 proxy",
]


@pytest.mark.parametrize(
    ("protocol", "header", "status"),
    [("1.1", "Accept: */*", 200), ("1.0", "Accept: */*", 401)]
    + [("1.1", header, 401) for header in PROXIED],
)
def test_a_proxy_on_this_machine_opens_nothing_to_others(address, protocol, header, status):
    host = urlsplit(address).netloc
    head = f"GET /api/v1/me HTTP/{protocol}\r\nHost: {host}\r\n{header}\r\n"
    assert send(address, f"{head}Connection: close\r\n\r\n".encode())[0] == status


def test_a_foreign_page_cannot_read(address, good_ink):
    request = Request(
        address + READ,
        good_ink,
        {"Content-Type": "application/json", "Origin": "http://evil.example"},
    )
    with pytest.raises(HTTPError) as caught:
        OPENER.open(request, timeout=ANSWER_SECONDS)
    with caught.value as refusal:
        assert refusal.code == 403


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(root)}
    return subprocess.run(
        [sys.executable, *arguments], env=env, capture_output=True, text=True, timeout=60
    )


def test_a_taken_port_is_told_in_one_line(address, root):
    port = address.rpartition(":")[2]
    result = run(root, "-m", "webapp", "serve", "--port", port)
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert f"cannot listen on 127.0.0.1, port {port}: Address already in use" in result.stderr
    assert result.stdout == ""


def test_an_address_that_is_not_ours_is_told_in_one_line(root):
    result = run(root, "-m", "webapp", "serve", "--port", "0", "--host", "192.0.2.1")
    assert result.returncode == 1
    assert re.fullmatch(r"Error: cannot listen on 192\.0\.2\.1, port 0: .+\n", result.stderr)


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_server_cleanly(root, end):
    env = {**os.environ, "PYTHONPATH": str(root)}
    command = [sys.executable, "-m", "webapp", "serve", "--port", "0", "--host", "0.0.0.0"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=env, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdout is not None and process.stderr is not None
        assert "http://0.0.0.0:" in process.stdout.readline()
        process.send_signal(end)
        assert process.wait(ANSWER_SECONDS) == 0
        assert process.stderr.read().count("\n") == 1  # the warning about the network


@pytest.mark.parametrize(
    ("statement", "absent"),
    [
        ("import webapp", {"torch", "sympy", "flask", "numpy"}),
        ("import webapp.cli", {"torch", "sympy", "flask", "numpy"}),
        ("import calculator.read", {"torch", "flask"}),
        ("from webapp.app import create_app; create_app()", {"torch", "training"}),
    ],
)
def test_imports_stay_light(root, statement, absent):
    result = run(root, "-c", f"{statement}; import sys; print(*sys.modules)")
    assert result.returncode == 0, result.stderr
    assert not absent & set(result.stdout.split())

"""Redis for tests: the one that is lent, or one that is started for them."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

LENT = "INKCALC_TEST_REDIS_URL"
START_SECONDS = 30
_SETTINGS = ("--port", "0", "--save", "", "--appendonly", "no", "--daemonize", "no")


@contextmanager
def redis_server() -> Iterator[str]:
    """Give the URL of an empty Redis; skip the test where there is none."""
    pytest.importorskip("redis", reason="the client of Redis is not installed")
    lent, program = os.environ.get(LENT), shutil.which("redis-server")
    if lent:
        _flush(lent)
        yield lent
    elif program:
        # The path of a socket must be short, so it is not in the folder of the test.
        with TemporaryDirectory(prefix="inkcalc-redis-") as folder:
            yield from _started(program, Path(folder))
    else:
        pytest.skip(f"there is no Redis; install redis-server, or set {LENT} to redis://…")


def _started(program: str, folder: Path) -> Iterator[str]:
    socket = folder / "socket"
    command = [program, *_SETTINGS, "--dir", str(folder), "--unixsocket", str(socket)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            last = time.monotonic() + START_SECONDS
            while not socket.exists():
                assert process.poll() is None and time.monotonic() < last, "Redis did not start"
                time.sleep(0.01)
            yield f"unix://{socket}"
        finally:
            process.terminate()


def _flush(url: str) -> None:
    from redis import Redis

    with Redis.from_url(url) as redis:
        redis.flushdb()

"""A server in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Timer

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 30
END_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Server:
    """Where a server answers, and its process."""

    address: str
    process: subprocess.Popen[str]

    @property
    def pid(self) -> int:
        return self.process.pid


Serve = Callable[..., AbstractContextManager[Server]]


@contextmanager
def serve(
    python: str | Path = sys.executable,
    cwd: Path = ROOT,
    env: Mapping[str, str] | None = None,
    options: Sequence[str] = (),
    worker: bool = False,
) -> Iterator[Server]:
    """Run `python -m webapp serve` on a free port, and end it as a system would.

    A worker starts beside it only where one is wanted.

    Its state is in a temporary folder, unless `env` says otherwise. One that the caller has killed
    is not asked to end.
    """
    # The sources are found from any folder; an environment of its own must not find them.
    path = str(ROOT) if python == sys.executable else ""
    with TemporaryDirectory() as home:
        variables = {**os.environ, "INKCALC_HOME": home, "PYTHONPATH": path, **(env or {})}
        own = [] if worker else ["--no-worker"]
        command = [python, "-m", "webapp", "serve", "--port", "0", *own, *options]
        yield from _served(command, cwd, variables)


def _served(command: Sequence[str | Path], cwd: Path, env: Mapping[str, str]) -> Iterator[Server]:
    process = subprocess.Popen(command, cwd=cwd, env=env, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield Server(_announced_address(process), process)
    finally:
        process.terminate()
        status = _end(process)
        process.stdout.close()
    assert status in (0, -signal.SIGKILL), "the server did not end cleanly"


def _announced_address(process: subprocess.Popen[str]) -> str:
    """Return the address that the server prints when it listens."""
    assert process.stdout is not None
    timer = Timer(START_SECONDS, process.kill)
    timer.start()
    line = process.stdout.readline()
    timer.cancel()
    assert "http://" in line, "the server did not start"
    return next(word for word in line.split() if word.startswith("http://"))


def _end(process: subprocess.Popen[str]) -> int:
    """Return the status with which the process ends; one that does not end is killed."""
    try:
        return process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise

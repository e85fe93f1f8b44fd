"""Workers in processes of their own, for tests."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[1]
TINY = (sys.executable, str(ROOT / "tests" / "tiny_worker.py"))
"""The command of a worker whose trainings take seconds."""
SECONDS = 300
"""For what takes seconds on a machine that has nothing else to do."""
_LOOK_SECONDS = 0.05

_Seen = TypeVar("_Seen")


@contextmanager
def worker(env: Mapping[str, str], light: bool = False) -> Iterator[subprocess.Popen[str]]:
    """Run a worker whose trainings are tiny, and end it as a system would.

    Of a light one, the models are not exported.
    """
    command = [*TINY, *(["--light"] if light else [])]
    variables = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", **env}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=variables, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        assert "waits for jobs" in process.stdout.readline(), "the worker did not start"
        try:
            yield process
        finally:
            process.terminate()


def until(seen: Callable[[], _Seen], seconds: float = SECONDS) -> _Seen:
    """Look until there is something to see, and return it."""
    last = time.monotonic() + seconds
    while not (what := seen()):
        assert time.monotonic() < last, "what was waited for did not come"
        time.sleep(_LOOK_SECONDS)
    return what

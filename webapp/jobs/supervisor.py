"""The supervisor: it keeps a worker running beside a server, in a process of its own."""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from threading import Event, Lock, Thread

COMMAND = (sys.executable, "-m", "webapp", "worker", "--tied")
END_SECONDS = 15.0
"""How long a worker may take to end; it cuts a job off before that."""
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 300.0
"""Between the end of a worker and the start of the next, in seconds."""
_STEADY = 60.0
"""A worker that ran for so many seconds is none that cannot start."""

_log = logging.getLogger(__name__)


class Supervisor:
    """One worker, started again whenever it ends, until `end`.

    The worker reads a pipe that nobody writes to: with the server, however that ends, the pipe
    ends, and so does the worker.
    """

    def __init__(self, command: Sequence[str] = COMMAND, first_pause: float = FIRST_PAUSE) -> None:
        self._command = command
        self._first_pause = first_pause
        self._ending = Event()
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = Thread(target=self._keep, name="supervisor", daemon=True)

    def start(self) -> None:
        """Start the worker; return at once."""
        self._thread.start()

    def end(self) -> None:
        """End the worker, and wait until it has ended."""
        with self._lock:
            self._ending.set()
            process = self._process
        if process is not None:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(END_SECONDS)
            process.kill()
        self._thread.join()

    def _keep(self) -> None:
        pause = self._first_pause
        while (process := self._started()) is not None:
            since = time.monotonic()
            with process:
                status = process.wait()
            if self._ending.is_set():
                return
            if time.monotonic() - since > _STEADY:
                pause = self._first_pause
            _log.warning("The worker ended with status %d; it is started again.", status)
            self._ending.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _started(self) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if self._ending.is_set():
                return None
            # Of a session of its own, it is not ended by the Ctrl-C that ends the server: the
            # server ends it then, and waits for it.
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
            return self._process

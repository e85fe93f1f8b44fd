"""Origins: where a public data set comes from, and how exactly that content is brought here.

A repository is pinned by its commit, which is a hash of all it holds and which git checks; an
archive is pinned by its SHA-256; MNIST by the sums that torchvision knows.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from training.datasets import DataError

SILENCE_SECONDS = 30.0  # without a byte, after which a host is given up
DOWNLOAD_SECONDS = 300.0
CLONE_SECONDS = 1800.0
ARCHIVE_BYTES = 20_000_000  # the largest archive of the table has 1.7 MB
CLONE_BYTES = 1_000_000_000
_POLL_SECONDS = 1.0
_CHUNK_BYTES = 65_536
_SLOWEST = 1_000  # bytes a second; git gives up on a host that stays below it
# What a git hook sets would make git work on another repository than the new one.
_FOREIGN = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE")


class Origin(Protocol):
    """A place that data come from; `pin` is the hash that says which data."""

    @property
    def address(self) -> str:
        """Return where the data are."""

    @property
    def pin(self) -> str:
        """Return the hash of the data."""

    def bring(self, folder: Path) -> None:
        """Bring the data into an empty folder; raises DataError."""


@dataclass(frozen=True, slots=True)
class Repository:
    """A folder in a git repository at a commit, of which at least 12 digits are known."""

    address: str
    pin: str
    folder: str

    def bring(self, folder: Path) -> None:
        """Clone without contents, then fetch those of one folder.

        A server that cannot leave the contents out sends them all, which git accepts.
        """
        clone = ("clone", "--quiet", "--filter=blob:none", "--no-checkout")
        self._git(folder, *clone, self.address, str(folder))
        inside = ("-C", str(folder))
        # Names are not asked for: a branch may bear the name of a commit.
        known = self._git(folder, *inside, "rev-list", "--all").split()
        commits = [commit for commit in known if commit.startswith(self.pin)]
        if len(commits) != 1:
            raise DataError(f"{self.address} has no commit {self.pin}.")
        self._git(folder, *inside, "sparse-checkout", "set", self.folder)
        self._git(folder, *inside, "checkout", "--quiet", "--detach", commits[0])

    def _git(self, folder: Path, *arguments: str) -> str:
        """Run git within bounds of time and size; return what it prints."""
        try:
            process = subprocess.Popen(
                ["git", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                errors="replace",
                env=_git_environment(),
            )
        except FileNotFoundError:
            raise DataError("the program git, which brings it, is not installed.") from None
        with process:
            try:
                printed, complaint = self._wait(process, folder)
            finally:
                process.kill()  # does nothing to a process that has ended
        if process.returncode != 0:
            raise DataError(f"git cannot bring {self.pin} of {self.address}: {_last(complaint)}")
        return printed

    def _wait(self, process: subprocess.Popen[str], folder: Path) -> tuple[str, str]:
        deadline = time.monotonic() + CLONE_SECONDS
        while True:
            try:
                return process.communicate(timeout=_POLL_SECONDS)
            except subprocess.TimeoutExpired:
                if time.monotonic() > deadline:
                    raise DataError(f"{self.address} took too long.") from None
                if _packed_bytes(folder) > CLONE_BYTES:
                    raise DataError(f"{self.address} is larger than it should be.") from None


@dataclass(frozen=True, slots=True)
class Archive:
    """One file, which is kept as `name`."""

    address: str
    pin: str
    name: str

    def bring(self, folder: Path) -> None:
        """Download the file and check its SHA-256."""
        host = urlsplit(self.address).netloc or self.address
        try:
            data = self._download()
        except (OSError, http.client.HTTPException) as error:
            raise DataError(f"{host} does not send it: {_reason(error)}") from None
        if hashlib.sha256(data).hexdigest() != self.pin:
            raise DataError(f"what {host} sends has not the hash {self.pin[:12]}….")
        (folder / self.name).write_bytes(data)

    def _download(self) -> bytes:
        request = urllib.request.Request(self.address, headers={"User-Agent": "inkcalc"})
        deadline = time.monotonic() + DOWNLOAD_SECONDS
        data = bytearray()
        with urllib.request.urlopen(request, timeout=SILENCE_SECONDS) as answer:
            while chunk := answer.read1(_CHUNK_BYTES):
                data += chunk
                if len(data) > ARCHIVE_BYTES:
                    raise DataError(f"{self.address} is larger than it should be.")
                if time.monotonic() > deadline:
                    raise DataError(f"{self.address} took too long.")
        return bytes(data)


@dataclass(frozen=True, slots=True)
class TorchvisionMnist:
    """MNIST, fetched and checked by torchvision, which is not needed before."""

    address: str = "torchvision.datasets.MNIST"

    @property
    def pin(self) -> str:
        """Return the sums that torchvision checks its downloads against."""
        from torchvision.datasets import MNIST

        return "+".join(md5 for _, md5 in MNIST.resources)

    def bring(self, folder: Path) -> None:
        """Download the files."""
        from torchvision.datasets import MNIST

        try:
            with _impatient():
                MNIST(folder, download=True)
        except (OSError, RuntimeError, http.client.HTTPException) as error:
            raise DataError(f"torchvision cannot download it: {_reason(error)}") from None


@contextmanager
def _impatient() -> Iterator[None]:
    """Let every new connection give up on a silent host."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(SILENCE_SECONDS)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


def _git_environment() -> dict[str, str]:
    """Return an environment in which git asks nobody and gives up on a host that is too slow."""
    kept = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    patience = {
        "GIT_HTTP_LOW_SPEED_LIMIT": str(_SLOWEST),
        "GIT_HTTP_LOW_SPEED_TIME": f"{SILENCE_SECONDS:.0f}",
    }
    return {**kept, **patience, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}


def _packed_bytes(folder: Path) -> int:
    """Return the size of what git has received so far."""
    total = 0
    for path in folder.glob(".git/objects/pack/*"):
        with suppress(FileNotFoundError):  # git renames what is complete
            total += path.stat().st_size
    return total


def _reason(error: Exception) -> str:
    """Return why a download failed; urllib wraps what was refused before an answer came."""
    if isinstance(error, URLError) and not isinstance(error, HTTPError):
        return _last(str(error.reason))
    return _last(str(error) or type(error).__name__)


def _last(text: str) -> str:
    """Return the last line of a complaint, as the end of a sentence."""
    lines = text.strip().splitlines() or ["no reason given"]
    return lines[-1].strip().removesuffix(".") + "."

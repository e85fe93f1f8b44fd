"""Measure a running server: time to its first answer, memory, and time of a reading over HTTP.

`python -m training.serving FOLDER` starts `python -m webapp serve` in a process of its own and
sends it expressions of FOLDER's sets from one client, each canvas once: what was written before
helps no later one. Then the same canvases are sent as they grow, after each stroke, as the page
does.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np

from segmentation.codecs import ink_to_json
from segmentation.ink import Ink
from training.benchmarks import Expression, grouped_expressions
from training.canvases import growing, long_expression, resized
from training.datasets import DataError
from training.options import folder_argument, only_option
from training.report import lay_out

SHORT = 15
"""Symbols; the most that an expression of the first kind has."""
LONG = 40
"""Symbols; how many the expressions of the second kind are made to have."""
SETS = ("composed2014", "crohme2014_linear", "crohme2014_calc")
_LONG_GROWING = 5  # of so many long expressions, one is sent growing: each is 60 requests
_ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)")
_RESIDENT = re.compile(r"VmHWM:\s+(\d+) kB")


@dataclass(frozen=True, slots=True)
class ServingFigures:
    """What was measured: seconds, megabytes (None where the system does not tell), milliseconds.

    `times` are of readings, by what was sent.
    """

    first_answer_s: float
    peak_mb: float | None
    times: dict[str, list[float]]


def measure(canvases: dict[str, Sequence[Sequence[Ink]]]) -> ServingFigures:
    """Start a server, send it canvases, and end it.

    A canvas is the ink of one request or of several, of which only the last is timed.
    """
    started = time.perf_counter()
    with server() as (pid, port):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        _read(connection, Ink.of([[[0, 0], [0, 40]]]))
        first = time.perf_counter() - started
        times = {
            name: [_last(connection, canvas) for canvas in each] for name, each in canvases.items()
        }
        connection.close()
        peak = peak_mb(pid)
    return ServingFigures(first, peak, times)


def canvases(
    expressions: Sequence[Expression], count: int, rng: np.random.Generator
) -> dict[str, Sequence[Sequence[Ink]]]:
    """Return what is sent: short and long expressions, `count` long ones, whole and growing."""
    short = [each.ink for each in expressions if len(each.groups) <= SHORT]
    long = [long_expression(expressions, LONG, rng) for _ in range(count)]
    few_short = short[:: max(1, len(short) // count)]
    few_long = long[::_LONG_GROWING]
    return {
        f"up to {SHORT} symbols": [[resized(ink, rng)] for ink in short],
        f"{LONG} symbols": [[resized(ink, rng)] for ink in long],
        f"up to {SHORT} symbols, growing": [[*growing(resized(ink, rng))] for ink in few_short],
        f"{LONG} symbols, growing": [[*growing(resized(ink, rng))] for ink in few_long],
    }


@contextmanager
def server() -> Iterator[tuple[int, int]]:
    """Serve in a process of its own on a free port: yield the process's number and the port.

    Its state is its own too, and goes with it.
    """
    command = [sys.executable, "-m", "webapp", "serve", "--port", "0"]
    with (
        tempfile.TemporaryDirectory() as home,
        subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
            env={**os.environ, "INKCALC_HOME": home},
        ) as process,
    ):
        try:
            line = process.stdout.readline() if process.stdout else ""
            found = _ADDRESS.search(line)
            if found is None:
                raise RuntimeError(f"the server did not say its address: {line!r}")
            yield process.pid, int(found[1])
        finally:
            process.terminate()


def _last(connection: http.client.HTTPConnection, inks: Iterable[Ink]) -> float:
    """Send ink after ink, and return the milliseconds of the last."""
    return [_read(connection, ink) for ink in inks][-1]


def _read(connection: http.client.HTTPConnection, ink: Ink) -> float:
    """Send ink and return the milliseconds until its reading was there whole."""
    body = json.dumps(ink_to_json(ink))
    started = time.perf_counter()
    connection.request("POST", "/api/v1/read/ink", body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    response.read()
    if response.status != 200:
        raise RuntimeError(f"the server answered {response.status}")
    return (time.perf_counter() - started) * 1000


def peak_mb(pid: int) -> float | None:
    """Return the most memory a process ever took, in megabytes, where the system tells."""
    status = Path(f"/proc/{pid}/status")
    found = _RESIDENT.search(status.read_text()) if status.exists() else None
    return int(found[1]) / 1024 if found else None


@click.command()
@folder_argument
@only_option(SETS)
@click.option(
    "--count",
    type=click.IntRange(min=1),
    default=60,
    show_default=True,
    help=f"Expressions of {LONG} symbols, and about so many shorter ones that are sent growing.",
)
@click.option("--seed", default=0, show_default=True, help="Seed of what is put together.")
def main(folder: Path, only: tuple[str, ...], count: int, seed: int) -> None:
    """Measure a server with the expressions of FOLDER's sets."""
    try:
        expressions = grouped_expressions(folder, only)
    except DataError as error:
        raise click.ClickException(str(error)) from None
    figures = measure(canvases(expressions, count, np.random.default_rng(seed)))
    memory = "unknown" if figures.peak_mb is None else f"{figures.peak_mb:.0f} MB"
    click.echo(f"first answer {figures.first_answer_s:.2f} s after the start, peak memory {memory}")
    rows = [(name, str(len(each)), *percentiles(each)) for name, each in figures.times.items()]
    click.echo(lay_out(("over HTTP", "n", "p50 ms", "p95 ms"), rows))


def percentiles(times: Sequence[float]) -> Iterator[str]:
    """Yield the median and the 95th percentile as text."""
    yield from (f"{value:.1f}" for value in np.percentile(times, [50, 95]))


if __name__ == "__main__":
    main()

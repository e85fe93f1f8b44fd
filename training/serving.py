"""Measure a running server: time to its first answer, memory, and time of a reading over HTTP.

`python -m training.serving FOLDER` starts `python -m webapp serve` in a process of its own and
sends it expressions of FOLDER's sets, over and over, from one client at a time.
"""

from __future__ import annotations

import http.client
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np

from segmentation.codecs import ink_to_json
from training.benchmarks import Expression, load_expressions

_ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)")
_RESIDENT = re.compile(r"VmHWM:\s+(\d+) kB")


@dataclass(frozen=True, slots=True)
class ServingFigures:
    """What was measured: seconds, megabytes (None where the system does not tell), milliseconds."""

    first_answer_s: float
    peak_mb: float | None
    readings: int
    p50_ms: float
    p95_ms: float


def measure(expressions: Sequence[Expression], rounds: int) -> ServingFigures:
    """Start a server, send each expression `rounds` times, and end the server."""
    bodies = [json.dumps(ink_to_json(expression.ink)) for expression in expressions]
    started = time.perf_counter()
    with _server() as (process, port):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        _read(connection, bodies[0])
        first = time.perf_counter() - started
        times = [_read(connection, body) for _ in range(rounds) for body in bodies]
        connection.close()
        peak = _peak_mb(process.pid)
    p50, p95 = np.percentile(times, [50, 95])
    return ServingFigures(first, peak, len(times), float(p50), float(p95))


@contextmanager
def _server() -> Iterator[tuple[subprocess.Popen[str], int]]:
    command = [sys.executable, "-m", "webapp", "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, bufsize=1) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            found = _ADDRESS.search(line)
            if found is None:
                raise RuntimeError(f"the server did not say its address: {line!r}")
            yield process, int(found[1])
        finally:
            process.terminate()


def _read(connection: http.client.HTTPConnection, body: str) -> float:
    """Send ink and return the milliseconds until its reading was there whole."""
    started = time.perf_counter()
    connection.request("POST", "/api/v1/read/ink", body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    response.read()
    if response.status != 200:
        raise RuntimeError(f"the server answered {response.status}")
    return (time.perf_counter() - started) * 1000


def _peak_mb(pid: int) -> float | None:
    status = Path(f"/proc/{pid}/status")
    found = _RESIDENT.search(status.read_text()) if status.exists() else None
    return int(found[1]) / 1024 if found else None


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--symbols", default=10, show_default=True, help="Symbols in each expression.")
@click.option("--rounds", default=10, show_default=True, help="How often each is sent.")
def main(folder: Path, symbols: int, rounds: int) -> None:
    """Measure a server with the expressions in FOLDER that have so many symbols."""
    chosen = [each for each in load_expressions(folder) if len(each.groups) == symbols]
    if not chosen:
        raise click.ClickException(f"no expression of {symbols} symbols in {folder.name}")
    figures = measure(chosen, rounds)
    memory = "unknown" if figures.peak_mb is None else f"{figures.peak_mb:.0f} MB"
    click.echo(f"first answer {figures.first_answer_s:.2f} s after the start, peak memory {memory}")
    click.echo(
        f"{symbols} symbols over HTTP: p50 {figures.p50_ms:.1f} ms, p95 {figures.p95_ms:.1f} ms "
        f"({figures.readings} readings of {len(chosen)} expressions)"
    )


if __name__ == "__main__":
    main()

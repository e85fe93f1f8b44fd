"""Measure a running server with photos: the time from upload to answer, and its peak memory.

`python -m training.photo_serving FOLDER` draws expressions of FOLDER's sets on sheets of paper, as
large as phones photograph them, and sends them to a server: first one after the other, then to
another server four at a time, over and over.
"""

from __future__ import annotations

import http.client
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import click
import numpy as np
from PIL import Image, ImageDraw

from segmentation.ink import Ink
from training.benchmarks import grouped_expressions
from training.datasets import DataError
from training.options import folder_argument, only_option
from training.report import lay_out
from training.serving import SETS, peak_mb, percentiles, server

SIZE = (4000, 3000)
"""Pixels: 12 megapixels."""
AT_ONCE = 4
_ROOM = 0.15
"""Of the width, left free on both sides of the writing."""
_LIGHT = (150.0, 235.0)
"""Levels of the paper in the darkest and in the lightest corner."""
_PEN = (35, 40, 95)
_PEN_WIDTH = 22
"""Pixels."""
_NOISE = 4.0
"""Levels, the standard deviation of what the sensor adds; it makes files as large as phones do."""
_QUALITY = 90
_BOUNDARY = "photo-of-a-sheet"


def sheet(ink: Ink, rng: np.random.Generator) -> bytes:
    """Return a JPEG of a sheet of paper in uneven light with ink on it, of SIZE."""
    across, down = (np.linspace(0, 1, side, dtype=np.float32) for side in SIZE)
    light = _LIGHT[0] + (_LIGHT[1] - _LIGHT[0]) * (across[None] + down[:, None]) / 2
    grains = rng.normal(0, _NOISE, light.shape).astype(np.float32)
    paper = Image.fromarray(np.clip(light + grains, 0, 255).astype(np.uint8)).convert("RGB")
    draw = ImageDraw.Draw(paper)
    scale = min(SIZE[0] * (1 - 2 * _ROOM) / max(ink.box.width, 1e-9), SIZE[1] / 3 / ink.box.height)
    for stroke in ink.strokes:
        points = (stroke.points - (ink.box.x0, ink.box.y0)) * scale
        placed = [(x + SIZE[0] * _ROOM, y + SIZE[1] / 3) for x, y in points.tolist()]
        draw.line(placed * (2 if len(placed) == 1 else 1), _PEN, _PEN_WIDTH, joint="curve")
    file = BytesIO()
    paper.save(file, "JPEG", quality=_QUALITY)
    return file.getvalue()


def measure_times(photos: Sequence[bytes]) -> list[float]:
    """Start a server, send photos one after the other, and return the milliseconds of each."""
    with server() as (_, port):
        return [_send(port, photo) for photo in photos]


def measure_memory(photos: Sequence[bytes]) -> tuple[list[float], float | None]:
    """Start a server, send photos AT_ONCE at a time; return milliseconds and the peak in MB."""
    with server() as (pid, port), ThreadPoolExecutor(AT_ONCE) as senders:
        times = list(senders.map(lambda photo: _send(port, photo), photos))
        return times, peak_mb(pid)


def _send(port: int, photo: bytes) -> float:
    """Send a photo and return the milliseconds until its reading was there whole."""
    head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"'
    body = head.encode() + b"\r\n\r\n" + photo + f"\r\n--{_BOUNDARY}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    started = time.perf_counter()
    connection.request("POST", "/api/v1/read/photo", body, headers)
    response = connection.getresponse()
    response.read()
    took = (time.perf_counter() - started) * 1000
    connection.close()
    if response.status != 200:
        raise RuntimeError(f"the server answered {response.status}")
    return took


@click.command()
@folder_argument
@only_option(SETS[:1])
@click.option("--count", type=click.IntRange(min=AT_ONCE), default=20, show_default=True)
@click.option("--seed", default=0, show_default=True, help="Seed of the choice and of the noise.")
def main(folder: Path, only: tuple[str, ...], count: int, seed: int) -> None:
    """Measure a server with photos of the expressions of FOLDER's sets."""
    try:
        expressions = grouped_expressions(folder, only)
    except DataError as error:
        raise click.ClickException(str(error)) from None
    rng = np.random.default_rng(seed)
    chosen = rng.choice(len(expressions), size=count, replace=len(expressions) < count)
    photos = [sheet(expressions[at].ink, rng) for at in chosen]
    single = measure_times(photos)
    several, peak = measure_memory(photos)
    rows = [("one", *percentiles(single)), (f"{AT_ONCE}", *percentiles(several))]
    megabytes = np.mean([len(photo) for photo in photos]) / 2**20
    click.echo(f"{count} photos of {SIZE[0]} × {SIZE[1]} pixels, {megabytes:.1f} MB on average")
    click.echo(lay_out(("at once", "p50 ms", "p95 ms"), rows))
    memory = "unknown" if peak is None else f"{peak:.0f} MB"
    click.echo(f"peak memory of the server with {AT_ONCE} uploads at once: {memory}")


if __name__ == "__main__":
    main()

"""Public data sets in small, on this machine: nothing here comes from a host."""

from __future__ import annotations

import hashlib
import io
import json
import socket
import subprocess
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from training.conversion import PENDIGITS_ARCHIVE
from training.datasets import DataError
from training.fetching import fetch
from training.origins import Archive, Repository
from training.sources import SOURCES, Source

TABLE = {source.name: source for source in SOURCES}
UNIPEN = b""".SEGMENT DIGIT 0 ? "7"
.COMMENT 7 1 1
.PEN_DOWN
  100 300
  140 300
  120 200
.PEN_UP
.SEGMENT DIGIT 1-2 ? "4"
.PEN_DOWN
 10 50
 30 20
.PEN_UP
.PEN_DOWN
 30 60
.PEN_UP
"""


def picture(size: tuple[int, int] = (28, 28), paper: int = 255, form: str = "PNG") -> bytes:
    """Draw an upright bar in the middle of paper."""
    pixels = np.full((size[1], size[0]), paper, np.uint8)
    middle = size[0] // 2
    pixels[size[1] // 4 : -size[1] // 4, middle - 1 : middle + 1] = 255 - paper
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, form)
    return file.getvalue()


def canvas_picture() -> bytes:
    """Draw a black bar on a transparent canvas."""
    image = Image.new("RGBA", (56, 56))
    image.paste((0, 0, 0, 255), (26, 14, 30, 42))
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def blank() -> bytes:
    file = io.BytesIO()
    Image.new("L", (28, 28), 255).save(file, "PNG")
    return file.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file.getvalue()


def drawn(label: str) -> bytes:
    points = [{"x": 1.26, "y": 2.04, "t": 5}, {"x": 30, "y": 40, "t": 9}]
    return json.dumps({"strokes": [points, []], "label": label}).encode()


FILES = {
    "README.md": b"All layouts in one repository.",
    "symbols/slash-0001.png": picture(paper=0),
    "symbols/dot-0000.png": picture(paper=0),
    "symbols/7-0002.png": picture(paper=0),
    "symbols/plus-0003.png": blank(),
    "symbols/plus-0004.png": b"no picture",
    "mdas_symbol_dataset/v1.zip": zipped(
        {
            "symbols_partitioned/train/division_obelus/a.png": canvas_picture(),
            "symbols_partitioned/train/multiplication_dot/b.png": canvas_picture(),
            "symbols_partitioned/test/division_obelus/c.png": canvas_picture(),
        }
    ),
    "task1/B09/data/lp/1.png": picture(),
    "task1/B09/data/div/2.jpg": picture((20, 40), form="JPEG"),
    "task1/B09/data/other/3.png": picture(),
    "data/shared/symbols/(/0001.json": drawn("("),
    "data/shared/symbols/dot/0001.json": drawn("dot"),
    "data/shared/symbols/dot/0002.json": b'{"strokes": [], "label": "dot"}',
}


@dataclass(frozen=True, slots=True)
class Local:
    """A repository on this machine."""

    address: str
    commit: str

    def instead_of(self, name: str, samples: int, **changed: str) -> Source:
        """Return a source of the table that comes from here and has other samples."""
        origin = TABLE[name].origin
        assert isinstance(origin, Repository)
        pin = self.commit[: len(origin.pin)]
        here = replace(origin, **{"address": self.address, "pin": pin, **changed})
        return replace(TABLE[name], origin=here, samples=samples)


def make_repository(folder: Path) -> Local:
    """Make a repository that has the layouts of all."""
    for name, data in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "All layouts"]):
        git(folder, *arguments)
    git(folder, "config", "uploadpack.allowFilter", "true")
    return Local(folder.as_uri(), git(folder, "rev-parse", "HEAD").strip())


def git(folder: Path, *arguments: str) -> str:
    who = ["-c", "user.name=Test", "-c", "user.email=test@localhost", "-c", "commit.gpgsign=false"]
    command = ["git", *who, "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def compressed(data: bytes) -> bytes:
    """Pack short data as the Unix program `compress` does (LZW), one code of 9 bits a byte."""
    assert len(data) < 256  # from here on codes have 10 bits
    bits = sum(byte << 9 * place for place, byte in enumerate(data))
    return b"\x1f\x9d\x90" + bits.to_bytes(-(-9 * len(data) // 8), "little")


def pendigits(folder: Path, pin: str | None = None, **members: bytes) -> Source:
    """Return the source of pendigits, two digits in a file of this machine."""
    data = zipped(members or {"pendigits-orig.tra.Z": compressed(UNIPEN)})
    path = folder / "digits.zip"
    path.write_bytes(data)
    pin = pin or hashlib.sha256(data).hexdigest()
    origin = Archive(path.as_uri(), pin, PENDIGITS_ARCHIVE)
    return replace(TABLE["pendigits_train"], origin=origin, samples=2)


def failure(source: Source, folder: Path) -> str:
    """Fetch a source that cannot be fetched; return why, and check that nothing is left."""
    with pytest.raises(DataError) as caught:
        fetch([source], folder, print)
    assert list(folder.glob("**/*")) == []
    why = str(caught.value)
    assert why.startswith(f"{source.name} could not be fetched: ")
    assert why.endswith(".") and "\n" not in why and ".." not in why
    return why


@contextmanager
def host(folder: Path) -> Iterator[str]:
    """Serve a folder by HTTP, and give its address."""
    handler = partial(QuietHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


class QuietHandler(SimpleHTTPRequestHandler):
    """A handler that keeps no log."""

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def silent_host() -> Iterator[str]:
    """Accept connections and never answer."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/digits.zip"

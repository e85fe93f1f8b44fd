"""The forms of an export in the making, each a part of one ZIP."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from typing import IO, Protocol, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from calculator.given import SAMPLE_LABELS
from training.exchange.classes import FOLDERS
from training.exchange.drawing import IDX_SIDE, idx_picture
from training.exchange.idx import idx_header
from training.exchange.inkml import inkml_of
from training.exchange.labelled import Labelled
from training.exchange.rows import ROWS_FILE, row_of
from training.pictures import Picture, as_png

_IN_MEMORY = 4 * 2**20
"""Bytes of one growing file; what is beyond lies in a file without a name until the end."""
_EARLIEST, _LATEST = 1980, 2107
"""Years; the dates of files in a ZIP are no others."""


class Part(Protocol):
    """One form of an export."""

    def add(self, sample: Labelled, picture: Picture) -> None:
        """Take a sample in; `picture` shows it, ink 255 on paper 0."""

    def finish(self) -> None:
        """Write what cannot be written before all samples are there."""


class FolderPart:
    """Pictures in a folder a class, as torchvision's ImageFolder reads them."""

    def __init__(self, archive: ZipFile, stack: ExitStack) -> None:
        self._archive = archive

    def add(self, sample: Labelled, picture: Picture) -> None:
        name = f"images/{FOLDERS[sample.label]}/{sample.id}.png"
        self._archive.writestr(_info(name, sample, ZIP_STORED), as_png(picture))

    def finish(self) -> None:
        pass


class InkmlPart:
    """A document of InkML a sample."""

    def __init__(self, archive: ZipFile, stack: ExitStack) -> None:
        self._archive = archive

    def add(self, sample: Labelled, picture: Picture) -> None:
        own = sample.ink.select(range(sample.own))
        info = _info(f"inkml/{sample.id}.inkml", sample, ZIP_DEFLATED)
        self._archive.writestr(info, inkml_of(sample.label, own))

    def finish(self) -> None:
        pass


class IdxPart:
    """The two files of MNIST, and the names of their labels."""

    def __init__(self, archive: ZipFile, stack: ExitStack) -> None:
        self._archive = archive
        self._images, self._labels = _growing(stack), _growing(stack)
        self._count = 0

    def add(self, sample: Labelled, picture: Picture) -> None:
        self._images.write(idx_picture(picture).tobytes())
        self._labels.write(bytes([SAMPLE_LABELS.index(sample.label)]))
        self._count += 1

    def finish(self) -> None:
        if self._count == 0:  # no reader takes such files
            return
        sizes = (self._count, IDX_SIDE, IDX_SIDE)
        self._pack("images-idx3-ubyte.gz", idx_header(sizes), self._images)
        self._pack("labels-idx1-ubyte.gz", idx_header(sizes[:1]), self._labels)
        names = "".join(f"{FOLDERS[label]}\n" for label in SAMPLE_LABELS)
        self._archive.writestr("idx/labels.txt", names)

    def _pack(self, name: str, header: bytes, values: IO[bytes]) -> None:
        values.seek(0)
        with self._archive.open(f"idx/{name}", "w") as file, gzip.open(file, "wb") as packed:
            packed.write(header)
            shutil.copyfileobj(values, packed)


class RowsPart:
    """Everything of every sample, a row each."""

    def __init__(self, archive: ZipFile, stack: ExitStack) -> None:
        self._archive = archive
        self._rows = _growing(stack)

    def add(self, sample: Labelled, picture: Picture) -> None:
        self._rows.write(json.dumps(row_of(sample), ensure_ascii=False).encode() + b"\n")

    def finish(self) -> None:
        self._rows.seek(0)
        with self._archive.open(ROWS_FILE, "w") as file:
            shutil.copyfileobj(self._rows, file)


PARTS: dict[str, Callable[[ZipFile, ExitStack], Part]] = {
    "all": RowsPart,
    "folder": FolderPart,
    "idx": IdxPart,
    "inkml": InkmlPart,
}
"""The part of each form; the rows are in an export of all only."""


def _growing(stack: ExitStack) -> IO[bytes]:
    return cast(IO[bytes], stack.enter_context(SpooledTemporaryFile(_IN_MEMORY)))


def _info(name: str, sample: Labelled, packing: int) -> ZipInfo:
    made = sample.created.timetuple()
    year = min(max(made.tm_year, _EARLIEST), _LATEST)
    info = ZipInfo(name, (year, *made[1:6]))
    info.compress_type = packing
    info.external_attr = 0o644 << 16
    return info

"""IDX, the form of MNIST: a file of pictures, and beside it one of their labels.

A file starts with two zero bytes, the type of its values (8 is unsigned bytes), the number of its
dimensions, and their sizes as big-endian 32 bits; the values follow (http://yann.lecun.com/exdb/mnist).
"""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import prod
from typing import BinaryIO, cast

import numpy as np

from training.exchange.classes import label_of
from training.exchange.entries import Entry, as_told, readable
from training.exchange.specimen import Found, Skipped, Specimen, Unreadable, foreign
from training.pictures import PictureError, as_png, inked, reduced, traced

MAX_PICTURES = 300_000
MAX_SIDE = 512
MAX_BYTES = 2**29
IMAGES, LABELS = 3, 1
"""The numbers of dimensions of a file of pictures and one of labels."""

_START = b"\x00\x00\x08"
_GZIP_START = b"\x1f\x8b"
_CHUNK = 2**20
_MAX_NAMES_BYTES = 64 * 1024
_DIGITS = tuple("0123456789")
_NAMES_FILE = re.compile(r"(?i)(.*mapping|labels|classes)\.txt")
# The pictures of EMNIST lie on their sides, mirrored.
_TRANSPOSED = re.compile(r"(?i)emnist")


@dataclass(frozen=True, slots=True)
class IdxFile:
    """A file of IDX: its entry, and the sizes that its header says."""

    entry: Entry
    shape: tuple[int, ...]

    @property
    def dimensions(self) -> int:
        return len(self.shape)


@dataclass(frozen=True, slots=True)
class IdxPair:
    """Pictures with their labels; `names` are what the labels 0, 1, 2 … mean, a name each."""

    images: IdxFile
    labels: IdxFile
    names: tuple[str, ...] = _DIGITS

    @property
    def count(self) -> int:
        return self.images.shape[0]

    def read(self) -> Iterator[Found]:
        """Yield what each picture is; those of other classes are told of together, with the last.

        Raises Unreadable where a file breaks off.
        """
        others: Counter[str] = Counter()
        with _unpacked(self.images.entry) as images, _unpacked(self.labels.entry) as labels:
            images.seek(_header_size(self.images))
            labels.seek(_header_size(self.labels))
            for number in range(self.count):
                pixels = _exactly(images, prod(self.images.shape[1:]))
                name = self._name(_exactly(labels, 1)[0])
                label = label_of(name)
                if label is None:
                    others[name] += 1
                found: Found = () if label is None else (self._specimen(number, label, pixels),)
                if number == self.count - 1 and others:
                    found += (foreign(self._shown, others.total(), others.keys()),)
                yield found

    @property
    def _shown(self) -> str:
        return as_told(self.images.entry.name)

    def _name(self, value: int) -> str:
        return self.names[value] if value < len(self.names) else f"number {value}"

    def _specimen(self, number: int, label: str, pixels: bytes) -> Specimen | Skipped:
        name = f"{self._shown}, picture {number + 1:,}"
        grey = np.frombuffer(pixels, np.uint8).reshape(self.images.shape[1:])
        if _TRANSPOSED.match(self.images.entry.parts[-1]):
            grey = grey.T
        try:
            picture = inked(reduced(grey))
            return Specimen(name, label, traced(picture), as_png(picture))
        except PictureError as error:
            return Skipped(name, error.message)


def idx_file(entry: Entry) -> IdxFile | None:
    """Return what the header of a file says, or None for a file that is not of this form.

    Raises Unreadable where the header and the size of the file do not agree, or are beyond limits.
    """
    with _unpacked(entry) as file:
        head = file.read(4)
        if head[:3] != _START or head[3:] not in (bytes([IMAGES]), bytes([LABELS])):
            return None
        shape = tuple(int.from_bytes(_exactly(file, 4), "big") for _ in range(head[3]))
        _check_shape(shape)
        _check_size(file, prod(shape))
    return IdxFile(entry, shape)


def pairs_of(
    files: Sequence[IdxFile], others: Iterable[Entry]
) -> tuple[list[IdxPair], list[IdxFile]]:
    """Put each file of pictures together with its labels, and return also what has no partner.

    Partners lie in one folder and have the same name but for `images` and `labels`, or else are the
    only two that can be partners. Files such as `labels.txt` among `others` name the labels.
    """
    lists = [entry for entry in others if entry.parts and _NAMES_FILE.fullmatch(entry.parts[-1])]
    images = [file for file in files if file.dimensions == IMAGES]
    waiting = [file for file in files if file.dimensions == LABELS]
    pairs, lonely = [], []
    for image in images:
        partner = _partner(image, waiting, images)
        if partner is None:
            lonely.append(image)
            continue
        waiting.remove(partner)
        pairs.append(IdxPair(image, partner, _names(image, lists)))
    return pairs, lonely + waiting


def is_list_of_names(entry: Entry) -> bool:
    """Say whether a file may name the labels of files of this form."""
    return bool(entry.parts) and _NAMES_FILE.fullmatch(entry.parts[-1]) is not None


def idx_header(shape: Sequence[int]) -> bytes:
    """Return how a file of unsigned bytes with these sizes starts."""
    sizes = b"".join(size.to_bytes(4, "big") for size in shape)
    return _START + bytes([len(shape)]) + sizes


def _partner(
    image: IdxFile, waiting: Sequence[IdxFile], images: Sequence[IdxFile]
) -> IdxFile | None:
    fitting = [file for file in waiting if _fits(file, image)]
    named = [file for file in fitting if _stem(file) == _stem(image)]
    rivals = [other for other in images if any(_fits(file, other) for file in fitting)]
    if not named and len(fitting) == 1 and len(rivals) == 1:
        return fitting[0]
    return named[0] if len(named) == 1 else None


def _fits(labels: IdxFile, images: IdxFile) -> bool:
    together = labels.entry.parts[:-1] == images.entry.parts[:-1]
    return together and labels.shape[0] == images.shape[0]


def _stem(file: IdxFile) -> str:
    name = file.entry.parts[-1].lower().removesuffix(".gz")
    return re.sub(r"images|labels", "", name).replace("idx3", "idx").replace("idx1", "idx")


def _names(image: IdxFile, lists: Sequence[Entry]) -> tuple[str, ...]:
    """Return what the labels mean: as a list in the same folder says, or the digits."""
    near = [entry for entry in lists if entry.parts[:-1] == image.entry.parts[:-1]]
    own = [entry for entry in near if _shared(entry, image)] or near
    if len(own) != 1:
        return _DIGITS
    try:
        text = own[0].read(_MAX_NAMES_BYTES).decode("utf-8", "replace")
    except Unreadable:
        return ()  # what was meant is not known, and it need not be digits
    return names_of_labels(text) or _DIGITS


def _shared(entry: Entry, image: IdxFile) -> bool:
    """Say whether a list of names is named as its pictures are: `emnist-digits-mapping.txt`."""
    stem = re.sub(r"(?i)-?(mapping|labels|classes)\.txt$", "", entry.parts[-1])
    return bool(stem) and image.entry.parts[-1].startswith(stem)


def names_of_labels(text: str) -> tuple[str, ...]:
    """Read a list of names: one a line, or, as EMNIST has them, numbers with their ASCII codes."""
    rows = [line.split() for line in text.splitlines() if line.strip()]
    coded = len(rows) > 0 and all(
        len(row) >= 2 and row[0] == str(at) and row[1].isdecimal() and len(row[1]) < 4
        for at, row in enumerate(rows)
    )
    return tuple(chr(int(row[1])) if coded else " ".join(row) for row in rows)


def _check_shape(shape: tuple[int, ...]) -> None:
    if shape[0] > MAX_PICTURES:
        raise Unreadable("too_many_pictures", f"It has more than {MAX_PICTURES:,} pictures.")
    if 0 in shape or max(shape[1:], default=1) > MAX_SIDE or prod(shape) > MAX_BYTES:
        raise Unreadable("wrong_size", "Its header tells of sizes that no pictures have.")


def _check_size(file: BinaryIO, size: int) -> None:
    """Read on to the end, and no further than one byte more than there should be."""
    left = size + 1
    while left > 0:
        read = len(file.read(min(left, _CHUNK)))
        left -= read
        if not read:
            break
    if left != 1:
        raise Unreadable("wrong_size", "Its header and its size do not agree.")


def _header_size(file: IdxFile) -> int:
    return 4 + 4 * file.dimensions


@contextmanager
def _unpacked(entry: Entry) -> Iterator[BinaryIO]:
    """Open an entry, and through it what is packed by gzip, as far as it is read."""
    with readable(entry) as file:
        start = file.read(len(_GZIP_START))
        file.seek(0)
        if start != _GZIP_START:
            yield file
            return
        with gzip.GzipFile(fileobj=file) as unpacked:
            yield cast(BinaryIO, unpacked)


def _exactly(file: BinaryIO, size: int) -> bytes:
    data = file.read(size)
    if len(data) < size:
        raise Unreadable("wrong_size", "It breaks off before its end.")
    return data

"""Entries: files of an import, wherever they lie, by names that lead nowhere."""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from zipfile import BadZipFile

from training.exchange.specimen import Skipped, Unreadable

_DRIVE = re.compile(r"[A-Za-z]:")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_MOST_SIGNS = 160
"""Of a name that is told to a person."""
_OF_SYSTEMS = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
_FOLDER_OF_SYSTEMS, _PART_OF_SYSTEMS = "__MACOSX", "._"


@dataclass(frozen=True, slots=True)
class Entry:
    """One file: `name` is its path within what is imported, its parts parted by `/`.

    Nothing is ever written under that name. `open` gives its bytes, no more than `size` of them.
    """

    name: str
    size: int
    open: Callable[[], BinaryIO]

    @property
    def parts(self) -> tuple[str, ...]:
        """Return the folders of the file, the outermost first, and its own name."""
        return tuple(part for part in self.name.split("/") if part)

    @property
    def suffix(self) -> str:
        """Return the end of the file's name, from its last point, in small letters."""
        return os.path.splitext(self.name)[1].lower()

    def read(self, limit: int) -> bytes:
        """Return all its bytes; raises Unreadable for a broken file, or one above the limit."""
        if self.size > limit:
            raise Unreadable("too_large", f"It is larger than {limit // 2**20} MB.")
        with readable(self) as file:
            return file.read(limit)


def entry_of(name: str, data: bytes) -> Entry:
    """Return a file that lies in memory."""
    return Entry(name, len(data), lambda: BytesIO(data))


@contextmanager
def readable(entry: Entry) -> Iterator[BinaryIO]:
    """Open an entry; what goes wrong while it is read is raised as Unreadable."""
    try:
        with entry.open() as file:
            yield file
    except (BadZipFile, EOFError, NotImplementedError, RuntimeError, zlib.error) as error:
        raise Unreadable("broken_file", "The file is broken or not complete.") from error
    except OSError as error:
        told = error.strerror or "it is broken or not complete"
        raise Unreadable("unreadable_file", f"The file cannot be read: {told}.") from error


def entries_of_path(path: Path) -> Iterator[Entry | Skipped]:
    """Walk a file or a folder; links within are not followed, and told of.

    The name of the folder itself is the first part of its files' names.
    """
    if path.is_file():
        yield _on_disk(path.name, path)
        return
    root = path.resolve()
    closed: list[OSError] = []
    for folder, folders, files in os.walk(root, onerror=closed.append):
        folders.sort()
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        for name in sorted([*files, *links]):
            full = Path(folder, name)
            shown = "/".join((root.name, *full.relative_to(root).parts))
            if full.is_symlink():
                yield Skipped(as_told(shown), "It is a link, and links are not followed.")
            elif full.is_file():
                yield _on_disk(shown, full)
            else:
                yield Skipped(as_told(shown), "It is no ordinary file.")
    for error in closed:
        told = f"The folder cannot be read: {error.strerror}."
        yield Skipped(as_told(os.path.relpath(error.filename, root.parent)), told)


def flaw_of(name: str) -> str | None:
    """Say why a name is refused: it could lead out of where it lies."""
    if name.startswith("/") or _DRIVE.match(name):
        return "Its name is a path from the root of a disk."
    if ".." in name.split("/"):
        return "Its name leads out of its folder."
    if "\\" in name or "\0" in name:
        return "Its name has a sign that names of files in archives must not have."
    return None


def as_told(name: str) -> str:
    """Return a name as it is told to a person: on one line, and not endless."""
    shown = _UNPRINTABLE.sub("\ufffd", name)
    return shown if len(shown) <= _MOST_SIGNS else f"…{shown[1 - _MOST_SIGNS :]}"


def is_of_system(entry: Entry) -> bool:
    """Say whether a file is one of those that operating systems leave everywhere."""
    own = entry.parts[-1] if entry.parts else ""
    return (
        own.lower() in _OF_SYSTEMS
        or own.startswith(_PART_OF_SYSTEMS)
        or _FOLDER_OF_SYSTEMS in entry.parts
    )


def _on_disk(name: str, path: Path) -> Entry:
    return Entry(name, path.stat().st_size, lambda: path.open("rb"))

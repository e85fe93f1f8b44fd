"""Archives: the files of a ZIP, read in memory and within bounds; none is ever unpacked to a disk.

What an archive says of itself is checked before Python's own reader, which believes it, is asked.
"""

from __future__ import annotations

import stat
import struct
from collections.abc import Iterator
from typing import BinaryIO, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from training.exchange.entries import Entry, as_told, flaw_of
from training.exchange.specimen import Skipped, Unreadable
from training.pictures import MAX_FILE_BYTES

MAX_ENTRIES = 50_000
"""Of all archives of an import together."""
MAX_UNPACKED_BYTES = 2**30
"""Of all entries together."""
MAX_RATIO = 200
"""Of an entry's size to its packed size, where it is larger than any picture that is read."""

_END = struct.Struct("<4s4H2LH")
_END_SIGN, _END64_SIGN, _ENTRY_SIGN = b"PK\5\6", b"PK\6\7", b"PK\1\2"
_END64_SIZE = 20
_ENTRY_SIZE = 46
_LENGTHS = struct.Struct("<3H")  # of name, extra and comment, 28 bytes after an entry's start
_LONGEST_COMMENT = 2**16
_ENCRYPTED = 1  # flag


def open_archive(file: BinaryIO, most: int = MAX_ENTRIES) -> ZipFile:
    """Open a ZIP of at most so many files; raises Unreadable for a broken or excessive one."""
    try:
        _check_directory(file, most)
        archive = ZipFile(file)
    except (BadZipFile, ValueError, NotImplementedError, struct.error, OSError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable("broken_archive", "This ZIP is broken or not complete.") from error
    if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED_BYTES:
        archive.close()
        told = f"This ZIP unpacks to more than {MAX_UNPACKED_BYTES // 2**20:,} MB."
        raise Unreadable("too_large", told)
    return archive


def entries_of_archive(name: str, archive: ZipFile) -> Iterator[Entry | Skipped]:
    """Yield the files of a ZIP; `name` is its own, and comes before theirs."""
    for info in archive.infolist():
        if info.is_dir():
            continue
        shown = f"{name}/{info.filename}"
        flaw = _flaw(info)
        yield Skipped(as_told(shown), flaw) if flaw else _entry(shown, archive, info)


def _entry(name: str, archive: ZipFile, info: ZipInfo) -> Entry:
    return Entry(name, info.file_size, lambda: cast(BinaryIO, archive.open(info)))


def _flaw(info: ZipInfo) -> str | None:
    """Say why an entry is refused, or None."""
    if stat.S_ISLNK(info.external_attr >> 16):
        return "It is a link."
    if info.flag_bits & _ENCRYPTED:
        return "It is encrypted."
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        return "It is packed in a way that is not read here; pack it as an ordinary ZIP."
    if info.filename.lower().endswith(".zip"):
        return "It is an archive in an archive; send it by itself."
    if info.file_size > max(MAX_FILE_BYTES, MAX_RATIO * info.compress_size):
        return "It unpacks to far more than any such file."
    return flaw_of(info.orig_filename)


def _check_directory(file: BinaryIO, most: int) -> None:
    """Count the entries before a list of them is made; raises Unreadable, or BadZipFile."""
    size = file.seek(0, 2)
    tail_size = min(size, _LONGEST_COMMENT + _END.size + _END64_SIZE)
    file.seek(size - tail_size)
    tail = file.read(tail_size)
    at = _end_of_directory(tail)
    if tail[max(0, at - _END64_SIZE) : at].startswith(_END64_SIGN):
        raise Unreadable("too_large", "This ZIP is in the form of huge ones, which is not read.")
    directory_size = _END.unpack_from(tail, at)[5]
    start = size - tail_size + at - directory_size
    if start < 0:
        raise BadZipFile
    file.seek(start)
    _count(file.read(directory_size), most)


def _end_of_directory(tail: bytes) -> int:
    """Return where the end of the directory is told, as Python's reader finds it."""
    last = len(tail) - _END.size
    if last >= 0 and tail.startswith(_END_SIGN, last) and tail.endswith(b"\0\0"):
        return last
    at = tail.rfind(_END_SIGN)
    if at < 0 or at > last:
        raise BadZipFile
    return at


def _count(directory: bytes, most: int) -> None:
    at = count = 0
    while directory.startswith(_ENTRY_SIGN, at):
        count += 1
        if count > most:
            told = f"More than {MAX_ENTRIES:,} files in archives are not taken at once."
            raise Unreadable("too_many_files", told)
        at += _ENTRY_SIZE + sum(_LENGTHS.unpack_from(directory, at + 28))

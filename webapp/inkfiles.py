"""Files of ink: JSON or InkML, told apart by their content."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

from segmentation.codecs import InkError, ink_from_json
from segmentation.ink import Ink
from segmentation.inkml import ink_from_inkml
from webapp.strict_json import JsonError, parse_json

MAX_FILE_BYTES = 8 * 1024 * 1024
STANDARD_INPUT = Path("-")

_PHOTO_STARTS = (b"\x89PNG", b"\xff\xd8\xff", b"RIFF", b"BM", b"GIF8")
_WIDE_XML_STARTS = (b"\xff\xfe<", b"\xfe\xff\x00<", b"<\x00", b"\x00<")
"""How XML starts in UTF-16, where a zero byte stands before or after each sign."""


def load_ink(path: Path) -> Ink:
    """Return the ink of a file (`-` is the standard input), or raise InkError."""
    data = _load(path)
    if data.startswith(_PHOTO_STARTS):
        raise InkError("unsupported", "Photos are not read yet, only ink (JSON or InkML).")
    if path.suffix.lower() == ".inkml" or _is_xml(data):
        return ink_from_inkml(data)
    try:
        return ink_from_json(parse_json(data))
    except JsonError as error:
        raise InkError("bad_json", str(error)) from None


def _load(path: Path) -> bytes:
    if path == STANDARD_INPUT:
        return _bounded(sys.stdin.buffer)
    try:
        # Opening a pipe or a device could wait for ever.
        if path.exists() and not path.is_file():
            raise InkError("unreadable_file", "This is not a file; `-` reads a pipe.")
        with path.open("rb") as file:
            return _bounded(file)
    except OSError as error:
        raise InkError("unreadable_file", f"The file cannot be read: {error.strerror}.") from None


def _bounded(file: BinaryIO) -> bytes:
    data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise InkError("too_large", f"The file is larger than {MAX_FILE_BYTES // 2**20} MB.")
    return data


def _is_xml(data: bytes) -> bool:
    return (
        data.startswith(_WIDE_XML_STARTS) or data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<"
    )

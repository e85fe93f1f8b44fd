"""Files of ink (JSON or InkML) and of photos, told apart by their content."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

from segmentation.codecs import InkError, ink_from_json
from segmentation.errors import InputError
from segmentation.ink import Ink
from segmentation.inkml import ink_from_inkml
from segmentation.photo.files import MAX_FILE_BYTES, Photo, open_photo
from segmentation.photo.formats import is_other_file, photo_format
from webapp.strict_json import JsonError, parse_json

MAX_INK_BYTES = 8 * 2**20
STANDARD_INPUT = Path("-")

_PHOTO_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp"})
_JSON_STARTS = (b"{", b"[")
_WIDE_XML_STARTS = (b"\xff\xfe<", b"\xfe\xff\x00<", b"<\x00", b"\x00<")
"""How XML starts in UTF-16, where a zero byte stands before or after each sign."""


def load(path: Path) -> Ink | Photo:
    """Return what a file (`-` is the standard input) holds, or raise InputError."""
    data = load_bytes(path)
    if _is_photo(data, path.suffix.lower()):
        return open_photo(data)
    if len(data) > MAX_INK_BYTES:
        raise InkError("too_large", f"The file is larger than {MAX_INK_BYTES // 2**20} MB.")
    if path.suffix.lower() == ".inkml" or _is_xml(data):
        return ink_from_inkml(data)
    try:
        return ink_from_json(parse_json(data))
    except JsonError as error:
        raise InkError("bad_json", str(error)) from None


def load_bytes(path: Path) -> bytes:
    """Return what is in a file (`-` is the standard input), or raise InputError."""
    if path == STANDARD_INPUT:
        return _bounded(sys.stdin.buffer)
    try:
        # Opening a pipe or a device could wait for ever.
        if path.exists() and not path.is_file():
            raise InputError("unreadable_file", "This is not a file; `-` reads a pipe.")
        with path.open("rb") as file:
            return _bounded(file)
    except OSError as error:
        told = f"The file cannot be read: {error.strerror}."
        raise InputError("unreadable_file", told) from None


def _bounded(file: BinaryIO) -> bytes:
    data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise InputError("too_large", f"The file is larger than {MAX_FILE_BYTES // 2**20} MB.")
    return data


def _is_photo(data: bytes, suffix: str) -> bool:
    """Say whether a file is a photo, another picture, or called a photo and no ink."""
    if photo_format(data) or is_other_file(data):
        return True
    is_ink = data.lstrip().startswith(_JSON_STARTS) or _is_xml(data)
    return suffix in _PHOTO_SUFFIXES and not is_ink


def _is_xml(data: bytes) -> bool:
    return (
        data.startswith(_WIDE_XML_STARTS) or data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<"
    )

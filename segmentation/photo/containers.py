"""Containers: what of a photo's file is picture, and what it says of the camera.

Only the picture goes to the decoder. What cameras, editors and enemies write beside it (EXIF,
thumbnails, profiles, texts, further frames) is not unpacked, however large or broken it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_JPEG_START = b"\xff\xd8"
_EXIF_START = b"Exif\0\0"
_APPLICATION_1, _SCAN, _FILL = 0xE1, 0xDA, 0xFF
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_SEQUENTIAL_FRAMES = frozenset({0xC0, 0xC1, 0xC9})
_BESIDE = frozenset({*range(0xE0, 0xF0), 0xFE} - {0xE0, 0xEE})
"""Applications and comments, but for JFIF and Adobe, which say what the components are."""

_PNG_START = b"\x89PNG\r\n\x1a\n"
_PICTURE_CHUNKS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds.

    `picture` is the file without what is not picture; `exif` is its EXIF, empty where there is
    none. `passes` is how often the decoder goes over the whole picture, which it then holds in
    memory; 0 where it needs no more than some rows at a time.
    """

    picture: bytes
    exif: bytes = b""
    passes: int = 0


def jpeg_contents(data: bytes) -> Contents:
    """Take a JPEG apart; from where that cannot be followed, it is kept as it is."""
    kept, exif, frame, scan = [_JPEG_START], b"", b"", b""
    for marker, segment in _segments(data):
        if marker == _APPLICATION_1 and segment[4:].startswith(_EXIF_START):
            exif = exif or segment[4:]
        if marker not in _BESIDE:
            kept.append(segment)
        frame = segment if marker in _FRAMES else frame
        scan = segment
    return Contents(b"".join(kept), exif, _passes(frame, scan))


def png_contents(data: bytes) -> Contents:
    """Take a PNG apart; its end is where it cannot be followed."""
    kept, exif = [_PNG_START], b""
    for kind, chunk in _chunks(data):
        if kind == b"eXIf":
            exif = chunk[8:-4]
        if kind in _PICTURE_CHUNKS:
            kept.append(chunk)
    return Contents(b"".join(kept), exif)


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the segments of a JPEG before its first scan by their markers, then all the rest."""
    at = len(_JPEG_START)
    while at + 4 <= len(data) and data[at] == _FILL and data[at + 1] != _SCAN:
        # Any number of bytes may fill the space before a marker.
        is_fill = data[at + 1] == _FILL
        end = at + 1 if is_fill else at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        yield data[at + 1], data[at:end]
        at = end
    yield _SCAN, data[at:]


def _passes(frame: bytes, scan: bytes) -> int:
    """Return how many passes a picture has from its frame's header and all that follows."""
    is_sequential = frame[1:2] and frame[1] in _SEQUENTIAL_FRAMES
    # One pass suffices if the first scan has all components.
    if is_sequential and scan.startswith(b"\xff\xda") and scan[4:5] == frame[9:10]:
        return 0
    return scan.count(b"\xff\xda")


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the chunks of a PNG, whole with lengths and checksums, by their types."""
    at = len(_PNG_START)
    while at + 8 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        yield data[at + 4 : at + 8], data[at:end]
        at = end

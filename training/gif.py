"""GIF: only its first picture goes to the decoder, whatever else lies in the file."""

from __future__ import annotations

from segmentation.photo.containers import Contents

_STARTS = (b"GIF87a", b"GIF89a")
_HEADER = 13
"""Bytes up to the table of colours that all pictures share."""
_EXTENSION, _PICTURE, _END = 0x21, 0x2C, b"\x3b"
_CONTROL = 0xF9
"""The extension that says which colour is nothing."""


def is_gif(data: bytes) -> bool:
    """Say whether a file begins as a GIF does."""
    return data.startswith(_STARTS)


def gif_contents(data: bytes) -> Contents:
    """Take a GIF apart: comments, which may be endless, and further pictures are left out."""
    at = _HEADER + _colours(data[10:11])
    kept = [data[:at]]
    while data[at : at + 1] == bytes([_EXTENSION]):
        end = _after_blocks(data, at + 2)
        if data[at + 1 : at + 2] == bytes([_CONTROL]):
            kept.append(data[at:end])
        at = end
    if data[at : at + 1] == bytes([_PICTURE]):
        blocks = at + 10 + _colours(data[at + 9 : at + 10]) + 1
        kept.append(data[at : _after_blocks(data, blocks)])
    return Contents(b"".join(kept) + _END)


def _colours(flags: bytes) -> int:
    """Return how many bytes the table of colours has that these flags tell of."""
    return 3 * 2 ** ((flags[0] & 7) + 1) if flags and flags[0] & 0x80 else 0


def _after_blocks(data: bytes, at: int) -> int:
    """Return where the row of blocks ends that starts at a place: after an empty one."""
    while at < len(data) and data[at]:
        at += 1 + data[at]
    return at + 1

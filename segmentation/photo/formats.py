"""Formats of files, told by how they begin: photos that can be read, and what others are."""

from __future__ import annotations

import re
from typing import Literal

PhotoFormat = Literal["PNG", "JPEG", "WebP", "BMP"]

_PHOTOS: tuple[tuple[PhotoFormat, re.Pattern[bytes]], ...] = (
    ("PNG", re.compile(rb"\x89PNG")),
    ("JPEG", re.compile(rb"\xff\xd8\xff")),
    ("WebP", re.compile(rb"(?s)RIFF.{4}WEBP")),
    ("BMP", re.compile(rb"BM")),
)
_SAVE = "save it as JPEG or PNG"
_SEND = "send the picture itself as JPEG or PNG"
_OTHERS: tuple[tuple[str, str, re.Pattern[bytes]], ...] = (
    ("a GIF", _SAVE, re.compile(rb"GIF8")),
    ("a TIFF or a raw picture", _SAVE, re.compile(rb"II[*+]\x00|MM\x00[*+]")),
    ("an HEIC picture", _SAVE, re.compile(rb"(?s).{4}ftyp(hei|hev|mif1|msf1)")),
    ("an AVIF picture", _SAVE, re.compile(rb"(?s).{4}ftypavi")),
    ("a JPEG 2000 picture", _SAVE, re.compile(rb"\x00\x00\x00\x0cjP  |\xff\x4f\xff\x51")),
    ("a JPEG XL picture", _SAVE, re.compile(rb"\xff\x0a|\x00\x00\x00\x0cJXL ")),
    ("a Photoshop file", _SAVE, re.compile(rb"8BPS")),
    ("an icon", _SAVE, re.compile(rb"\x00\x00[\x01\x02]\x00")),
    ("a film", "take a single picture", re.compile(rb"(?s).{4}(ftyp|moov|mdat)|\x1aE\xdf\xa3")),
    ("sound or film", _SEND, re.compile(rb"RIFF|OggS|ID3")),
    (
        "an archive or an office document",
        _SEND,
        re.compile(rb"PK\x03\x04|\xd0\xcf\x11\xe0|\x1f\x8b"),
    ),
    (
        "a PDF",
        "take a picture of the page or export it as PNG",
        re.compile(rb"(?s).{0,1024}?%PDF-"),
    ),
    ("an SVG drawing", "export it as PNG", re.compile(rb"(?s).{0,4096}?<(\w+:)?svg[\s>]")),
    ("a web page", _SEND, re.compile(rb"(?i)\s*<(!doctype html|html)")),
)
"""What it is, what to do about it, and how it begins; the first that fits is meant."""
_INK = re.compile(rb'(?s)\s*\{\s*"|.{0,1024}?<(\w+:)?ink[\s>]')


def photo_format(data: bytes) -> PhotoFormat | None:
    """Return which of the formats that can be read a file seems to have, or None."""
    return next((name for name, start in _PHOTOS if start.match(data)), None)


def refusal(data: bytes) -> str:
    """Return in one sentence what a file that is no photo is instead, and what to do about it."""
    for name, advice, start in _OTHERS:
        if start.match(data):
            return f"This is {name}, not a photo; {advice}."
    if _INK.match(data):
        return "This is ink, not a photo."
    return "This is no photo that can be read; take a JPEG, PNG, WebP or BMP."


def is_other_file(data: bytes) -> bool:
    """Say whether a file is known, though it is neither a photo that can be read nor ink."""
    return any(start.match(data) for _, _, start in _OTHERS)

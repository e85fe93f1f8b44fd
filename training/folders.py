"""Folders of a person's own pictures: one sub-folder a symbol, any size, dark on light or light."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from calculator.given import NO_SYMBOL
from segmentation.ink import Ink
from training.datasets import DataError, SourceCard, target_of
from training.exchange.classes import label_of
from training.pictures import MAX_FILE_BYTES, SUFFIXES, PictureError, symbol_picture, traced
from training.samples import OUTLIER, Samples


def load_picture_folder(folder: Path) -> tuple[Samples, SourceCard, list[str]]:
    """Load pictures from sub-folders named after symbols; broken and blank ones are left out.

    Returns the samples, their card, and the hash of each picture. Raises DataError for a
    sub-folder that names no symbol, and when no picture can be used.
    """
    inks, targets, hashes, digest = [], [], [], hashlib.sha256()
    for target, path in _listed(folder):
        data = _read(path)
        ink = _ink(data)
        if ink is not None:
            digest.update(f"{target}\0".encode() + data)
            inks.append(ink)
            targets.append(target)
            hashes.append(hashlib.sha256(data).hexdigest())
    if not inks:
        raise DataError(f"{folder.name} has no pictures in sub-folders named after symbols.")
    outliers = targets.count(OUTLIER)
    card = SourceCard(folder.name, digest.hexdigest(), len(inks) - outliers, outliers)
    return Samples.of(folder.name, inks, targets), card, hashes


def _listed(folder: Path) -> Iterator[tuple[int, Path]]:
    for symbol in sorted(path for path in folder.iterdir() if path.is_dir()):
        label = label_of(symbol.name)
        if label is None:
            raise DataError(
                f"{folder.name}/{symbol.name} names no symbol; what is none belongs in `other`."
            )
        target = OUTLIER if label == NO_SYMBOL else target_of(label)
        # A dot cannot be told from × by its shape; the calculator reads it from its place.
        if target is not None:
            pictures = (path for path in symbol.rglob("*") if path.suffix.lower() in SUFFIXES)
            yield from ((target, path) for path in sorted(pictures))


def _read(path: Path) -> bytes:
    """Return the bytes of a file, or none where it cannot be read or is too large."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError:
        return b""
    return data if len(data) <= MAX_FILE_BYTES else b""


def _ink(data: bytes) -> Ink | None:
    try:
        return traced(symbol_picture(data))
    except PictureError:
        return None

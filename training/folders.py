"""Folders of a person's own pictures: one sub-folder a symbol, any size, dark on light or light."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from recognizer.alphabet import INDEX, canonical
from segmentation.tracing import trace
from training.datasets import DataError, SourceCard
from training.pictures import Picture, is_light, open_grey
from training.samples import OUTLIER, Samples

_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".webp"})
_LARGEST = 64  # pixels; larger pictures are scaled down to this before they are traced
_OTHER = "other"
"""The folder of pictures that are no symbol."""
# File systems refuse some signs, so words do as well.
_WORDS = {
    **{"plus": "+", "add": "+", "minus": "-", "sub": "-", "subtract": "-"},
    **{"times": "×", "mul": "×", "multiply": "×", "dot": "×"},
    **{"div": "÷", "divide": "÷", "slash": "÷", "obelus": "÷"},
    **{"open": "(", "left": "(", "lp": "(", "close": ")", "right": ")", "rp": ")"},
}


def load_picture_folder(folder: Path) -> tuple[Samples, SourceCard]:
    """Load pictures from sub-folders named after symbols; broken and blank ones are left out.

    Raises DataError for a sub-folder that names no symbol, and when no picture can be used.
    """
    inks, targets, digest = [], [], hashlib.sha256()
    for target, path in _listed(folder):
        picture = open_grey(path)
        ink = None if picture is None else trace(_small(picture))
        if ink is not None and ink.strokes:
            digest.update(f"{target}\0".encode() + path.read_bytes())
            inks.append(ink)
            targets.append(target)
    if not inks:
        raise DataError(f"{folder.name} has no pictures in sub-folders named after symbols.")
    outliers = targets.count(OUTLIER)
    card = SourceCard(folder.name, digest.hexdigest(), len(inks) - outliers, outliers)
    return Samples.of(folder.name, inks, targets), card


def _listed(folder: Path) -> Iterator[tuple[int, Path]]:
    for symbol in sorted(path for path in folder.iterdir() if path.is_dir()):
        target = _target(symbol.name)
        if target is None:
            raise DataError(
                f"{folder.name}/{symbol.name} names no symbol; what is none belongs in `{_OTHER}`."
            )
        pictures = (path for path in symbol.rglob("*") if path.suffix.lower() in _SUFFIXES)
        yield from ((target, path) for path in sorted(pictures))


def _target(name: str) -> int | None:
    if name.lower() == _OTHER:
        return OUTLIER
    label = canonical(_WORDS.get(name.lower(), name))
    return None if label is None else INDEX[label]


def _small(picture: Picture) -> Picture:
    """Return a picture no larger than tracing wants, ink 255 on paper 0."""
    image = Image.fromarray(255 - picture if is_light([picture]) else picture)
    image.thumbnail((_LARGEST, _LARGEST))
    return np.asarray(image)

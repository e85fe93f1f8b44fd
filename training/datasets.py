"""Data sets: files of labelled pictures and strokes become samples.

The formats are those of the collected sets: `*.npz` with `images` uint8 (n, 28, 28), ink 255 on
paper 0, and `labels`; `*.jsonl.gz` with an object a row that has `label` and `strokes`. Pictures
are traced, so that they are drawn by the same pen as ink; a file is traced once and then cached.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from recognizer.alphabet import INDEX, canonical
from segmentation.ink import Ink
from segmentation.tracing import trace
from training.lookalikes import LOOKALIKES
from training.samples import OUTLIER, Samples

_PICTURE_SUFFIXES = {".png", ".jpg", ".jpeg", ".bmp", ".webp"}
_FOLDER_PICTURE_SIZE = 64  # px; larger pictures of a folder are scaled down to this before tracing
_WORTH_A_POOL = 1000  # pictures
_TRACING_VERSION = 2  # counted up when tracing changes, so that what is cached is not used


class DataError(ValueError):
    """Data that cannot be used, in words for the person who gave it."""


@dataclass(frozen=True, slots=True)
class SourceCard:
    """What the model card says of one source."""

    name: str
    sha256: str
    samples: int
    outliers: int


# What the names of a set mean; None leaves a sample out. Names not listed mean themselves.
_MATHNOTE = {
    "times": "×",
    "dot": "·",
    "div": "÷",
    "slash": "/",
    "colon": ":",
    "lbrace": "{",
    "rbrace": "}",
    "prime": "\\prime",
}
# The dots of bhmsds are blown up to blobs, and its x and z are written like × and 2.
_BHMSDS = {"·": None, "z": None}


def load_samples(path: Path, cache: Path) -> tuple[Samples, SourceCard]:
    """Load one file of samples; raises DataError for a file of another form."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    name = path.name.partition(".")[0]
    load = _pictures if path.suffix == ".npz" else _strokes
    samples = _cached(cache / f"{digest[:16]}-{_TRACING_VERSION}.npz", name, lambda: load(path))
    outliers = int((samples.target == OUTLIER).sum())
    return samples, SourceCard(name, digest, len(samples) - outliers, outliers)


def load_picture_folder(folder: Path) -> tuple[Samples, SourceCard]:
    """Load pictures from sub-folders named after the classes, in either polarity.

    Raises DataError when there is none that can be used.
    """
    inks, targets, digest = [], [], hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in _PICTURE_SUFFIXES):
        target = target_of(path.parent.name)
        ink = trace(_open_picture(path)) if target is not None else Ink(())
        if target is not None and ink.strokes:
            digest.update(path.read_bytes())
            inks.append(ink)
            targets.append(target)
    if not inks:
        raise DataError(f"{folder.name} has no pictures in sub-folders named after symbols.")
    samples = Samples.of(folder.name, inks, targets)
    return samples, SourceCard(folder.name, digest.hexdigest(), len(inks), 0)


def target_of(name: str) -> int | None:
    """Return the class index that a label means, OUTLIER for foreign ones, None for lookalikes."""
    label = canonical(name)
    if label is not None:
        return INDEX[label]
    return None if name in LOOKALIKES else OUTLIER


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Read a gzipped file of JSON rows; raises DataError for a file of another form."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") as rows:
            return [json.loads(row) for row in rows]
    except (ValueError, OSError, EOFError) as error:
        raise DataError(f"{path.name} is not a file of gzipped JSON rows.") from error


def read_pictures(path: Path) -> tuple[np.ndarray[Any, np.dtype[np.uint8]], list[str]]:
    """Read the pictures (n, 28, 28) and labels of an npz file; nothing in it is unpickled.

    Raises DataError for a file of another form.
    """
    try:
        with np.load(path, allow_pickle=False) as data:
            return data["images"], [str(label) for label in data["labels"]]
    except (ValueError, KeyError, OSError, BadZipFile) as error:
        raise DataError(f"{path.name} is not a set of labelled pictures.") from error


def trace_all(pictures: Iterable[np.ndarray[Any, np.dtype[np.uint8]]]) -> list[Ink]:
    """Trace many pictures, on all cores where that is worth starting processes."""
    pictures = list(pictures)
    if len(pictures) < _WORTH_A_POOL:
        return [trace(picture) for picture in pictures]
    with Pool() as pool:
        strokes = pool.map(_trace_points, pictures, chunksize=256)
    return [Ink.of(points) for points in strokes]


def _trace_points(picture: np.ndarray[Any, np.dtype[np.uint8]]) -> list[np.ndarray[Any, Any]]:
    return [stroke.points for stroke in trace(picture).strokes]


def _pictures(path: Path) -> Samples:
    pictures, labels = read_pictures(path)
    renamed = _BHMSDS if path.name.startswith("bhmsds") else {}
    targets = _targets(labels, renamed)
    chosen = [i for i, target in enumerate(targets) if target is not None]
    inks = trace_all([pictures[i] for i in chosen])
    return _pack(path, inks, [targets[i] for i in chosen])


def _strokes(path: Path) -> Samples:
    rows = read_rows(path)
    if not rows or "label" not in rows[0]:
        raise DataError(f"{path.name} is not a set of labelled symbols.")
    renamed = _MATHNOTE if path.name.startswith("mathnote") else {}
    labels = [row["label"].removesuffix("_cap") for row in rows]
    return _pack(path, [Ink.of(row["strokes"]) for row in rows], _targets(labels, renamed))


def _targets(labels: list[str], renamed: dict[str, Any]) -> list[int | None]:
    names = [renamed.get(label, label) for label in labels]
    return [None if name is None else target_of(name) for name in names]


def _pack(path: Path, inks: list[Ink], targets: list[int | None]) -> Samples:
    pairs = [(i, t) for i, t in zip(inks, targets, strict=True) if t is not None and i.strokes]
    if not pairs:
        raise DataError(f"{path.name} has no symbol that can be used.")
    return Samples.of(path.name.partition(".")[0], [i for i, _ in pairs], [t for _, t in pairs])


def _cached(path: Path, name: str, make: Callable[[], Samples]) -> Samples:
    if path.exists():
        with np.load(path, allow_pickle=False) as data:
            return Samples(name, *(data[k] for k in ("start", "end", "stroke", "offset", "target")))
    samples = make()
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial.npz")
    np.savez_compressed(
        partial,
        start=samples.start,
        end=samples.end,
        stroke=samples.stroke,
        offset=samples.offset,
        target=samples.target,
    )
    partial.replace(path)
    return samples


def _open_picture(path: Path) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Open a picture as ink 255 on paper 0; what most of its border shows is the paper."""
    try:
        with Image.open(path) as image:
            grey = ImageOps.exif_transpose(image).convert("L")
            grey.thumbnail((_FOLDER_PICTURE_SIZE, _FOLDER_PICTURE_SIZE))
            pixels = np.asarray(grey)
    except (UnidentifiedImageError, OSError) as error:
        raise DataError(f"{path.name} is not a picture that can be read.") from error
    border = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    return pixels if np.median(border) < 128 else 255 - pixels

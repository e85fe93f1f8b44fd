"""Data sets: files of labelled pictures and strokes become samples.

The formats are those of the collected sets: `*.npz` with `images` uint8 (n, 28, 28), ink 255 on
paper 0, and `labels`; `*.jsonl.gz` with an object a row that has `label` and `strokes`. Pictures
are traced, so that they are drawn by the same pen as ink; a file is traced once and then cached.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import signal
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from recognizer.alphabet import ALPHABET, INDEX, canonical
from segmentation.ink import Ink
from segmentation.tracing import trace
from training.lookalikes import LOOKALIKES
from training.samples import OUTLIER, Samples

_SET_FILES = ("*.npz", "*_symbols.jsonl.gz", "pendigits_*.jsonl.gz")
_WORTH_A_POOL = 1000  # pictures
_TRACING_VERSION = 3  # counted up when tracing changes, so that what is cached is not used


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


def set_files(folder: Path) -> list[Path]:
    """Return the files of a folder that a training learns from."""
    return sorted({path for pattern in _SET_FILES for path in folder.glob(pattern)})


def set_name(path: Path) -> str:
    """Return the name of a set: that of its file up to the first dot."""
    return path.name.partition(".")[0]


def load_samples(path: Path, cache: Path) -> tuple[Samples, SourceCard]:
    """Load one file of samples; raises DataError for a file of another form."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    name = set_name(path)
    load = _pictures if path.suffix == ".npz" else _strokes
    samples = _cached(cache / f"{digest[:16]}-{_meaning()}.npz", name, lambda: load(path))
    outliers = int((samples.target == OUTLIER).sum())
    return samples, SourceCard(name, digest, len(samples) - outliers, outliers)


def _meaning() -> str:
    """Return a short hash of all that decides what a file's samples become."""
    tables = (ALPHABET, sorted(LOOKALIKES), _MATHNOTE, _BHMSDS, _TRACING_VERSION)
    return hashlib.sha256(repr(tables).encode()).hexdigest()[:8]


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


def read_symbols(path: Path) -> tuple[list[Ink], list[str]]:
    """Read the ink and labels of a file of symbols; raises DataError for a file of another form."""
    try:
        rows = read_rows(path)
        return [Ink.of(row["strokes"]) for row in rows], [str(row["label"]) for row in rows]
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"{path.name} is not a set of labelled symbols.") from error


def trace_all(pictures: Iterable[np.ndarray[Any, np.dtype[np.uint8]]]) -> list[Ink]:
    """Trace many pictures, on all cores where that is worth starting processes."""
    pictures = list(pictures)
    if len(pictures) < _WORTH_A_POOL:
        return [trace(picture) for picture in pictures]
    # What a worker does when it is told to end is not for its children, which the pool tells so.
    with Pool(initializer=signal.signal, initargs=(signal.SIGTERM, signal.SIG_DFL)) as pool:
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
    inks, labels = read_symbols(path)
    renamed = _MATHNOTE if path.name.startswith("mathnote") else {}
    return _pack(path, inks, _targets([label.removesuffix("_cap") for label in labels], renamed))


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
    partial = path.with_suffix(f".{os.getpid()}.partial.npz")
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

"""The sets that a training can learn from: the public ones, and what else is in the data folder.

`training` is imported where it is needed, so that serving starts without it.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

_OWN = "symbols in a file of your own"
_UNKNOWN_LICENCE = "licence not known"


@dataclass(frozen=True, slots=True)
class LearningSet:
    """A set of symbols; `share` is how much of a class usually comes from it.

    One that is not `present` in the data folder is fetched before it is learnt from.
    """

    name: str
    what: str
    samples: int
    licence: str
    share: float
    present: bool


def learning_sets(folder: Path) -> list[LearningSet]:
    """Return the public sets, and those that are in a folder besides."""
    return [*_public(folder), *_others(folder)]


def _public(folder: Path) -> Iterator[LearningSet]:
    from training.mixture import share_of
    from training.sources import SOURCES

    for source in SOURCES:
        present = (folder / source.file).exists()
        share = share_of(source.name, {})
        yield LearningSet(source.name, source.what, source.samples, source.licence, share, present)


def _others(folder: Path) -> Iterator[LearningSet]:
    from training.datasets import set_files, set_name
    from training.mixture import share_of
    from training.sources import SOURCES

    public = {source.file for source in SOURCES}
    for file in (file for file in set_files(folder) if file.name not in public):
        name, status = set_name(file), file.stat()
        samples = _count(file, status.st_mtime_ns, status.st_size)
        yield LearningSet(name, _OWN, samples, _UNKNOWN_LICENCE, share_of(name, {}), True)


@lru_cache(maxsize=256)
def _count(file: Path, changed: int, size: int) -> int:
    """Return how many symbols a file has that was changed then and is so large; 0 if it is none."""
    try:
        if file.suffix == ".npz":
            with np.load(file, allow_pickle=False) as arrays:
                return len(arrays["labels"])
        with gzip.open(file) as rows:
            return sum(1 for _ in rows)
    except (ValueError, LookupError, TypeError, OSError, EOFError, BadZipFile):
        return 0

"""Fetching: the public data sets brought into a folder, in the form that training reads."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from training.conversion import LabelledSet
from training.datasets import DataError
from training.sources import Source

_SLACK = 0.01  # share; a few pictures of the sets are blank, and readers differ on which

Progress = Callable[[str], None]


def fetch(sources: Sequence[Source], folder: Path, progress: Progress) -> None:
    """Bring every set that is missing into `folder`, telling `progress` of each.

    A set is written whole or not at all. One that fails keeps none of the others from being
    fetched; a DataError then names each that failed and why.
    """
    failures = []
    for source in sources:
        there = (folder / source.file).exists()
        progress(source.describe() + ("; already there" if there else ""))
        if not there:
            try:
                fetch_set(source, folder)
            except (DataError, OSError) as error:
                failures.append(f"{source.name} could not be fetched: {str(error).rstrip('.')}.")
    if failures:
        raise DataError(" ".join(failures))


def fetch_set(source: Source, folder: Path) -> None:
    """Bring one set into `folder`; raises DataError or OSError."""
    with TemporaryDirectory(prefix="inkcalc-") as brought:
        source.origin.bring(Path(brought))
        converted = _convert(source, Path(brought))
        write_whole(converted, folder / source.file)


def write_whole(converted: LabelledSet, path: Path) -> None:
    """Write a set so that `path` is there only when all of it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    try:
        with partial.open("wb") as file:
            converted.write(file)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _convert(source: Source, brought: Path) -> LabelledSet:
    """Convert what was brought, and check that it is as much as it should be."""
    try:
        converted = source.convert(brought)
    except DataError:
        raise
    except (ValueError, LookupError, TypeError, zipfile.BadZipFile) as error:
        raise DataError(f"it has another form than it should: {error}.") from error
    count = len(converted.labels)
    if abs(count - source.samples) > _SLACK * source.samples:
        raise DataError(f"it has {count:,} symbols, not {source.samples:,}.")
    return converted

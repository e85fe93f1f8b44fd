"""Gathering: all samples that a training may learn from, each source with what it is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from segmentation.ink import Ink
from training.config import TrainConfig
from training.datasets import (
    DataError,
    SourceCard,
    load_samples,
    read_rows,
    set_files,
    set_name,
    target_of,
)
from training.folders import load_picture_folder
from training.mixture import share_of
from training.samples import OUTLIER, Samples
from training.watch import Watch

OWN = "own samples"
"""The source of what a person wrote, of which whole sessions are held out."""


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """The samples of one source, and its card.

    `keys` say of each sample what it is, or in which session it was written: they decide what is
    held out.
    """

    samples: Samples
    card: SourceCard
    keys: Sequence[str]


def gather(config: TrainConfig, watch: Watch) -> list[Source]:
    """Load every set of the data folder, the person's own pictures and samples.

    What has no share in the mixture is left out. Raises DataError where nothing is left.
    """
    wanted = [path for path in set_files(config.data) if share_of(set_name(path), config.shares)]
    sources = []
    for path in wanted:
        watch.says(f"Loading {set_name(path)}")
        samples, card = load_samples(path, config.cache)
        keys = [f"{card.sha256}/{number}" for number in range(len(samples))]
        sources.append(Source(samples, card, keys))
    if config.images is not None:
        sources.append(Source(*load_picture_folder(config.images)))
    if config.own is not None and share_of(OWN, config.shares):
        sources += _own(config.own)
    if not sources:
        raise DataError(f"{config.data.name} has no data set to train on.")
    return sources


def _own(path: Path) -> Iterator[Source]:
    """Load rows of `label`, `strokes` and `session`; those of no use to a training are left out."""
    rows = [(row, target_of(row["label"])) for row in read_rows(path)]
    used = [(row, target) for row, target in rows if target is not None and row["strokes"]]
    if not used:
        return
    targets = [target for _, target in used]
    samples = Samples.of(OWN, [Ink.of(row["strokes"]) for row, _ in used], targets)
    outliers = targets.count(OUTLIER)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    card = SourceCard(OWN, digest, len(used) - outliers, outliers)
    yield Source(samples, card, [str(row["session"]) for row, _ in used])

"""What is held out of a folder of pictures, the same whatever the seed of a training."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from training.datasets import DataError
from training.picture_folder import LabelledPictures, PictureFolder

_PLACE_DIGITS = 16  # hexadecimal ones of a hash, which say where it lies
_PLACES = float(16**_PLACE_DIGITS)


def split_pictures(
    folder: PictureFolder, share: float
) -> tuple[LabelledPictures, LabelledPictures]:
    """Part pictures into those that are learnt from and those that are held out.

    A part for testing is held out as it is; without one, the hash of each picture decides, and of
    each class at least one picture is held out where it has several. Equal pictures are never on
    both sides. Raises DataError where a class has nothing to learn from.
    """
    everything = folder.everything
    out = folder.is_tested if folder.is_tested.any() else _by_hash(everything, share)
    copies = np.isin(everything.keys, everything.keys[out]) & ~out
    learnt, held_out = everything.subset(~out & ~copies), everything.subset(out)
    for name, count in zip(folder.classes, learnt.counts(len(folder.classes)), strict=True):
        if not count:
            told = "has no picture to learn from that is not held out as well"
            raise DataError(f"{folder.name}/{name} {told}.")
    return learnt, held_out


def _by_hash(pictures: LabelledPictures, share: float) -> NDArray[np.bool_]:
    """Tell which pictures are held out (n,): about a share of those of each class."""
    chosen: set[str] = set()
    for target in np.unique(pictures.targets):
        keys = sorted(set(pictures.keys[pictures.targets == target].tolist()))
        wanted = sum(_place(key) < share for key in keys)
        chosen.update(keys[: min(max(wanted, 1), len(keys) - 1)])
    held_out: NDArray[np.bool_] = np.isin(pictures.keys, sorted(chosen))
    return held_out


def _place(key: str) -> float:
    """Return where a hash lies between 0 and 1, evenly."""
    return int(key[:_PLACE_DIGITS], 16) / _PLACES

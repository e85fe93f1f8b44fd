"""Folders of labelled pictures with classes of their own, read for a network of pictures."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from recognizer.network import SIDE_STEP
from recognizer.picture_fitting import Pixels, fit_picture
from segmentation.errors import InputError
from segmentation.photo.files import MAX_FILE_BYTES, Photo, open_photo
from training.datasets import DataError
from training.picture_layout import Layout, PictureFile

_LEAST_CLASSES = 2
_SIDES = (16, 96)  # pixels, of what a network is shown
_MEASURED = 200  # pictures, from all over a folder, that tell how large they are


@dataclass(frozen=True, slots=True, eq=False)
class LabelledPictures:
    """Pictures as a network is shown them, uint8 (n, side, side, 3), and their classes (n,).

    `keys` are hashes of what each picture was before it was fitted.
    """

    pictures: Pixels
    targets: NDArray[np.intp]
    keys: NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.targets)

    @property
    def side(self) -> int:
        return int(self.pictures.shape[1])

    @property
    def sha256(self) -> str:
        """Return the hash of which pictures these are, and of what class each is."""
        digest = hashlib.sha256()
        for key, target in sorted(zip(self.keys.tolist(), self.targets.tolist(), strict=True)):
            digest.update(f"{key}\0{target}\n".encode())
        return digest.hexdigest()

    def counts(self, classes: int) -> list[int]:
        """Return how many pictures each of so many classes has."""
        counts: list[int] = np.bincount(self.targets, minlength=classes).tolist()
        return counts

    def subset(self, chosen: NDArray[np.bool_]) -> LabelledPictures:
        """Return the chosen pictures, a mask (n,)."""
        return LabelledPictures(self.pictures[chosen], self.targets[chosen], self.keys[chosen])


@dataclass(frozen=True, slots=True, eq=False)
class PictureFolder:
    """The pictures of a folder, whose classes are sorted by name.

    `is_tested` (n,) marks those in a part for testing; `left_out` is how many files are no pictures
    that can be read.
    """

    name: str
    classes: tuple[str, ...]
    everything: LabelledPictures
    is_tested: NDArray[np.bool_]
    left_out: int


def read_picture_folder(folder: Path) -> PictureFolder:
    """Read all pictures that are sorted into classes; broken ones are left out and counted.

    Raises DataError for fewer than two classes, and for a class without a picture.
    """
    layout = Layout.of(folder)
    name = layout.folder.name
    if len(layout.classes) < _LEAST_CLASSES:
        raise DataError(f"{name} has too few classes: two sub-folders or more are needed.")
    files = list(layout.files())
    side = common_side(files)
    shown = tqdm(files, desc="pictures", leave=False)
    read = [(file, *_fitted(photo, side)) for file, photo in _photos(shown)]
    targets = [file.target for file, _, _ in read]
    for target, of_class in enumerate(layout.classes):
        if target not in targets:
            raise DataError(f"{name}/{of_class} has no picture that can be read.")
    everything = LabelledPictures(
        np.stack([picture for _, picture, _ in read]),
        np.array(targets),
        np.array([key for _, _, key in read]),
    )
    is_tested = np.array([file.is_tested for file, _, _ in read])
    left_out = len(files) - len(read)
    return PictureFolder(name, layout.classes, everything, is_tested, left_out)


def common_side(files: Sequence[PictureFile]) -> int:
    """Return the side for pictures of files: what most of them lose nothing in, within limits."""
    measured = files[:: max(1, len(files) // _MEASURED)]
    longest = [max(photo.size) for _, photo in _photos(measured)]
    least, most = _SIDES
    usual = median(longest) if longest else least
    return min(max(SIDE_STEP * math.ceil(usual / SIDE_STEP), least), most)


def _photos(files: Iterable[PictureFile]) -> Iterator[tuple[PictureFile, Photo]]:
    """Open files one after the other, without those that cannot be read."""
    for file in files:
        try:
            with file.path.open("rb") as content:
                yield file, open_photo(content.read(MAX_FILE_BYTES + 1))
        except (OSError, InputError):
            continue


def _fitted(photo: Photo, side: int) -> tuple[Pixels, str]:
    """Return a picture as a network is shown it, and the hash of what it was before."""
    digest = hashlib.sha256(f"{photo.pixels.shape}".encode() + photo.pixels.tobytes())
    return fit_picture(photo.pixels, side), digest.hexdigest()

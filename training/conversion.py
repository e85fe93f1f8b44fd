"""Conversion: what a public data set holds becomes one file in the form that training reads.

Each set has a function from the folder that was fetched to a `LabelledSet`. A picture that is
broken or blank is left out; `training/fetching.py` counts what is left.
"""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from training.datasets import DataError
from training.pictures import Picture, is_light, open_grey

PICTURE_SIDE = 28  # pixels
PENDIGITS_ARCHIVE = "pendigits.zip"

_BHMSDS = {"dot": "·", "minus": "-", "plus": "+", "slash": "/"}  # other names are the labels
_MDAS = {
    "addition_plus": "+",
    "division_obelus": "÷",
    "division_slash": "/",
    "multiplication_cross": "×",
    "multiplication_dot": "·",
    "subtraction_minus": "-",
}
_AIEDU = {"add": "+", "minus": "-", "mul": "×", "div": "÷", "lp": "(", "rp": ")"}
_PENDIGITS_MEMBER = "pendigits-orig.tra.Z"
_UNPACK_SECONDS = 60
_DIGIT = re.compile(r'"(\d)"')


class LabelledSet(Protocol):
    """Labelled symbols that can be written as one file."""

    @property
    def labels(self) -> tuple[str, ...]:
        """Return the label of each symbol."""

    def write(self, file: BinaryIO) -> None:
        """Write all symbols into an open file, the same bytes for the same symbols."""


@dataclass(frozen=True, slots=True, eq=False)
class PictureSet:
    """Pictures uint8 (n, 28, 28), ink 255 on paper 0, and their labels: an npz file."""

    images: Picture
    labels: tuple[str, ...]

    def write(self, file: BinaryIO) -> None:
        """Write the pictures in the form that `training.datasets.read_pictures` reads."""
        np.savez_compressed(file, images=self.images, labels=np.array(self.labels))


@dataclass(frozen=True, slots=True)
class StrokeSet:
    """Strokes of points `[x, y]`, x right, y down, and their labels: a gzipped file of rows."""

    labels: tuple[str, ...]
    strokes: tuple[list[list[list[float]]], ...]

    def write(self, file: BinaryIO) -> None:
        """Write the strokes in the form that `training.datasets.read_rows` reads."""
        with gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0) as rows:
            for label, strokes in zip(self.labels, self.strokes, strict=True):
                row = json.dumps({"label": label, "strokes": strokes}, ensure_ascii=False)
                rows.write(f"{row}\n".encode())


def mnist(folder: Path) -> PictureSet:
    """Convert the training part of MNIST as torchvision keeps it."""
    from torchvision.datasets import MNIST  # the table of sources is read without torch too

    data = MNIST(folder, train=True)
    return PictureSet(data.data.numpy(), tuple(str(label) for label in data.targets.tolist()))


def bhmsds(folder: Path) -> PictureSet:
    """Convert `symbols/<name>-<number>.png`."""
    paths = sorted(folder.glob("symbols/*-*.png"))
    names = [path.stem.rpartition("-")[0] for path in paths]
    return _picture_set(paths, [_BHMSDS.get(name, name) for name in names])


def mdas(folder: Path) -> PictureSet:
    """Convert the training part, `symbols_partitioned/train/<name>/*.png`."""
    return _in_named_folders(folder, "symbols_partitioned/train/*/*.png", _MDAS)


def aiedu(folder: Path) -> PictureSet:
    """Convert pictures in folders named after operators, wherever these are."""
    return _in_named_folders(folder, "*/*", _AIEDU)


def mathnote(folder: Path) -> StrokeSet:
    """Convert `symbols/<label>/<number>.json`, points rounded to a tenth of a pixel."""
    paths = sorted(folder.rglob("symbols/*/*.json"))
    rows = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
    inks = [[_rounded(stroke) for stroke in row["strokes"] if stroke] for row in rows]
    written = [(row["label"], ink) for row, ink in zip(rows, inks, strict=True) if ink]
    return StrokeSet(tuple(label for label, _ in written), tuple(ink for _, ink in written))


def _rounded(stroke: Sequence[Mapping[str, float]]) -> list[list[float]]:
    return [[round(point["x"], 1), round(point["y"], 1)] for point in stroke]


def pendigits(folder: Path) -> StrokeSet:
    """Convert the training part of the original tablet data, a UNIPEN file packed twice."""
    with zipfile.ZipFile(folder / PENDIGITS_ARCHIVE) as archive:
        packed = archive.read(_PENDIGITS_MEMBER)
    return read_unipen(_uncompress(packed).decode("latin-1"))


def read_unipen(text: str) -> StrokeSet:
    """Read the digits of a UNIPEN text; the tablet's y grows upwards, that of the result down."""
    digits = re.split(r"^\s*\.SEGMENT\b", text, flags=re.MULTILINE)[1:]
    labels, inks = [], []
    for digit in digits:
        label = _DIGIT.search(digit.partition("\n")[0])
        pens = [part.partition(".PEN_UP")[0].split() for part in digit.split(".PEN_DOWN")[1:]]
        strokes = [np.array(pen, dtype=int).reshape(-1, 2) for pen in pens if pen]
        if label and strokes:
            labels.append(label[1])
            inks.append(_turned_down(strokes))
    return StrokeSet(tuple(labels), tuple(inks))


def _turned_down(strokes: Sequence[NDArray[np.int_]]) -> list[list[list[float]]]:
    points = np.vstack(strokes)
    left, top = points[:, 0].min(), points[:, 1].max()
    return [((stroke - [left, top]) * [1, -1]).tolist() for stroke in strokes]


def _in_named_folders(folder: Path, pattern: str, names: Mapping[str, str]) -> PictureSet:
    """Convert the pictures in folders that `names` lists; zip files are looked into if need be."""
    found = _listed(folder, pattern, names)
    if not found:
        for path in sorted(folder.rglob("*.zip")):
            with zipfile.ZipFile(path) as archive:
                archive.extractall(path.with_suffix(""))
        found = _listed(folder, pattern, names)
    return _picture_set(found, [names[path.parent.name] for path in found])


def _listed(folder: Path, pattern: str, names: Mapping[str, str]) -> list[Path]:
    return sorted(path for path in folder.rglob(pattern) if path.parent.name in names)


def _picture_set(paths: Iterable[Path], labels: Iterable[str]) -> PictureSet:
    """Read pictures; what most of all their borders show is paper, dark or light."""
    read = [(open_grey(path), label) for path, label in zip(paths, labels, strict=True)]
    kept = [(pixels, label) for pixels, label in read if pixels is not None]
    if not kept:
        raise DataError("no picture was found where its pictures should be.")
    light = is_light([pixels for pixels, _ in kept])
    fitted = [_fit(255 - pixels if light else pixels) for pixels, _ in kept]
    return PictureSet(np.stack(fitted), tuple(label for _, label in kept))


def _fit(pixels: Picture) -> Picture:
    """Scale a picture into 28×28 with its aspect kept, paper 0 around it."""
    if pixels.shape == (PICTURE_SIDE, PICTURE_SIDE):
        return pixels
    return np.asarray(ImageOps.pad(Image.fromarray(pixels), (PICTURE_SIDE, PICTURE_SIDE), color=0))


def _uncompress(packed: bytes) -> bytes:
    """Unpack a file of the Unix program `compress`, which Python cannot, by `gzip`."""
    program = shutil.which("gzip")
    if program is None:
        raise DataError("the program gzip, which unpacks it, is not installed.")
    try:
        done: subprocess.CompletedProcess[bytes] = subprocess.run(
            [program, "-dc"], input=packed, capture_output=True, timeout=_UNPACK_SECONDS, check=True
        )
    except subprocess.SubprocessError:
        raise DataError(f"{_PENDIGITS_MEMBER} cannot be unpacked.") from None
    return done.stdout

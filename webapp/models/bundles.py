"""Bundles as files: taken from a folder, written to one, and packed as a ZIP."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np

from recognizer.alphabet import LABELS
from recognizer.bundle import (
    CARD_FILE,
    PICTURES,
    SYMBOLS,
    Bundle,
    BundleError,
    file_hashes,
    kind_of,
    make_bundle,
    parse_card,
)
from segmentation.raster import PICTURE_SIZE

if TYPE_CHECKING:
    from recognizer.classifier import Classifier

MAX_FILE_BYTES = 256 * 2**20
"""Of one file of a model; the shipped network has one megabyte."""

Files = Mapping[str, bytes]


def read_folder(folder: Path) -> tuple[bytes, Files]:
    """Return the text of the card in a folder, and the files that it names; raises BundleError.

    Whatever else is in the folder is left alone.
    """
    text = _read(folder, CARD_FILE)
    named = file_hashes(parse_card(text, folder.name), folder.name)
    return text, {name: _read(folder, name) for name in named}


def checked_bundle(text: bytes, files: Files, place: str) -> Bundle:
    """Return the bundle of a card and its files once it has been loaded; raises BundleError."""
    from safetensors import SafetensorError, deserialize

    bundle = make_bundle(text, files, place)
    for name, content in files.items():
        if name.endswith(".safetensors"):
            try:
                deserialize(content)  # type: ignore[no-untyped-call]
            except SafetensorError as error:
                raise BundleError(f"{name} of {bundle.model_id} is broken: {error}.") from error
    _load(bundle)
    return bundle


def write_folder(folder: Path, text: bytes, files: Files) -> None:
    """Write a bundle into a folder that is new or empty, whole or not at all; raises OSError."""
    partial = folder.with_name(f".{folder.name}.{os.getpid()}.partial")
    try:
        partial.mkdir(parents=True)
        for name, content in {**files, CARD_FILE: text}.items():
            (partial / name).write_bytes(content)
        partial.replace(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def zipped(text: bytes, files: Files) -> bytes:
    """Return a bundle as a ZIP, whose files lie side by side."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, content in {**files, CARD_FILE: text}.items():
            archive.writestr(name, content)
    return packed.getvalue()


def _read(folder: Path, name: str) -> bytes:
    path = folder / name
    try:
        # Opening a pipe could wait for ever.
        if path.exists() and not path.is_file():
            raise BundleError(f"{name} in {folder.name} is no file.")
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        told = f"There is no whole model in {folder.name}: {name}: {error.strerror}."
        raise BundleError(told) from error
    if len(content) > MAX_FILE_BYTES:
        raise BundleError(f"{name} in {folder.name} has more than {MAX_FILE_BYTES // 2**20} MB.")
    return content


def _try(classifier: Classifier) -> None:
    """Have a classifier read something: its card does not say what its network takes and gives."""
    blank = np.zeros((2, PICTURE_SIZE, PICTURE_SIZE), np.float32)
    try:
        scores = classifier.classify(blank)
    except Exception as error:  # ONNX Runtime raises types of its own, unlisted
        raise BundleError(f"The network of {classifier.model_id} does not work.") from error
    if scores.shape != (len(blank), len(LABELS)) or not np.isfinite(scores).all():
        raise BundleError(f"The network of {classifier.model_id} is not as its card describes it.")


def _load(bundle: Bundle) -> None:
    """Load a bundle as it will serve; raises BundleError."""
    kind = kind_of(bundle.card)
    if kind == SYMBOLS:
        from recognizer.classifier import Classifier

        _try(Classifier(bundle))
    elif kind == PICTURES:
        from recognizer.picture_classifier import PictureClassifier

        PictureClassifier(bundle)
    else:
        raise BundleError(f"The model {bundle.model_id} is of a kind that is not known here.")

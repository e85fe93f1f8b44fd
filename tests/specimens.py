"""Pictures, archives and ink of labelled symbols, good and hostile, which the tests make."""

from __future__ import annotations

import gzip
import struct
from collections.abc import Iterable, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import numpy as np
from PIL import Image, ImageDraw

from training.exchange.entries import Entry, entry_of
from training.exchange.intake import Intake
from training.exchange.specimen import Skipped, Specimen

LINES = {
    "1": ((14, 4, 14, 24),),
    "7": ((8, 5, 20, 5), (20, 5, 12, 24)),
    "+": ((6, 14, 22, 14), (14, 6, 14, 22)),
    "-": ((6, 14, 22, 14),),
}
SIDE = 28


def picture(label: str = "7", size: tuple[int, int] = (SIDE, SIDE), **look: object) -> Image.Image:
    """Draw a symbol; `look` may give mode, paper, pen, and how far it is shifted."""
    image = Image.new(str(look.get("mode", "L")), size, look.get("paper", 255))
    scale = np.array([size[0], size[1]] * 2) / SIDE
    for line in LINES[label]:
        at = np.array(line) * scale + float(look.get("shift", 0))
        width = max(2, min(size) // 14)
        ImageDraw.Draw(image).line(at.tolist(), fill=look.get("pen", 0), width=width)
    return image


def written(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """Return a picture as a file."""
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def png(label: str = "7", **look: object) -> bytes:
    """Return a symbol as PNG."""
    return written(picture(label, **look))


def zipped(files: Mapping[str, bytes] | Iterable[tuple[ZipInfo, bytes]]) -> bytes:
    """Return a ZIP of files by their names, or by what else a ZIP says of them."""
    file = BytesIO()
    pairs = files.items() if isinstance(files, Mapping) else files
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, data in pairs:
            archive.writestr(name, data)
    return file.getvalue()


def idx(values: np.ndarray, packed: bool = False) -> bytes:
    """Return an array of bytes as a file of IDX."""
    head = struct.pack(f">BBBB{values.ndim}I", 0, 0, 8, values.ndim, *values.shape)
    data = head + values.astype(np.uint8).tobytes()
    return gzip.compress(data) if packed else data


def idx_images(labels: str = "71") -> np.ndarray:
    """Return pictures as MNIST has them: ink 255 on 0."""
    return np.stack([255 - np.asarray(picture(label)) for label in labels])


def inkml(inside: str) -> bytes:
    """Return a document of InkML."""
    return f'<ink xmlns="http://www.w3.org/2003/InkML">{inside}</ink>'.encode()


def truth(text: str) -> str:
    """Return the annotation that says what something is."""
    return f'<annotation type="truth">{text}</annotation>'


def found_in(files: Mapping[str, bytes] | list[Entry | Skipped]) -> tuple[list, list]:
    """Return the specimens of files, and what was skipped; check that the total was right."""
    entries = files if isinstance(files, list) else [entry_of(*file) for file in files.items()]
    with Intake(entries) as intake:
        parts = list(intake)
        assert len(parts) == intake.total
    each = [found for part in parts for found in part]
    specimens = [found for found in each if isinstance(found, Specimen)]
    return specimens, [found for found in each if isinstance(found, Skipped)]


def labels_in(files: Mapping[str, bytes]) -> list[str]:
    """Return the labels of all specimens of files; nothing may be skipped."""
    specimens, skipped = found_in(files)
    assert skipped == []
    return [specimen.label for specimen in specimens]


def reasons_in(files: Mapping[str, bytes]) -> list[str]:
    """Return why everything in files was skipped, of which nothing may be imported."""
    specimens, skipped = found_in(files)
    assert specimens == []
    return [each.reason for each in skipped]

"""Export: samples as a ZIP of the forms that other programs, and our own import, read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from training.exchange.drawing import picture_of
from training.exchange.labelled import Labelled
from training.exchange.parts import PARTS

FORMS = tuple(PARTS)
"""What an export can hold; `all` is every form at once, and the rows with everything."""

_INTRODUCTION = "Symbols written by hand, from Inkcalc.\n\n"
_ABOUT = {
    "all": """\
samples.jsonl   everything that is kept, one JSON object a symbol: its strokes, what stands around
                it, label, source, model and time, and the picture of an imported one in base64.
                Inkcalc itself imports this file, and passes over the others.
person.json     what is kept of the person, if anything.
""",
    "folder": """\
images/         a folder a symbol, as ImageFolder of torchvision reads it: PNG, ink dark on white.
""",
    "idx": """\
idx/            the files of MNIST: 28×28, ink 255 on 0; labels.txt names the labels 0, 1, 2 …
""",
    "inkml": """\
inkml/          W3C InkML, a file a symbol, with what it is as its annotation `truth`.
""",
}
_CLASSES = """
Names of classes: 0–9, plus, minus, times, div, lpar and rpar (brackets), point, equals, and none
(no symbol). Of strokes, x goes right and y down, in the units in which they were written; times are
in milliseconds.
"""


def write_export(
    file: IO[bytes],
    samples: Iterable[Labelled],
    form: str = "all",
    others: Mapping[str, bytes] | None = None,
) -> int:
    """Write samples as a ZIP, and return how many they were; `others` are more files by name.

    Of the samples, one is in memory at a time. `form` is one of FORMS.
    """
    forms = FORMS if form == "all" else (form,)
    count = 0
    with ZipFile(file, "w", ZIP_DEFLATED) as archive, ExitStack() as stack:
        parts = [PARTS[each](archive, stack) for each in forms]
        for sample in samples:
            picture = picture_of(sample)
            for part in parts:
                part.add(sample, picture)
            count += 1
        for part in parts:
            part.finish()
        about = "".join(_ABOUT[each] for each in forms)
        archive.writestr("README.txt", _INTRODUCTION + about + _CLASSES)
        for name, data in (others or {}).items():
            archive.writestr(name, data)
    return count

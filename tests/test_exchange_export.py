"""Export: every form can be read by others and imported again, the same as it was."""

from __future__ import annotations

import base64
import gzip
import json
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import PurePosixPath
from uuid import uuid4
from zipfile import ZipFile

import numpy as np
import pytest
from PIL import Image
from specimens import found_in, idx, idx_images, labels_in, png, reasons_in

from calculator.given import SAMPLE_LABELS
from segmentation.ink import Ink, Stroke
from training.exchange.classes import FOLDERS
from training.exchange.export import FORMS, write_export
from webapp.store.sample import Sample

CREATED = datetime(2026, 11, 22, 16, 45, 1, 250_000, tzinfo=UTC)
POINTS = np.array([[0.1, -2e-7], [10.0, 3.3333333333333335], [4.0, 12.0]])
TIMES, PRESSURES = np.array([0.0, 8.0, 16.5]), np.array([0.0, 0.5, 1.0])
WRITTEN = Sample(
    id=str(uuid4()),
    label="7",
    ink=Ink((Stroke(POINTS, TIMES, PRESSURES), Stroke(POINTS + 1, TIMES), Stroke(POINTS + 40))),
    own=2,
    size=33.5,
    source="correction",
    medium="ink",
    session="monday",
    model="16-0123456789ab",
    created=CREATED,
    read_as="1",
)


def drawn(label: str, at: int = 0) -> Sample:
    """Return a sample of strokes that are not those of another one."""
    ink = Ink((Stroke(POINTS + np.array([0, at])), Stroke(POINTS[::-1] * [1, 1 + at])))
    return replace(WRITTEN, id=str(uuid4()), label=label, ink=ink, own=2, size=None)


def imported(label: str, data: bytes) -> Sample:
    """Return the sample that a picture becomes when it is imported."""
    [specimen], _ = found_in({f"{FOLDERS[label]}/a.png": data})
    strokes = len(specimen.ink.strokes)
    return replace(
        drawn(label), ink=specimen.ink, own=strokes, picture=specimen.picture, medium="picture"
    )


def exported(*samples: Sample, form: str = "all", **others: bytes) -> bytes:
    file = BytesIO()
    assert write_export(file, iter(samples), form, others) == len(samples)
    return file.getvalue()


def names_in(data: bytes) -> set[str]:
    with ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name.split("/")[0] for name in archive.namelist()}


EVERY = [drawn(label, at) for at, label in enumerate(SAMPLE_LABELS)]
PICTURES = [
    imported("7", png("7", size=(100, 60))),
    imported("+", png("+", paper=0, pen=200)),
    imported("none", png("1", size=(28, 28))),
]


@pytest.mark.parametrize(
    ("form", "names"),
    [
        ("all", {"samples.jsonl", "images", "idx", "inkml", "person.json", "README.txt"}),
        ("folder", {"images", "README.txt", "person.json"}),
        ("idx", {"idx", "README.txt", "person.json"}),
        ("inkml", {"inkml", "README.txt", "person.json"}),
    ],
)
def test_an_export_holds_the_form_that_is_asked_for(form, names):
    assert names_in(exported(*EVERY, form=form, **{"person.json": b"{}"})) == names


@pytest.mark.parametrize("form", FORMS)
def test_every_label_comes_back_from_every_form(form):
    labels = labels_in({"a.zip": exported(*EVERY, form=form)})
    assert sorted(labels) == sorted(SAMPLE_LABELS)


@pytest.mark.parametrize("form", FORMS)
def test_nothing_can_be_exported(form):
    assert labels_in({"a.zip": exported(form=form)}) == []


@pytest.mark.parametrize("form", ["all", "folder"])
def test_pictures_come_back_as_they_were(form):
    specimens, _ = found_in({"a.zip": exported(*PICTURES, form=form)})
    assert {(s.label, s.picture) for s in specimens} == {(s.label, s.picture) for s in PICTURES}


def test_pictures_of_mnist_come_back_as_they_were():
    images = idx_images("71")
    files = {"images": idx(images), "labels": idx(np.array([7, 1]))}
    specimens, _ = found_in(files)
    samples = [replace(drawn(s.label), picture=s.picture) for s in specimens]
    data = exported(*samples, form="idx")
    with ZipFile(BytesIO(data)) as archive:
        raw = gzip.decompress(archive.read("idx/images-idx3-ubyte.gz"))
        assert archive.read("idx/labels.txt").decode().splitlines() == list(FOLDERS.values())
    assert raw == idx(images)
    again, _ = found_in({"a.zip": data})
    assert [(s.label, s.picture) for s in again] == [(s.label, s.picture) for s in specimens]


def test_pictures_drawn_from_strokes_come_back_as_they_were_drawn():
    data = exported(*EVERY, form="folder")
    specimens, _ = found_in({"a.zip": data})
    with ZipFile(BytesIO(data)) as archive:
        assert all(s.picture == archive.read(s.name.removeprefix("a.zip/")) for s in specimens)


def test_folders_are_those_of_imagefolder(tmp_path):
    from torchvision.datasets import ImageFolder

    with ZipFile(BytesIO(exported(*EVERY, *PICTURES, form="folder"))) as archive:
        archive.extractall(tmp_path)
    pictures = ImageFolder(str(tmp_path / "images"))
    assert set(pictures.classes) == set(FOLDERS.values())
    assert len(pictures) == len(EVERY) + len(PICTURES)


def test_idx_has_the_form_of_mnist():
    with ZipFile(BytesIO(exported(*EVERY, *PICTURES, form="idx"))) as archive:
        raw = gzip.decompress(archive.read("idx/images-idx3-ubyte.gz"))
        labels = gzip.decompress(archive.read("idx/labels-idx1-ubyte.gz"))
    count = len(EVERY) + len(PICTURES)
    assert raw[:16] == idx(np.zeros((count, 28, 28)))[:16]
    images = np.frombuffer(raw[16:], np.uint8).reshape(count, 28, 28)
    assert list(labels[8 : 8 + len(EVERY)]) == list(range(len(EVERY)))
    assert (images.max(axis=(1, 2)) == 255).all()
    # A picture of 28×28 stays as it is; every other one is brought into the middle.
    for image in images[: len(EVERY)]:
        rows, columns = np.nonzero(image > 40)
        assert max(np.ptp(rows), np.ptp(columns)) <= 20
        weights = image / image.sum()
        assert abs((weights.sum(axis=1) * np.arange(28)).sum() - 13.5) < 2


@pytest.mark.parametrize("form", ["all", "inkml"])
def test_strokes_come_back_exactly(form):
    [specimen], skipped = found_in({"a.zip": exported(WRITTEN, form=form)})
    assert (skipped, specimen.picture) == ([], None)
    own = WRITTEN.ink.strokes[: WRITTEN.own]
    for one, other in zip(specimen.ink.strokes, own, strict=True):
        assert (one.points == other.points).all()
        assert (one.times == other.times).all()


def test_rows_hold_everything():
    picture = PICTURES[0]
    with ZipFile(BytesIO(exported(WRITTEN, picture))) as archive:
        first, second = map(json.loads, archive.read("samples.jsonl").splitlines())
    assert first == {
        "id": WRITTEN.id,
        "label": "7",
        "strokes": [
            [[0.1, -2e-7, 0.0, 0.0], [10.0, 3.3333333333333335, 8.0, 0.5], [4.0, 12.0, 16.5, 1.0]],
            [[1.1, 1 - 2e-7, 0.0], [11.0, 4.333333333333334, 8.0], [5.0, 13.0, 16.5]],
        ],
        "around": [[[40.1, 40 - 2e-7], [50.0, 43.333333333333336], [44.0, 52.0]]],
        "size": 33.5,
        "source": "correction",
        "medium": "ink",
        "session": "monday",
        "model": "16-0123456789ab",
        "read_as": "1",
        "created": "2026-11-22T16:45:01.250000+00:00",
        "picture": None,
    }
    assert base64.b64decode(second["picture"]) == picture.picture


def test_of_an_export_of_all_each_sample_is_imported_once_wherever_it_is_unpacked(tmp_path):
    data = exported(*EVERY, **{"person.json": b"{}"})
    assert len(labels_in({"a.zip": data})) == len(EVERY)
    with ZipFile(BytesIO(data)) as archive:
        files = {f"old/{name}": archive.read(name) for name in archive.namelist()}
    assert len(labels_in(files)) == len(EVERY)
    assert len(labels_in({**files, "new/images/7/a.png": png()})) == len(EVERY) + 1


def test_names_in_an_export_are_plain():
    with ZipFile(BytesIO(exported(*EVERY))) as archive:
        assert all(PurePosixPath(name).as_posix() == name for name in archive.namelist())
        assert all(name.isascii() for name in archive.namelist())


GOOD_ROW = {"label": "7", "strokes": [[[0, 0], [1, 1]]]}
ROWS = {
    "no JSON": (b"seven", "It is no JSON."),
    "not UTF-8": (b'{"label": "\xff"}', "It is no JSON."),
    "no object": (b"[1]", "It is no object of JSON."),
    "deep": (b"[" * 100_000, "It is no JSON."),
    "not finite": (b'{"label": "7", "strokes": [[[0, NaN]]]}', "It is no JSON."),
    "many digits": (b'{"label": "7", "size": ' + b"9" * 5000 + b"}", "It is no JSON."),
    "no label": (json.dumps({**GOOD_ROW, "label": None}).encode(), "It has no label"),
    "another label": (json.dumps({**GOOD_ROW, "label": "cat"}).encode(), "It has no label"),
    "no strokes": (b'{"label": "7"}', "It has neither strokes nor a picture."),
    "odd strokes": (b'{"label": "7", "strokes": [[["a", 1]]]}', "Stroke 1 has a coordinate"),
    "no base64": (
        json.dumps({**GOOD_ROW, "picture": "é"}).encode(),
        "Its picture is not encoded in base64.",
    ),
    "no picture": (
        json.dumps({**GOOD_ROW, "picture": "aGVsbG8="}).encode(),
        "It is no picture that can be read",
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_bad_row_is_skipped_with_a_reason(name):
    data, reason = ROWS[name]
    good = json.dumps(GOOD_ROW).encode()
    specimens, [skipped] = found_in({"a.jsonl": good + b"\n" + data + b"\n\n" + good})
    assert len(specimens) == 2
    assert skipped.name == "a.jsonl, line 2"
    assert skipped.reason.startswith(reason)


def test_an_endless_row_ends_the_file():
    data = b'{"label": "' + b"7" * 5 * 2**20
    [reason] = reasons_in({"a.jsonl": data})
    assert reason == "Its line 1 is longer than that of any sample."


def test_a_row_of_a_picture_alone_is_traced():
    row = {"label": "7", "picture": base64.b64encode(png()).decode()}
    [specimen], _ = found_in({"a.jsonl": json.dumps(row).encode()})
    assert len(specimen.ink.strokes) > 0
    assert np.asarray(Image.open(BytesIO(specimen.picture))).shape == (28, 28)

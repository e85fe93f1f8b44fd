"""Archives: read in memory, whatever they hold; hostile ones cost little and lead nowhere."""

from __future__ import annotations

import random
import stat
import struct
import zlib
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_LZMA, ZIP_STORED, ZipFile, ZipInfo

import numpy as np
import pytest
from specimens import found_in, idx, idx_images, inkml, labels_in, png, reasons_in, truth, zipped

from training.exchange import archives, intake
from training.exchange.archives import MAX_ENTRIES

GOOD = {"7/good.png": png()}


@pytest.fixture(autouse=True)
def nothing_is_written(monkeypatch, tmp_path):
    """Fail where anything is unpacked, and work in a folder that must stay empty."""
    monkeypatch.setattr(ZipFile, "extract", None)
    monkeypatch.setattr(ZipFile, "extractall", None)
    folder = tmp_path / "a" / "b" / "c"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    yield
    assert [path.name for path in tmp_path.rglob("*")] == ["a", "b", "c"]


def test_pictures_idx_and_inkml_are_found_in_an_archive():
    data = zipped(
        {
            "set/": b"",
            "set/+/a.png": png("+"),
            "idx/train-images-idx3-ubyte.gz": idx(idx_images("71"), packed=True),
            "idx/train-labels-idx1-ubyte": idx(_labels(7, 1)),
            "ink/a.inkml": inkml(truth(r"\times") + "<trace>1 2, 3 4</trace>"),
        }
    )
    assert sorted(labels_in({"a.zip": data})) == sorted(["+", "7", "1", "×"])


NAMES = {
    "../7/a.png": "Its name leads out of its folder.",
    "7/../../../a.png": "Its name leads out of its folder.",
    "/etc/7/a.png": "Its name is a path from the root of a disk.",
    "C:/7/a.png": "Its name is a path from the root of a disk.",
    "c:7/a.png": "Its name is a path from the root of a disk.",
    "..\\7\\a.png": "Its name has a sign that names of files in archives must not have.",
    "7\\a.png": "Its name has a sign that names of files in archives must not have.",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_could_lead_elsewhere_is_skipped(name):
    specimens, [skipped] = found_in({"a.zip": zipped({name: png(), **GOOD})})
    assert [specimen.name for specimen in specimens] == ["a.zip/7/good.png"]
    assert (skipped.name, skipped.reason) == (f"a.zip/{name}", NAMES[name])


@pytest.mark.parametrize("name", NAMES)
def test_so_it_is_where_files_are_sent_one_by_one(name):
    assert reasons_in({name: png()}) == [NAMES[name]]


def test_names_are_told_on_one_line_and_not_endless():
    name = "cat\n\x1b[2J\u202e" + "x" * 500 + "/a.png"
    _, [skipped] = found_in({"a.zip": zipped({name: png()})})
    assert len(skipped.name) <= 160
    assert skipped.name.isprintable()


def test_a_nul_in_a_name_is_refused():
    data = zipped({"7/a.pngXb": png(), **GOOD}).replace(b"7/a.pngXb", b"7/a.png\0b")
    specimens, [skipped] = found_in({"a.zip": data})
    assert len(specimens) == 1
    assert skipped.reason == NAMES["7\\a.png"]


def _link() -> tuple[ZipInfo, bytes]:
    info = ZipInfo("7/link.png")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info, b"/etc/passwd"


def _packed(kind: int) -> tuple[ZipInfo, bytes]:
    info = ZipInfo("7/a.png")
    info.compress_type = kind
    return info, png()


def _good() -> tuple[ZipInfo, bytes]:
    return ZipInfo("7/good.png"), png()


def _encrypted() -> bytes:
    data = bytearray(zipped([_good(), (ZipInfo("7/a.png"), png())]))
    last = data.rfind(b"PK\1\2")
    data[last + 8] |= 1
    return bytes(data)


def _wrong_checksum() -> bytes:
    data = bytearray(zipped([_good(), (ZipInfo("7/a.png"), png())]))
    data[data.rfind(b"PK\1\2") + 16] ^= 255
    return bytes(data)


def _says_size(size: int) -> bytes:
    """Say of the last entry that it unpacks to a size."""
    data = bytearray(zipped([_good(), (ZipInfo("7/a.png"), png())]))
    struct.pack_into("<I", data, data.rfind(b"PK\1\2") + 24, size)
    return bytes(data)


ENTRIES = {
    "a link": (lambda: zipped([_good(), _link()]), "It is a link."),
    "bzip2": (lambda: zipped([_good(), _packed(ZIP_BZIP2)]), "It is packed in a way"),
    "LZMA": (lambda: zipped([_good(), _packed(ZIP_LZMA)]), "It is packed in a way"),
    "encrypted": (_encrypted, "It is encrypted."),
    "a wrong checksum": (_wrong_checksum, "The file is broken or not complete."),
    "an archive": (lambda: zipped({**GOOD, "b.zip": zipped(GOOD)}), "It is an archive in an"),
    "a bomb": (lambda: zipped({**GOOD, "7/a.png": bytes(30 * 2**20)}), "It unpacks to far more"),
    "a bomb that lies": (lambda: _says_size(2**29), "It unpacks to far more"),
    "a large picture": (
        lambda: zipped({**GOOD, "7/a.png": png() + _incompressible(11 * 2**20)}),
        "It is larger than 10 MB.",
    ),
}


@pytest.mark.parametrize("name", ENTRIES)
def test_a_bad_entry_is_skipped_and_the_rest_is_imported(name):
    make, reason = ENTRIES[name]
    specimens, [skipped] = found_in({"a.zip": make()})
    assert [specimen.name for specimen in specimens] == ["a.zip/7/good.png"]
    assert skipped.reason.startswith(reason)


def _incompressible(size: int) -> bytes:
    return random.Random(1).randbytes(size)


def _labels(*labels: int) -> np.ndarray:
    return np.array(labels, np.uint8)


def _of_entries(count: int) -> bytes:
    """Return an archive whose directory has so many entries, all of them one file."""
    name, data = b"7/a.png", png()
    head = struct.pack(
        "<4s5H3L2H", b"PK\3\4", 20, 0, 0, 0, 0, zlib.crc32(data), len(data), len(data), 7, 0
    )
    row = struct.pack(
        "<4s6H3L5H2L",
        *(b"PK\1\2", 20, 20, 0, 0, 0, 0, zlib.crc32(data), len(data), len(data)),
        *(7, 0, 0, 0, 0, 0, 0),
    )
    body, directory = head + name + data, (row + name) * count
    end = struct.pack(
        "<4s4H2LH", b"PK\5\6", 0, 0, *[min(count, 65535)] * 2, len(directory), len(body), 0
    )
    return body + directory + end


def _says(offset: int, value: int) -> bytes:
    """Change one of the 32-bit numbers at the end of an archive."""
    data = bytearray(zipped(GOOD))
    struct.pack_into("<I", data, len(data) - 22 + offset, value)
    return bytes(data)


def _huge_form() -> bytes:
    data = zipped(GOOD)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, 0, 1)
    return data[:-22] + locator + data[-22:]


MANY = MAX_ENTRIES + 1
BROKEN = {
    "empty": (b"", "This ZIP is broken"),
    "text": (b"This is no archive.", "This ZIP is broken"),
    "its signature": (b"PK\5\6", "This ZIP is broken"),
    "cut off": (lambda: zipped(GOOD)[:-30], "This ZIP is broken"),
    "without its end": (lambda: zipped(GOOD)[:100], "This ZIP is broken"),
    "without its beginning": (lambda: zipped(GOOD)[-60:], "This ZIP is broken"),
    "a directory beyond its beginning": (lambda: _says(12, 10**6), "This ZIP is broken"),
    "too many entries": (
        lambda: _of_entries(MANY),
        "More than 50,000 files in archives are not taken at once.",
    ),
    "a million entries": (
        lambda: _of_entries(10**6),
        "More than 50,000 files in archives are not taken at once.",
    ),
    "in the form of huge ones": (_huge_form, "This ZIP is in the form of huge ones"),
    "a name of no encoding": (
        lambda: zipped({"7/é.png": png()}).replace("é".encode(), b"\xff\xff"),
        "This ZIP is broken",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_archive_is_one_clear_error_and_other_files_are_imported(name):
    data, reason = BROKEN[name]
    data = data if isinstance(data, bytes) else data()
    specimens, [skipped] = found_in({"a.zip": data, **GOOD})
    assert [specimen.name for specimen in specimens] == ["7/good.png"]
    assert skipped.name == "a.zip"
    assert skipped.reason.startswith(reason) and skipped.reason.endswith(".")


def test_the_size_of_all_entries_is_bounded(monkeypatch):
    monkeypatch.setattr(archives, "MAX_UNPACKED_BYTES", 1000)
    [reason] = reasons_in({"a.zip": zipped({f"7/{at}.png": png() for at in range(20)})})
    assert reason.startswith("This ZIP unpacks to more than")


def test_the_entries_of_all_archives_are_bounded_together(monkeypatch):
    monkeypatch.setattr(intake, "MAX_ENTRIES", 3)
    files = {"a.zip": zipped({"7/a.png": png(), "7/b.png": png("1")}), "b.zip": zipped(GOOD)}
    specimens, [skipped] = found_in({**files, "c.zip": zipped({"7/c.png": png("-")})})
    assert len(specimens) == 3
    assert skipped.name == "c.zip" and skipped.reason.startswith("More than")


def test_entries_that_lie_over_each_other_are_read_no_more_often_than_they_are_named():
    specimens, skipped = found_in({"a.zip": _of_entries(50)})
    assert len(specimens) + len(skipped) == 50


def test_an_archive_with_a_comment_is_read():
    file = BytesIO(zipped(GOOD))
    with ZipFile(file, "a", ZIP_STORED) as archive:
        archive.comment = b"made by hand"
    assert labels_in({"a.ZIP": file.getvalue()}) == ["7"]

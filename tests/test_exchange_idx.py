"""IDX: MNIST's files are put together by their names or sizes, and hostile ones are refused."""

from __future__ import annotations

import gzip
import struct
from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from specimens import found_in, idx, idx_images, labels_in, reasons_in

from training.exchange.idx import MAX_PICTURES, names_of_labels

IMAGES, LABELS = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"


def labels_of(*labels: int, packed: bool = False) -> bytes:
    return idx(np.array(labels, np.uint8), packed)


@pytest.mark.parametrize(
    ("images", "labels"),
    [
        (IMAGES, LABELS),
        (f"{IMAGES}.gz", f"{LABELS}.gz"),
        (IMAGES, f"{LABELS}.gz"),
        ("train-images.idx3-ubyte", "train-labels.idx1-ubyte"),
        ("mnist/raw/" + IMAGES, "mnist/raw/" + LABELS),
        ("digits.idx", "truth.idx"),
        ("digits", "truth.gz"),
    ],
)
def test_pictures_and_labels_are_put_together(images, labels):
    files = {
        images: idx(idx_images("711"), images.endswith("gz")),
        labels: labels_of(7, 1, 1, packed=labels.endswith("gz")),
    }
    assert labels_in(files) == ["7", "1", "1"]


def test_the_names_tell_which_of_several_belong_together():
    files = {
        IMAGES: idx(idx_images("71")),
        "t10k-labels-idx1-ubyte": labels_of(1, 7),
        LABELS: labels_of(7, 1),
        "t10k-images-idx3-ubyte": idx(idx_images("17")),
    }
    specimens, skipped = found_in(files)
    assert skipped == []
    assert {specimen.name: specimen.label for specimen in specimens} == {
        f"{IMAGES}, picture 1": "7",
        f"{IMAGES}, picture 2": "1",
        "t10k-images-idx3-ubyte, picture 1": "1",
        "t10k-images-idx3-ubyte, picture 2": "7",
    }


def test_what_may_belong_to_several_belongs_to_none():
    files = {
        "a.idx": idx(idx_images("71")),
        "b.idx": idx(idx_images("71")),
        "c.idx": labels_of(7, 1),
    }
    assert sorted(reasons_in(files)) == [
        "There are no labels that clearly belong to it.",
        "There are no labels that clearly belong to it.",
        "There are no pictures that clearly belong to it.",
    ]


def test_files_of_other_folders_or_lengths_are_no_partners():
    assert len(reasons_in({f"a/{IMAGES}": idx(idx_images()), f"b/{LABELS}": labels_of(7, 1)})) == 2
    assert len(reasons_in({IMAGES: idx(idx_images()), LABELS: labels_of(7, 1, 1)})) == 2


def test_a_picture_is_kept_as_it_is():
    images = idx_images("7")
    [specimen], _ = found_in({IMAGES: idx(images), LABELS: labels_of(7)})
    assert (np.asarray(Image.open(BytesIO(specimen.picture))) == 255 - images[0]).all()


def test_a_list_of_names_says_what_the_labels_mean():
    files = {
        IMAGES: idx(idx_images("7+7")),
        LABELS: labels_of(0, 1, 2),
        "labels.txt": b"7\nplus\ncat\n",
    }
    specimens, [skipped] = found_in(files)
    assert [specimen.label for specimen in specimens] == ["7", "+"]
    assert skipped.reason == "1 symbol of classes that are no symbols here: cat."


def test_labels_without_names_are_told_together():
    files = {IMAGES: idx(idx_images("777")), LABELS: labels_of(7, 33, 33)}
    specimens, [skipped] = found_in(files)
    assert [specimen.label for specimen in specimens] == ["7"]
    assert skipped.reason == "2 symbols of classes that are no symbols here: number 33."


def test_a_list_of_names_that_cannot_be_read_leaves_the_labels_unknown():
    files = {IMAGES: idx(idx_images("7")), LABELS: labels_of(7), "labels.txt": bytes(10**6)}
    assert reasons_in(files) == ["1 symbol of classes that are no symbols here: number 7."]


def test_emnist_is_set_upright():
    images = idx_images("7").transpose(0, 2, 1)
    files = {
        "emnist-x-train-images-idx3-ubyte": idx(images),
        "emnist-x-train-labels-idx1-ubyte": labels_of(1),
        "emnist-x-mapping.txt": b"0 48\n1 55\n",
    }
    [specimen], skipped = found_in(files)
    assert (specimen.label, skipped) == ("7", [])
    assert (np.asarray(Image.open(BytesIO(specimen.picture))) == 255 - idx_images("7")[0]).all()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("0 48\n1 49\n", ("0", "1")),
        ("0 48 97\n1 49 98\n", ("0", "1")),
        ("7\n1\n\n", ("7", "1")),
        ("", ()),
        ("0 9999999999999\n", ("0 9999999999999",)),
    ],
)
def test_lists_of_names(text, names):
    assert names_of_labels(text) == names


def head(*sizes: int) -> bytes:
    return struct.pack(f">BBBB{len(sizes)}I", 0, 0, 8, len(sizes), *sizes)


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


NO_MATCH = "Its header and its size do not agree."
NO_SIZE = "Its header tells of sizes that no pictures have."
BROKEN = "The file is broken or not complete."
NO_KIND = "It is of no kind that is imported"
HOSTILE = {
    "one picture less": (lambda: idx(idx_images("71"))[:-784], NO_MATCH),
    "one byte more": (lambda: idx(idx_images("71")) + b"\0", NO_MATCH),
    "only a header": (lambda: head(2, 28, 28), NO_MATCH),
    "half a header": (lambda: head(2, 28, 28)[:9], "It breaks off before its end."),
    "far too many": (lambda: head(2**32 - 1, 28, 28), "It has more than"),
    "far too large": (lambda: head(2, 2**16, 2**16), NO_SIZE),
    "sizes of nothing": (lambda: head(2, 0, 28), NO_SIZE),
    "none": (lambda: head(0, 28, 28), NO_SIZE),
    "too many bytes": (lambda: head(MAX_PICTURES, 500, 500), NO_SIZE),
    "a bomb": (lambda: gzip.compress(head(2, 28, 28) + bytes(2**26)), NO_MATCH),
    "a cut gzip": (lambda: _cut(idx(idx_images("71"), packed=True)), BROKEN),
    "a gzip of nothing": (lambda: gzip.compress(b""), NO_KIND),
    "a gzip of text": (lambda: gzip.compress(b"seven"), NO_KIND),
    "the start of a gzip": (lambda: b"\x1f\x8b\x08", BROKEN),
    "other values": (lambda: b"\0\0\x0d\3" + bytes(12), NO_KIND),
    "four dimensions": (lambda: head(1, 1, 1, 1), NO_KIND),
    "empty": (lambda: b"", NO_KIND),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_hostile_files_are_refused_with_a_reason(name, suffix):
    make, reason = HOSTILE[name]
    reasons = reasons_in({f"{IMAGES}{suffix}": make(), LABELS: labels_of(7, 1)})
    assert [each for each in reasons if each.startswith(reason)]
    assert len(reasons) == 2


def test_blank_pictures_are_skipped_by_their_number():
    images = np.stack([idx_images("7")[0], np.zeros((28, 28), np.uint8)])
    specimens, [skipped] = found_in({IMAGES: idx(images), LABELS: labels_of(7, 7)})
    assert len(specimens) == 1
    assert (skipped.name, skipped.reason) == (f"{IMAGES}, picture 2", "Nothing is drawn in it.")

"""What public data sets hold, in the form that training reads."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import replace

import numpy as np
import pytest
from local_sources import TABLE, host, pendigits
from torchvision.datasets import MNIST

from training.conversion import read_unipen
from training.datasets import load_samples, read_pictures, read_rows
from training.fetching import fetch

SEVEN = [[[0, 0], [40, 0], [20, 100]]]
FOUR = [[[0, 10], [20, 40]], [[20, 0]]]


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("bhmsds", ["7", "·", "/"]),
        ("mdas_train", ["÷", "·"]),
        ("aiedu_operators", ["÷", "("]),
    ],
)
def test_pictures_are_ink_on_dark_paper(local, tmp_path, name, labels):
    fetch([local.instead_of(name, len(labels))], tmp_path, print)
    pictures, found = read_pictures(tmp_path / f"{name}.npz")
    assert found == labels
    assert pictures.shape == (len(labels), 28, 28)
    assert pictures.dtype == np.uint8
    for image in pictures:
        assert image[:, :6].max() < 20
        assert image[10:18, 13:15].min() > 127
        assert image[0].max() < 20


def test_the_aspect_is_kept(local, tmp_path):
    fetch([local.instead_of("aiedu_operators", 2)], tmp_path, print)
    pictures, _ = read_pictures(tmp_path / "aiedu_operators.npz")
    tall = pictures[0] > 127
    # The bar is 20 of 40 pixels high and 2 of 20 wide.
    assert tall.any(axis=1).sum() == pytest.approx(14, abs=1)
    assert tall.any(axis=0).sum() == pytest.approx(1.4, abs=0.7)


def test_strokes_are_rows(local, tmp_path):
    fetch([local.instead_of("mathnote_symbols", 2)], tmp_path, print)
    strokes = [[[1.3, 2.0], [30, 40]]]
    rows = read_rows(tmp_path / "mathnote_symbols.jsonl.gz")
    assert rows == [{"label": label, "strokes": strokes} for label in ("(", "dot")]


def test_tablet_digits_stand_upright(tmp_path):
    fetch([pendigits(tmp_path)], tmp_path / "data", print)
    rows = read_rows(tmp_path / "data" / "pendigits_train.jsonl.gz")
    assert rows == [{"label": "7", "strokes": SEVEN}, {"label": "4", "strokes": FOUR}]


@pytest.mark.parametrize(
    "text", ["", "no unipen", '.SEGMENT DIGIT 0 ? "x"\n.PEN_DOWN\n1 2\n.PEN_UP', ".SEGMENT\n1 2"]
)
def test_text_without_digits_has_none(text):
    assert read_unipen(text).labels == ()


def test_mnist_comes_through_torchvision(tmp_path, monkeypatch):
    images = np.arange(3 * 28 * 28, dtype=np.uint8).reshape(3, 28, 28)
    packed = {
        "images-idx3-ubyte": bytes([0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 28, 0, 0, 0, 28])
        + images.tobytes(),
        "labels-idx1-ubyte": bytes([0, 0, 8, 1, 0, 0, 0, 3, 5, 0, 4]),
    }
    resources = []
    for name, data in packed.items():
        for part in ("train", "t10k"):
            path = tmp_path / f"{part}-{name}.gz"
            path.write_bytes(gzip.compress(data))
            resources.append((path.name, hashlib.md5(path.read_bytes()).hexdigest()))
    monkeypatch.setattr(MNIST, "resources", resources)
    with host(tmp_path) as address:
        monkeypatch.setattr(MNIST, "mirrors", [address])
        fetch([replace(TABLE["mnist_train"], samples=3)], tmp_path / "data", print)
    pictures, labels = read_pictures(tmp_path / "data" / "mnist_train.npz")
    assert labels == ["5", "0", "4"]
    assert np.array_equal(pictures, images)


def test_training_reads_what_was_fetched(local, tmp_path):
    sources = [local.instead_of("aiedu_operators", 2), pendigits(tmp_path)]
    fetch(sources, tmp_path / "data", print)
    for source in sources:
        samples, card = load_samples(tmp_path / "data" / source.file, tmp_path / "cache")
        assert (card.name, card.samples, len(samples)) == (source.name, 2, 2)

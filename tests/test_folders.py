"""Folders of a person's own pictures, in the ways in which people keep them."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from recognizer.alphabet import LABELS
from training.datasets import DataError
from training.folders import load_picture_folder
from training.samples import OUTLIER


def test_folders_may_bear_words_and_hold_what_is_no_symbol(tmp_path):
    for folder, line in (("plus", (4, 14, 24, 14)), ("other", (14, 4, 14, 24))):
        (tmp_path / folder / "scan").mkdir(parents=True)
        picture = Image.new("RGBA", (28, 28))  # dark ink on nothing, as a canvas saves it
        ImageDraw.Draw(picture).line(line, fill="black", width=2)
        picture.save(tmp_path / folder / "scan" / "a.png")
    (tmp_path / "plus" / "broken.png").write_bytes(b"no picture")
    samples, card, hashes = load_picture_folder(tmp_path)
    assert sorted(samples.target) == [LABELS.index("+"), OUTLIER]
    assert (card.samples, card.outliers) == (1, 1) and len(set(hashes)) == 2


def test_a_folder_that_names_no_symbol_is_refused(tmp_path):
    (tmp_path / "pluss").mkdir()
    with pytest.raises(DataError, match="pluss names no symbol"):
        load_picture_folder(tmp_path)

"""Folders of pictures with classes of their own: their layout, what is read, what is held out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from faces import SIDE, face, tinted, write_pictures

from recognizer.picture_fitting import fit_picture
from segmentation.photo.files import open_photo
from training.datasets import DataError
from training.picture_folder import PictureFolder, read_picture_folder
from training.picture_layout import Layout, has_own_classes
from training.picture_split import split_pictures

RED, GREEN, BLUE = (220, 30, 30), (30, 220, 30), (30, 30, 220)
COLOURS = {"red": RED, "green": GREEN, "blue": BLUE}


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(5)


def make(folder: Path, *names: str) -> Path:
    """Make sub-folders."""
    for name in names:
        (folder / name).mkdir(parents=True)
    return folder


# The layout


@pytest.mark.parametrize(
    ("names", "are_own"),
    [
        (("happy", "sad"), True),
        (("1", "plus", "other"), False),
        (("train/happy", "train/sad", "test/happy"), True),
        (("happy", "sad", ".cache", "__MACOSX"), True),
        ((), False),
    ],
    ids=str,
)
def test_classes_are_their_own_where_none_is_a_symbol(tmp_path, names, are_own):
    assert has_own_classes(make(tmp_path, *names)) is are_own


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (("7", "plus", "happy"), "happy names no symbol; .* --own-classes"),
        (("train/1", "test/1"), "are in parts; give one of them, as .*/train"),
        (("train/cat", "test/dog"), "test/dog is a class that .*/train lacks"),
        (("a\nb", "c"), "whose name is no text"),
    ],
    ids=["mixed", "symbols in parts", "other classes", "no text"],
)
def test_a_folder_that_is_of_two_minds_is_refused(tmp_path, names, told):
    with pytest.raises(DataError, match=told):
        has_own_classes(make(tmp_path, *names))


def test_classes_are_sorted_and_the_same_in_each_part(tmp_path):
    folder = make(tmp_path, "Train/sad", "Train/glad", "val/glad", "test/sad")
    layout = Layout.of(folder)
    assert layout.classes == ("glad", "sad")
    assert layout.learnt.name == "Train"
    assert sorted(part.name for part in layout.tested) == ["test", "val"]


def test_classes_may_be_called_like_parts(tmp_path, rng):
    for name in ("train", "test"):
        write_pictures(tmp_path / name, [tinted(RED, rng)])
    assert Layout.of(tmp_path).classes == ("test", "train")


# Reading


def colours(folder: Path, rng: np.random.Generator, each: int = 12) -> Path:
    """Write pictures of three colours."""
    for name, colour in COLOURS.items():
        write_pictures(folder / name, (tinted(colour, rng) for _ in range(each)))
    return folder


def test_pictures_are_read_as_they_are_shown_later(tmp_path, rng):
    write_pictures(tmp_path / "wide", [tinted(BLUE, rng, 20, 60), tinted(RED, rng, 90, 200)])
    write_pictures(tmp_path / "grey", [face("sad", rng)])
    found = read_picture_folder(tmp_path)
    files = [file.path for file in Layout.of(tmp_path).files()]
    assert [path.parent.name for path in files] == ["grey", "wide", "wide"]
    for path, picture in zip(files, found.everything.pictures, strict=True):
        expected = fit_picture(open_photo(path.read_bytes()).pixels, found.everything.side)
        assert (picture == expected).all()


@pytest.mark.parametrize(("side", "expected"), [(SIDE, SIDE), (10, 16), (50, 56), (300, 96)])
def test_the_network_sees_pictures_as_large_as_they_are(tmp_path, rng, side, expected):
    for name in ("a", "b"):
        write_pictures(tmp_path / name, [tinted(RED, rng, side, side)])
    assert read_picture_folder(tmp_path).everything.side == expected


def test_broken_pictures_are_left_out_and_counted(tmp_path, rng):
    folder = colours(tmp_path, rng, 2)
    whole = (folder / "red" / "0.png").read_bytes()
    for name, content in {"cut.png": whole[:90], "none.JPG": b"", "text.bmp": b"hello"}.items():
        (folder / "red" / name).write_bytes(content)
    (folder / "red" / "notes.txt").write_text("no picture, and not called one")
    found = read_picture_folder(folder)
    assert (len(found.everything), found.left_out) == (6, 3)
    assert found.everything.counts(3) == [2, 2, 2]


def test_a_class_without_a_picture_is_refused(tmp_path, rng):
    (colours(tmp_path, rng, 1) / "yellow").mkdir()
    (tmp_path / "yellow" / "a.png").write_bytes(b"broken")
    with pytest.raises(DataError, match="yellow has no picture that can be read"):
        read_picture_folder(tmp_path)


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_classes_are_refused(tmp_path, rng, count):
    for name in list(COLOURS)[:count]:
        write_pictures(tmp_path / name, [tinted(RED, rng)])
    with pytest.raises(DataError, match="too few classes"):
        read_picture_folder(tmp_path)


# What is held out


def held_out(folder: PictureFolder) -> set[str]:
    return set(split_pictures(folder, 0.25)[1].keys)


def test_some_of_each_class_is_held_out_and_the_rest_learnt(tmp_path, rng):
    folder = read_picture_folder(colours(tmp_path, rng))
    learnt, out = split_pictures(folder, 0.25)
    assert not set(learnt.keys) & set(out.keys)
    assert len(learnt) + len(out) == len(folder.everything) == 36
    assert min(out.counts(3)) >= 1 and 3 <= len(out) <= 18
    assert learnt.sha256 != out.sha256


def test_what_is_held_out_once_stays_so(tmp_path, rng):
    before = held_out(read_picture_folder(colours(tmp_path, rng)))
    for name, colour in COLOURS.items():
        write_pictures(tmp_path / name / "more", (tinted(colour, rng) for _ in range(12)))
    after = held_out(read_picture_folder(tmp_path))
    assert before < after


def test_equal_pictures_are_on_the_same_side(tmp_path, rng):
    pictures = [tinted(RED, rng) for _ in range(20)]
    write_pictures(tmp_path / "red", pictures)
    write_pictures(tmp_path / "red" / "again", pictures)
    write_pictures(tmp_path / "blue", [tinted(BLUE, rng) for _ in range(2)])
    learnt, out = split_pictures(read_picture_folder(tmp_path), 0.25)
    assert len(out) >= 3 and len(learnt) + len(out) == 42
    assert not set(learnt.keys) & set(out.keys)


def test_a_part_for_testing_is_held_out_as_it_is(tmp_path, rng):
    both = tinted(RED, rng)
    for part in ("train", "test"):
        colours(tmp_path / part, rng, 5)
        write_pictures(tmp_path / part / "red" / "both", [both])
    learnt, out = split_pictures(read_picture_folder(tmp_path), 0.25)
    assert out.counts(3) == [5, 5, 6]
    assert learnt.counts(3) == [5, 5, 5]  # without the one that is tested too


def test_a_class_that_is_only_tested_is_refused(tmp_path, rng):
    for part in ("train", "test"):
        colours(tmp_path / part, np.random.default_rng(8), 3)
    with pytest.raises(DataError, match="blue has no picture to learn from"):
        split_pictures(read_picture_folder(tmp_path), 0.25)


def test_the_only_picture_of_a_class_is_learnt(tmp_path, rng):
    write_pictures(tmp_path / "red", [tinted(RED, rng)])
    write_pictures(tmp_path / "blue", [tinted(BLUE, rng), tinted(BLUE, rng)])
    learnt, out = split_pictures(read_picture_folder(tmp_path), 0.25)
    assert (learnt.counts(2), out.counts(2)) == ([1, 1], [1, 0])

"""Pictures of symbols: any size, either polarity, hostile files, folders as people name them."""

from __future__ import annotations

import os
import struct
import time
from io import BytesIO

import numpy as np
import pytest
from photofiles import bmp_of, chunk, jpeg_of_passes, png_of, text_bombs
from PIL import Image
from specimens import found_in, labels_in, picture, png, reasons_in, written

from calculator.given import SAMPLE_LABELS
from training.exchange.classes import FOLDERS, label_of, label_of_latex, latex_of
from training.exchange.entries import entries_of_path
from training.pictures import KEPT_SIDE, MAX_FILE_BYTES, PictureError, symbol_picture, traced


@pytest.mark.parametrize("label", SAMPLE_LABELS)
def test_every_label_is_found_again_by_our_names_of_it(label):
    assert label_of(FOLDERS[label]) == label_of(label) == label
    assert label_of_latex(latex_of(label)) == label_of_latex(f"${latex_of(label)}$") == label


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Plus", "+"),
        ("TIMES", "×"),
        ("x", "×"),
        ("X", "×"),
        ("[", "("),
        ("open", "("),
        ("forward slash", "÷"),
        ("decimal-point", "."),
        ("eq", "="),
        ("Other", "none"),
        ("seven", "7"),
        ("−", "-"),
        ("alpha", None),
        ("77", None),
        ("", None),
        ("٣", None),
    ],
)
def test_classes_have_many_names(name, label):
    assert label_of(name) == label


@pytest.mark.parametrize(("latex", "label"), [("x", None), ("X", None), (r"\sqrt", None)])
def test_letters_of_latex_are_no_symbols(latex, label):
    assert label_of_latex(latex) == label


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("7/a.png", "7"),
        ("set/train/7/a.png", "7"),
        ("7/scans/monday/a.PNG", "7"),
        ("1/plus/a.png", "+"),
        ("set/none/a.png", "none"),
        ("./7/a.png", "7"),
    ],
)
def test_the_class_is_the_innermost_folder_that_names_one(name, label):
    assert labels_in({name: png()}) == [label]


def test_folders_that_name_no_symbol_are_told_once_with_their_number_of_pictures():
    files = {"set/cat/a.png": png(), "set/cat/b.png": png(), "a.png": png(), "7/a.png": png()}
    specimens, skipped = found_in(files)
    assert [specimen.name for specimen in specimens] == ["7/a.png"]
    assert {each.name: each.reason for each in skipped} == {
        "a.png": "It lies in no folder that is named after a symbol.",
        "set/cat": "This folder names no symbol; it has 2 pictures.",
    }


def test_what_systems_leave_in_folders_is_passed_over():
    files = {"__MACOSX/7/._a.png": b"", "7/.DS_Store": b"", "7/Thumbs.db": b"", "README.txt": b""}
    assert labels_in({**files, "7/a.png": png()}) == ["7"]


LOOKS = {
    "dark on light": {},
    "light on dark": {"paper": 0, "pen": 255},
    "grey on grey": {"paper": 120, "pen": 60},
    "light on grey": {"paper": 120, "pen": 200},
    "colours": {"mode": "RGB", "paper": (250, 240, 200), "pen": (20, 40, 160)},
    "on nothing": {"mode": "RGBA", "paper": (0, 0, 0, 0), "pen": (0, 0, 0, 255)},
    "light on nothing": {"mode": "RGBA", "paper": (0, 0, 0, 0), "pen": (255, 255, 255, 255)},
    "two colours": {"mode": "1", "paper": 1},
    "deep": {"mode": "I;16", "paper": 60000, "pen": 300},
}


@pytest.mark.parametrize("size", [(28, 28), (100, 100), (640, 480), (12, 16)])
@pytest.mark.parametrize("look", LOOKS)
def test_ink_is_found_whatever_the_polarity_and_size(look, size):
    found = symbol_picture(png("+", size=size, **LOOKS[look]))
    assert max(found.shape) == min(KEPT_SIDE, max(size))
    assert (found.max(), int(np.median(found))) == (255, 0)
    height, width = found.shape
    assert found[height // 2, width // 2] > 200
    assert len(traced(found).strokes) in (1, 2, 3, 4)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "WEBP", "GIF"])
@pytest.mark.parametrize("name", ["7/a.png", "7/a.gif", "7/a.jpeg"])
def test_a_picture_is_known_by_its_content(kind, name):
    assert labels_in({name: written(picture(), kind)}) == ["7"]


def test_of_an_animation_the_first_picture_counts():
    blank = Image.new("L", (28, 28), 255)
    data = written(picture("+"), "GIF", save_all=True, append_images=[blank], comment=b"c" * 9000)
    assert (symbol_picture(data) > 200).sum() > 40


def test_the_camera_says_what_is_up():
    exif = Image.Exif()
    exif[0x0112] = 6
    upright = symbol_picture(written(picture("1", (40, 60)), "PNG"))
    turned = symbol_picture(written(picture("1", (40, 60)), "PNG", exif=exif))
    assert (turned == np.rot90(upright, -1)).all()


def test_a_kept_picture_is_dark_on_white_and_stays_as_it_is_when_imported_again():
    for look in LOOKS.values():
        [first], _ = found_in({"7/a.png": png("7", size=(100, 60), **look)})
        grey = np.asarray(Image.open(BytesIO(first.picture)))
        assert (grey.dtype, grey[0, 0], grey.min()) == (np.uint8, 255, 0)
        [again], _ = found_in({"7/b.png": first.picture})
        assert again.picture == first.picture


def test_endless_comments_in_a_gif_cost_nothing():
    good = written(picture(), "GIF")
    table = 13 + 3 * 2 ** ((good[10] & 7) + 1)
    comment = b"!\xfe" + (b"\xff" + bytes(255)) * 35_000 + b"\0"
    start = time.monotonic()
    assert labels_in({"7/a.gif": good[:table] + comment + good[table:]}) == ["7"]
    assert time.monotonic() - start < 10


HOSTILE = {
    "empty": (b"", "It is no picture that can be read"),
    "text": (b"This is a seven.", "It is no picture that can be read"),
    "a PDF": (b"%PDF-1.7", "It is no picture that can be read"),
    "a TIFF": (lambda: written(picture(), "TIFF"), "It is no picture that can be read"),
    "cut off": (lambda: png()[:-30], "This PNG is broken"),
    "cut off in its header": (lambda: png()[:20], "This PNG is broken"),
    "a JPEG cut off": (lambda: written(picture(), "JPEG")[:300], "This JPEG is broken"),
    "a GIF cut off": (lambda: written(picture(), "GIF")[:30], "This GIF is broken"),
    "a GIF of nothing": (b"GIF89a", "This GIF is broken"),
    "a huge PNG": (lambda: png_of(100_000, 100_000), "It has more than 40 megapixels."),
    "a large PNG": (lambda: png_of(7000, 7000), "It has more than 40 megapixels."),
    "a huge GIF": (
        lambda: b"GIF89a" + struct.pack("<HHBBB", 65535, 65535, 0, 0, 0) + b",",
        "GIF",
    ),
    "a huge BMP": (lambda: bmp_of(60_000, 60_000), "It has more than 40 megapixels."),
    "a packed BMP": (lambda: bmp_of(5000, 5000, 1), "This BMP is packed oddly"),
    "a JPEG of many passes": (lambda: jpeg_of_passes(3000), "This JPEG is packed oddly"),
    "blank": (lambda: written(Image.new("L", (28, 28), 255)), "Nothing is drawn in it."),
    "nearly blank": (lambda: written(picture(pen=240)), "Nothing is drawn in it."),
    "too large": (lambda: png() + bytes(MAX_FILE_BYTES), "It is larger than 10 MB."),
    "of one pixel": (lambda: written(Image.new("L", (1, 1))), "Nothing is drawn in it."),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_broken_picture_is_skipped_with_a_reason_and_the_rest_is_imported(name):
    data, reason = HOSTILE[name]
    data = data if isinstance(data, bytes) else data()
    specimens, [skipped] = found_in({"7/a.png": data, "7/b.png": png()})
    assert [specimen.name for specimen in specimens] == ["7/b.png"]
    assert skipped.name == "7/a.png"
    assert reason in skipped.reason and skipped.reason.endswith(".")


def test_texts_beside_a_picture_are_not_unpacked():
    good = png()
    assert labels_in({"7/a.png": good[:33] + b"".join(text_bombs()) + good[33:]}) == ["7"]
    broken = good[:33] + chunk(b"eXIf", b"nonsense") + good[33:]
    assert labels_in({"7/a.png": broken}) == ["7"]


def test_noise_is_dealt_with_in_bounded_time():
    noise = np.random.default_rng(1).integers(0, 256, (600, 600), dtype=np.uint8)
    board = (np.indices((128, 128)).sum(axis=0) % 2 * 255).astype(np.uint8)
    start = time.monotonic()
    found_in(
        {f"7/{at}.png": written(Image.fromarray(each)) for at, each in enumerate((noise, board))}
    )
    assert time.monotonic() - start < 20


def test_faint_and_thin_pictures_are_traced():
    thin = Image.new("L", (1000, 1000), 255)
    thin.putpixel((500, 500), 0)
    with pytest.raises(PictureError, match="Nothing is drawn"):
        symbol_picture(written(thin))
    line = np.full((128, 128), 0, np.uint8)
    line[20:100, 64] = 255
    assert len(traced(line).strokes) >= 1


def test_a_folder_on_the_disk_is_walked_without_following_links(tmp_path):
    outside = tmp_path / "outside" / "7"
    outside.mkdir(parents=True)
    (outside / "secret.png").write_bytes(png())
    folder = tmp_path / "set" / "7"
    folder.mkdir(parents=True)
    (folder / "a.png").write_bytes(png())
    (folder / "link.png").symlink_to(outside / "secret.png")
    (tmp_path / "set" / "8").symlink_to(outside)
    os.mkfifo(folder / "pipe.png")
    specimens, skipped = found_in(list(entries_of_path(tmp_path / "set")))
    assert [specimen.name for specimen in specimens] == ["set/7/a.png"]
    assert {each.name for each in skipped} == {"set/7/link.png", "set/7/pipe.png", "set/8"}


def test_a_folder_may_itself_be_the_class(tmp_path):
    (tmp_path / "plus").mkdir()
    (tmp_path / "plus" / "a.png").write_bytes(png("+"))
    specimens, _ = found_in(list(entries_of_path(tmp_path / "plus")))
    assert [specimen.label for specimen in specimens] == ["+"]


def test_a_thousand_pictures_are_imported_each_as_what_it_is():
    files = {
        f"{label}/{at}.png": png(label, shift=at % 7 / 2) for label in "17+-" for at in range(250)
    }
    assert labels_in(files) == [label for label in "17+-" for _ in range(250)]


def test_files_of_other_kinds_are_told(tmp_path):
    assert (
        reasons_in({"7/a.txt": b"7", "7/b": b""})
        == ["It is of no kind that is imported: pictures, IDX, InkML, or a ZIP of these."] * 2
    )

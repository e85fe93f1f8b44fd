"""Opening files of photos: what is odd and right, what is refused, and what is upright."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from photofiles import (
    BAD,
    GOOD,
    PAPER,
    PEN,
    SIZE,
    Bad,
    chunk,
    drawing,
    exif_of,
    png_of,
    png_with,
    written,
)
from PIL import Image

from segmentation.photo.files import (
    MAX_FILE_BYTES,
    MIN_SIDE,
    WORKING_SIDE,
    PhotoError,
    open_photo,
)

INK = np.asarray(drawing().convert("L")) < 128
"""Where the drawing has ink."""
DISTANCE = 100
"""Levels of grey that ink and paper are apart at least, however the file is made."""


@pytest.mark.parametrize("name", GOOD)
def test_an_odd_file_is_the_picture_that_it_is(name):
    photo = open_photo(GOOD[name]())
    assert (photo.size, photo.pixels.shape, photo.pixels.dtype) == (
        SIZE,
        (*SIZE[::-1], 3),
        np.uint8,
    )
    grey = photo.pixels.mean(axis=2)
    apart = np.median(grey[~INK]) - np.median(grey[INK])
    assert (-apart if name == "light on nothing" else apart) > DISTANCE


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
def test_a_hostile_file_is_refused(bad: Bad):
    with pytest.raises(PhotoError) as refused:
        open_photo(bad.data())
    assert refused.value.kind == bad.kind
    assert refused.value.message.endswith(".")


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("page.jpg", "This is a PDF, not a photo; take a picture of the page or export it as PNG."),
        ("phone.jpg", "HEIC"),
        ("gif.png", "GIF"),
        ("drawing.jpg", "SVG"),
        ("half.webp", "WebP"),
        ("huge.png", "900 megapixels"),
        ("ribbon.png", "60,000 × 20 pixels"),
    ],
)
def test_a_refusal_says_what_the_file_is(name, part):
    bad = next(bad for bad in BAD if bad.name == name)
    with pytest.raises(PhotoError, match=part):
        open_photo(bad.data())


def test_a_file_that_is_too_large_is_refused():
    with pytest.raises(PhotoError) as refused:
        open_photo(written(drawing(), "JPEG").ljust(MAX_FILE_BYTES + 1))
    assert refused.value.kind == "too_large"


CORNERS = Image.new("RGB", (80, 40), PAPER)
CORNERS.paste(PEN, (0, 0, 20, 10))
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""How a camera that says an orientation has written the upright picture."""


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_upright_as_its_file_says(kind, orientation):
    as_taken = CORNERS.transpose(TURNS[orientation]) if orientation > 1 else CORNERS
    photo = open_photo(written(as_taken, kind, quality=95, exif=exif_of(orientation)))
    assert photo.size == CORNERS.size
    assert np.abs(photo.pixels.astype(int) - np.asarray(CORNERS)).mean() < 5


def test_the_orientation_may_come_with_the_bytes_the_other_way_round():
    big_endian = b"MM\0*\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1\0\6\0\0\0\0\0\0"
    assert open_photo(png_with([chunk(b"eXIf", big_endian)])).size == SIZE[::-1]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP"])
@pytest.mark.parametrize(
    ("size", "worked_on"),
    [
        ((WORKING_SIDE, 40), (WORKING_SIDE, 40)),
        ((WORKING_SIDE + 1, 40), (WORKING_SIDE, 40)),
        ((3 * WORKING_SIDE - 1, 1001), (WORKING_SIDE, 334)),
        ((90, 4 * WORKING_SIDE + 3), (22, WORKING_SIDE)),
        ((MIN_SIDE, MIN_SIDE), (MIN_SIDE, MIN_SIDE)),
    ],
)
def test_a_large_photo_is_reduced(kind, size, worked_on):
    photo = open_photo(written(Image.new("RGB", size, PAPER), kind))
    assert photo.size == size
    assert photo.pixels.shape == (*worked_on[::-1], 3)
    assert photo.scale == pytest.approx(max(size) / max(worked_on), rel=0.05)
    assert np.abs(photo.pixels - np.array(PAPER)).max() <= 3


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP"])
@pytest.mark.parametrize("mode", ["RGB", "L", "1", "P"])
def test_reducing_keeps_everything_in_its_place(kind, mode):
    size = (2 * WORKING_SIDE + 77, 500)
    picture = drawing(size).convert(mode, dither=Image.Dither.NONE)
    if kind in ("JPEG", "WEBP"):
        picture = picture.convert("RGB")
    reduced = open_photo(written(picture, kind)).pixels.mean(axis=2)
    expected = drawing(size).convert("L").resize(reduced.shape[::-1], Image.Resampling.BOX)
    assert np.corrcoef(reduced.ravel(), np.asarray(expected).ravel())[0, 1] > 0.97


def test_sixteen_bits_are_scaled_and_not_cut_off():
    ramp = np.linspace(0, 65535, 64).astype(np.uint16)[None].repeat(16, axis=0)
    pixels = open_photo(written(Image.fromarray(ramp))).pixels[0, :, 0]
    assert np.abs(pixels - np.linspace(0, 255, 64)).max() <= 1


@pytest.mark.parametrize(
    ("ink", "ground"), [((0, 0, 0, 255), 255), ((255, 255, 0, 255), 0), ((90, 0, 0, 90), 255)]
)
def test_what_is_drawn_on_nothing_lies_on_the_other_side_of_grey(ink, ground):
    picture = drawing(pen=ink, paper=(77, 77, 77, 0))
    assert np.median(open_photo(written(picture)).pixels) == ground


def test_nothing_at_all_is_white():
    assert (open_photo(written(Image.new("RGBA", (50, 50)))).pixels == 255).all()


def test_nothing_about_a_sheet_of_paper_is_white():
    picture = Image.new("RGBA", (100, 100))
    picture.paste(drawing((90, 90)), (5, 5))
    assert (open_photo(written(picture)).pixels[0] == 255).all()


def test_a_refusal_by_the_header_decodes_nothing(monkeypatch):
    monkeypatch.setattr("segmentation.photo.files.reduced", pytest.fail)
    with pytest.raises(PhotoError):
        open_photo(png_of(30_000, 30_000))


@settings(max_examples=60)
@given(
    name=st.sampled_from(["PNG", "JPEG", "progressive JPEG", "WebP", "BMP", "palette", "CMYK"]),
    places=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=20),
)
def test_no_damage_makes_opening_fail(name: str, places: list[tuple[float, int]]):
    data = bytearray(GOOD[name]())
    for at, value in places:
        data[int(at * (len(data) - 1))] = value
    try:
        pixels = open_photo(bytes(data)).pixels
    except PhotoError as refused:
        assert refused.message.endswith(".")
    else:
        assert pixels.ndim == 3
        assert max(pixels.shape) <= WORKING_SIDE


@settings(max_examples=60)
@given(start=st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8", b"BM"]), rest=st.binary())
def test_no_bytes_make_opening_fail(start: bytes, rest: bytes):
    with pytest.raises(PhotoError):
        open_photo(start + rest)

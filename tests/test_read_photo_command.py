"""The command that reads photos, beside ink, and draws what it read over them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from drawings import fixture_ink
from photofiles import BAD, EXPRESSION, GOOD, SIZE, Bad, drawing, exif_of, form, written
from photofiles import FORM as FORM_TYPE
from PIL import Image

from calculator.errors import DivisionByZero
from calculator.evaluate import Result as Answer
from calculator.read import read_ink
from calculator.reading import Line, PhotoReading, Symbol
from segmentation.ink import Box
from segmentation.photo.files import Photo
from segmentation.photo.quality import Concern
from webapp.cli import main
from webapp.commands.overlay import SIDE, SURE, UNSURE, draw
from webapp.commands.read import _words

GREY = (128, 128, 128)


def run(*arguments: object, given: bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["read", *map(str, arguments)], input=given)


@pytest.fixture
def photo(tmp_path) -> Path:
    path = tmp_path / "photo.png"
    path.write_bytes(written(drawing()))
    return path


@pytest.fixture
def ink(tmp_path, good_ink) -> Path:
    path = tmp_path / "ink.json"
    path.write_bytes(good_ink)
    return path


def test_photos_are_read_beside_ink(photo, ink):
    result = run(photo, ink)
    assert result.exit_code == 0
    assert result.stdout == f"{photo}: 12+30 = 42\n{ink}: 1+1 = 2\n"


def test_the_api_and_the_command_agree(client, photo):
    answer = client.post(
        "/api/v1/read/photo", data=form(photo.read_bytes()), content_type=FORM_TYPE
    )
    reading = json.loads(run("--json", photo).stdout)
    assert reading.pop("path") == str(photo)
    assert reading == answer.get_json()


@pytest.mark.parametrize("name", ["photo", "photo.json", "photo.inkml", "photo.gif"])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WebP", "BMP"])
def test_a_photo_is_known_by_its_content(tmp_path, name, kind):
    path = tmp_path / name
    path.write_bytes(GOOD[kind]())
    assert json.loads(run("--json", path).stdout)["lines"][0]["expression"] == EXPRESSION


def test_ink_is_known_by_its_content(tmp_path, good_ink):
    path = tmp_path / "ink.jpg"
    path.write_bytes(good_ink)
    assert run(path).stdout == f"{path}: 1+1 = 2\n"


def test_a_photo_is_read_from_the_standard_input(photo):
    assert run("-", given=photo.read_bytes()).stdout == "-: 12+30 = 42\n"


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
def test_a_hostile_photo_is_a_line_with_an_error(tmp_path, ink, bad: Bad):
    path = tmp_path / bad.name
    path.write_bytes(bad.data())
    result = run("--json", path, ink)
    answer, reading = map(json.loads, result.stdout.splitlines())
    assert result.exit_code == 1
    assert (answer["path"], answer["error"]["kind"]) == (str(path), bad.kind)
    assert reading["lines"][0]["expression"] == "1+1"


def reading_of(*lines: Line, size: tuple[int, int] = SIZE, turn: int = 0, **more) -> PhotoReading:
    return PhotoReading("photo", "16-none", lines, size, turn, (), **{"concerns": (), **more})


def line_of(*symbols: Symbol, exact: str | None = "42") -> Line:
    result = Answer(exact, exact, exact, exact) if exact else None
    return Line(symbols, 1.0, "", "", "12+30", result, error=None if exact else DivisionByZero())


def symbol_at(x: float, y: float, confidence: float = 1.0, label: str = "1") -> Symbol:
    return Symbol(label, (0,), Box(x, y, x + 40, y + 60), confidence)


def test_concerns_are_told_on_the_error_stream(photo, monkeypatch):
    concerns = (Concern("too_dark", "It is dark."), Concern("too_small", "It is small."))
    reading = reading_of(concerns=concerns)
    monkeypatch.setattr("calculator.photo.read_photo", lambda *arguments: reading)
    result = run(photo)
    assert result.exit_code == 0
    assert result.stdout == f"{photo}: nothing is written\n"
    assert result.stderr == f"{photo}: Warning: It is dark.\n{photo}: Warning: It is small.\n"
    assert json.loads(run("--json", photo).stdout)["warnings"][0]["kind"] == "too_dark"


def test_photos_are_not_read_by_projection(photo, ink):
    result = run("--method", "projection", photo, ink)
    assert result.exit_code == 1
    assert result.stderr == f"{photo}: A photo is read by the method lattice only.\n"
    assert result.stdout == f"{ink}: 1+1 = 2\n"


@pytest.mark.parametrize("orientation", [1, 6])
def test_an_overlay_is_drawn(tmp_path, orientation):
    path, out = tmp_path / "photo.jpg", tmp_path / "out.png"
    taken = drawing() if orientation == 1 else drawing().rotate(90, expand=True)
    path.write_bytes(written(taken, "JPEG", quality=95, exif=exif_of(orientation)))
    result = run(path, "--overlay", out)
    assert (result.exit_code, result.stdout) == (0, f"{path}: 12+30 = 42\n")
    with Image.open(out) as drawn:
        assert drawn.format == "PNG"
        assert drawn.size == (SIDE, SIDE * SIZE[1] // SIZE[0])
        assert SURE in colours(drawn)
    assert sorted(tmp_path.iterdir()) == [out, path]


def test_an_overlay_is_for_one_file(photo, ink, tmp_path):
    out = tmp_path / "out.png"
    result = run(photo, ink, "--overlay", out)
    assert (result.exit_code, out.exists()) == (2, False)
    assert "one photo at a time" in result.stderr


def test_an_overlay_is_for_photos(ink, tmp_path):
    out = tmp_path / "out.png"
    result = run(ink, "--overlay", out)
    assert (result.exit_code, out.exists()) == (2, False)
    assert "this file is ink" in result.stderr


def test_an_overlay_that_cannot_be_written_is_told_in_one_line(photo, tmp_path):
    result = run(photo, "--overlay", tmp_path / "missing" / "out.png")
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert result.stderr.endswith("out.png cannot be written: No such file or directory\n")


def test_no_half_overlay_is_left(photo, tmp_path, monkeypatch):
    def fail(picture: Image.Image, path: Path, *arguments: object) -> None:
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    out = tmp_path / "out.png"
    out.write_bytes(b"the one before")
    monkeypatch.setattr(Image.Image, "save", fail)
    assert run(photo, "--overlay", out).exit_code == 1
    assert out.read_bytes() == b"the one before"
    assert sorted(tmp_path.iterdir()) == [out, photo]


def test_a_hostile_photo_leaves_no_overlay(tmp_path):
    path, out = tmp_path / "photo.jpg", tmp_path / "out.png"
    path.write_bytes(b"\xff\xd8\xff")
    assert run(path, "--overlay", out).exit_code == 1
    assert not out.exists()


def blank(size: tuple[int, int] = SIZE) -> Photo:
    return Photo(np.full((size[1], size[0], 3), GREY, np.uint8), size)


def colours(picture: Image.Image) -> set[tuple[int, int, int]]:
    return {color for _, color in picture.getcolors(2**24)}


@pytest.mark.parametrize(
    ("confidence", "there", "absent"), [(0.76, SURE, UNSURE), (0.74, UNSURE, SURE)]
)
def test_doubt_has_another_colour(confidence, there, absent):
    line = line_of(symbol_at(100, 100, confidence))
    drawn = draw(blank(), reading_of(line)).crop((180, 100, 282, 340))
    assert there in colours(drawn)
    assert absent not in colours(drawn)


def test_a_doubtful_box_is_dashed():
    sure, unsure = (
        draw(blank(), reading_of(line_of(symbol_at(100, 100, confidence))))
        for confidence in (0.9, 0.5)
    )
    across = np.linspace(210, 310, 60).astype(int)
    assert all(sure.getpixel((200, y)) == SURE for y in across.tolist())
    assert 0.2 < np.mean([unsure.getpixel((200, y)) == UNSURE for y in across.tolist()]) < 0.8


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_the_overlay_of_a_turned_photo_is_upright(turn):
    size = SIZE if turn % 180 == 0 else SIZE[::-1]
    marked = blank()
    marked.pixels[:20, :20] = (255, 0, 0)
    drawn = draw(marked, reading_of(size=size, turn=turn))
    assert drawn.width > drawn.height if size == SIZE else drawn.width < drawn.height
    corner = {0: (9, 9), 90: (-9, 9), 180: (-9, -9), 270: (9, -9)}[turn]
    at = tuple(value % side for value, side in zip(corner, drawn.size, strict=True))
    assert drawn.getpixel(at) == (255, 0, 0)


@pytest.mark.parametrize(
    "at",
    [(0, 0), (SIZE[0] - 40, 0), (SIZE[0] - 40, SIZE[1] - 60), (0, SIZE[1] - 60), (280, 90)],
)
@pytest.mark.parametrize("exact", ["42", None, "9" * 500])
def test_an_answer_is_in_the_picture_and_leaves_the_symbol_free(at, exact):
    symbol = symbol_at(*at)
    drawn = np.asarray(draw(blank(), reading_of(line_of(symbol, exact=exact))))
    untouched = (drawn == GREY).all(axis=2)
    factor = SIDE / SIZE[0]
    x, y = (round(value * factor) for value in at)
    inside = untouched[y + 50 : y + 110, x + 40 : x + 70]
    assert inside.mean() > 0.5
    plate = (drawn == 255).all(axis=2)
    assert plate.sum() > 1000


def test_the_answers_of_many_lines_do_not_cover_each_other():
    lines = [line_of(symbol_at(20, 20 + 75 * at)) for at in range(3)]
    alone = [white(draw(blank(), reading_of(line))) for line in lines]
    assert white(draw(blank(), reading_of(*lines))) == sum(alone)


def white(picture: Image.Image) -> int:
    return int((np.asarray(picture) == 255).all(axis=2).sum())


def test_the_number_of_a_question_stands_before_its_answer(classifier):
    (line,) = read_ink(fixture_ink("12+30"), classifier).lines
    assert " ".join(_words(replace(line, number="3)"))) == "3) 12+30 = 42"


def test_an_overlay_never_overwrites_the_photo(photo):
    before = photo.read_bytes()
    result = run(photo, "--overlay", photo)
    assert result.exit_code == 2
    assert "overwrite" in result.stderr
    assert photo.read_bytes() == before


def test_a_reading_is_told_even_if_its_overlay_cannot_be_written(photo, tmp_path):
    result = run("--json", photo, "--overlay", tmp_path / "nowhere" / "out.png")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["lines"][0]["expression"] == "12+30"
    assert "cannot be written" in result.stderr

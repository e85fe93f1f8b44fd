"""The command line: reading files, and errors in one line."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from click import ClickException
from click.testing import CliRunner, Result

import calculator.read
from segmentation.photo.files import MAX_FILE_BYTES
from webapp import files
from webapp.cli import main
from webapp.commands.method import METHODS
from webapp.commands.train_extra import train_extra

INKML = (
    '<ink xmlns="http://www.w3.org/2003/InkML">{}</ink>'.format(
        "".join(f"<trace>{trace}</trace>" for trace in ("0 0, 0 40", "20 20, 50 20", "35 5, 35 35"))
    )
    .replace("</ink>", "<trace>70 0, 70 40</trace></ink>")
    .encode()
)
BOMB = b'<!DOCTYPE ink [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><ink><trace>&b;</trace></ink>'


def run(*arguments: object, given: bytes | None = None) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=given)


def read_json(*paths: Path) -> tuple[int, list[dict]]:
    result = run("read", "--json", *paths)
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def good(tmp_path, good_ink) -> Path:
    path = tmp_path / "good.json"
    path.write_bytes(good_ink)
    return path


def test_ink_is_read_for_people(good):
    result = run("read", good)
    assert (result.exit_code, result.stdout) == (0, f"{good}: 1+1 = 2\n")


def test_a_number_is_not_said_to_equal_itself(tmp_path):
    path = tmp_path / "one.json"
    path.write_text(json.dumps({"strokes": [[[0, 0], [0, 40]]]}))
    assert run("read", path).stdout == f"{path}: 1\n"


def test_ink_is_read_for_programs(good):
    status, [reading] = read_json(good)
    assert status == 0
    assert list(reading) == ["path", "kind", "model", "lines"]
    assert reading["path"] == str(good)
    assert reading["lines"][0]["result"]["exact"] == "2"


def test_the_api_and_the_command_agree(client, good, good_ink):
    answer = client.post("/api/v1/read/ink", data=good_ink, content_type="application/json")
    _, [reading] = read_json(good)
    del reading["path"]
    assert reading == answer.get_json()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.inkml", INKML),
        ("without-suffix", INKML),
        ("spaces.xml", b"\n  " + INKML),
        ("mark.inkml", b"\xef\xbb\xbf" + INKML),
        ("wide.xml", INKML.decode().encode("utf-16")),
    ],
)
def test_inkml_is_known_by_its_content(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    assert run("read", path).stdout == f"{path}: 1+1 = 2\n"


def test_the_standard_input_is_read(good_ink):
    result = run("read", "-", given=good_ink)
    assert (result.exit_code, result.stdout) == (0, "-: 1+1 = 2\n")


@pytest.mark.parametrize(
    ("strokes", "text"),
    [
        ([], "nothing is written"),
        ([[[0, 20], [30, 20]], [[15, 5], [15, 35]]], "."),
    ],
)
def test_what_has_no_answer_says_why_and_is_no_failure(tmp_path, strokes, text):
    path = tmp_path / "ink.json"
    path.write_text(json.dumps({"strokes": strokes}))
    result = run("read", path)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"{path}: ")
    assert result.stdout.endswith(f"{text}\n")


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that cannot be read, and the kind of the error."""

    name: str
    data: bytes
    kind: str


REFUSED = [
    Refused("empty.json", b"", "bad_json"),
    Refused("half.json", b'{"strokes": [[', "bad_json"),
    Refused("nan.json", b'{"strokes": [[[NaN, 0]]]}', "bad_json"),
    Refused("deep.json", b"[" * 100_000, "bad_json"),
    Refused("digits.json", b"9" * 100_000, "bad_json"),
    Refused("bytes.json", b"\xff\xfe\xfd\x00", "bad_json"),
    Refused("list.json", b"[]", "malformed_ink"),
    Refused("far.json", b'{"strokes": [[[1e300, 0]]]}', "too_far"),
    Refused("many.json", b'{"strokes": [%s[[1,2]]]}' % (b"[[1,2]]," * 1000), "too_many_strokes"),
    Refused("large.json", b" " * (files.MAX_INK_BYTES + 1), "too_large"),
    Refused("empty.inkml", b"", "malformed_inkml"),
    Refused("half.inkml", INKML[:-9], "malformed_inkml"),
    Refused("page.html", b"<html></html>", "unsupported"),
    Refused("bomb.inkml", BOMB, "hostile_xml"),
    Refused("words.inkml", b"<ink><trace>one two</trace></ink>", "malformed_inkml"),
    Refused("page.xml", b"<page></page>", "malformed_inkml"),
    Refused("huge.json", b" " * (MAX_FILE_BYTES + 1), "too_large"),
    Refused("photo.jpg", b"\xff\xd8\xff\xe0" + bytes(50), "broken_photo"),
    Refused("photo.json", b"\x89PNG\r\n\x1a\n", "broken_photo"),
    Refused("photo.webp", b"RIFF\x00\x00\x00\x00WEBP", "broken_photo"),
    Refused("photo.bmp", b"BM" + bytes(50), "broken_photo"),
]


@pytest.mark.parametrize("refused", REFUSED, ids=lambda refused: refused.name)
def test_a_hostile_file_is_a_line_with_an_error(tmp_path, good, refused: Refused):
    path = tmp_path / refused.name
    path.write_bytes(refused.data)
    status, [answer, reading] = read_json(path, good)
    assert status == 1
    assert list(answer) == ["path", "error"]
    assert answer["path"] == str(path)
    assert answer["error"]["kind"] == refused.kind
    assert answer["error"]["message"].endswith(".")
    assert reading["lines"][0]["expression"] == "1+1"


def test_what_is_no_file_is_a_line_with_an_error(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    paths = [tmp_path / "missing.json", tmp_path, pipe, tmp_path / ("long" * 100)]
    status, answers = read_json(*paths)
    assert status == 1
    assert [answer["error"]["kind"] for answer in answers] == ["unreadable_file"] * len(paths)
    assert "No such file" in answers[0]["error"]["message"]


def test_people_are_told_on_the_error_stream(tmp_path, good):
    missing = tmp_path / "missing.json"
    result = run("read", missing, good)
    assert result.exit_code == 1
    assert result.stdout == f"{good}: 1+1 = 2\n"
    assert result.stderr == f"{missing}: The file cannot be read: No such file or directory.\n"


def test_odd_names_are_printed(tmp_path, good_ink):
    path = tmp_path / os.fsdecode(b"\xff\n.json")
    path.write_bytes(good_ink)
    status, [reading] = read_json(path)
    assert (status, reading["path"]) == (0, str(path))
    assert run("read", path).exit_code == 0


@pytest.mark.parametrize("command", [[], ["serve"], ["read"], ["train"], ["evaluate"]])
def test_every_command_explains_itself(command):
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith("Usage: ")


@pytest.mark.parametrize(
    "arguments",
    [
        ["nothing"],
        ["read"],
        ["read", "--method", "guess", "x"],
        ["serve", "--port", "70000"],
        ["serve", "--port", "many"],
        ["train", "--data", "/nowhere"],
        ["evaluate", "/nowhere"],
    ],
)
def test_misuse_is_told(arguments):
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Error: " in result.stderr


def test_the_methods_are_those_of_the_calculator():
    assert METHODS == calculator.read.METHODS


def test_a_folder_without_known_sets_is_told_in_one_line(tmp_path):
    result = run("evaluate", tmp_path)
    assert result.exit_code == 1
    assert re.fullmatch(r"Error: .+\n", result.stderr)


def test_a_folder_without_a_model_is_told_in_one_line(tmp_path):
    result = run("evaluate", tmp_path, "--model", tmp_path)
    assert result.exit_code == 1
    assert re.fullmatch(r"Error: There is no whole model in .+\n", result.stderr)


def test_a_missing_module_of_the_extra_is_told():
    with (
        pytest.raises(ClickException, match=r"torch\._C is not installed; pip install"),
        train_extra(),
    ):
        raise ModuleNotFoundError("No module named 'torch._C'", name="torch._C")


def test_another_missing_module_is_a_mistake_of_ours():
    with pytest.raises(ModuleNotFoundError), train_extra():
        raise ModuleNotFoundError("No module named 'training.x'", name="training.x")

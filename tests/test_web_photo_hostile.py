"""Hostile photos and forms: the answer is a reading or a refusal with a reason, never a failure."""

from __future__ import annotations

import gzip
import tempfile
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from photofiles import (
    BAD,
    EXPRESSION,
    FORM,
    FORM_END,
    GOOD,
    SIZE,
    Bad,
    drawing,
    form,
    part,
    written,
)
from werkzeug.test import TestResponse

from calculator.reading import PhotoReading
from segmentation.photo.files import MAX_FILE_BYTES
from webapp.app import MAX_BODY_BYTES
from webapp.bodies import MAX_MARKS, MAX_PARTS, MAX_TEXT_BYTES, MAX_UPLOAD_BYTES

READ = "/api/v1/read/photo"
CHECK = "/api/v1/check/photo"
INK = "/api/v1/read/ink"
STATUSES = {"unsupported": 415, "too_many_pixels": 413}
"""Of refusals; 422 of all others."""
SMALL = written(drawing((300, 125)))


@pytest.fixture
def unread(monkeypatch) -> None:
    """Read no photo, as the form is what is tested: each photo has nothing written."""
    nothing = PhotoReading("photo", "16-none", (), SIZE, 0, (), ())
    monkeypatch.setattr("webapp.api.read_photo", lambda *arguments: nothing)


def post(client: FlaskClient, data: bytes, name: str = "photo.png", path: str = READ):
    return client.post(path, data=form(data, name), content_type=FORM)


def check_refusal(answer: TestResponse, status: int, kind: str) -> None:
    assert (answer.status_code, answer.get_json()["error"]["kind"]) == (status, kind)
    assert answer.get_json()["error"].keys() == {"kind", "message"}
    assert answer.get_json()["error"]["message"].endswith(".")


@pytest.mark.parametrize("path", [READ, CHECK])
@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
def test_a_hostile_photo_is_refused_and_the_next_is_served(client, path, bad: Bad):
    check_refusal(post(client, bad.data(), bad.name, path), STATUSES.get(bad.kind, 422), bad.kind)
    assert client.get("/api/v1/health").status_code == 200


@pytest.mark.parametrize("name", GOOD)
def test_an_odd_photo_is_read(client, name):
    answer = post(client, GOOD[name](), "photo.gif")
    assert answer.status_code == 200
    assert [line["expression"] for line in answer.get_json()["lines"]] == [EXPRESSION]


@dataclass(frozen=True, slots=True)
class Case:
    """A body, and the status and the kind with which it is refused."""

    name: str
    body: bytes
    status: int
    kind: str
    content_type: str | None = FORM
    headers: tuple[tuple[str, str], ...] = ()


PHOTO = part(SMALL)

FORMS = [
    Case("empty", b"", 400, "bad_form"),
    Case("no parts", FORM_END, 400, "bad_form"),
    Case("no end", PHOTO, 400, "bad_form"),
    Case("cut off", PHOTO[: len(PHOTO) // 2], 400, "bad_form"),
    Case("other boundary", PHOTO.replace(b"boundary", b"another") + FORM_END, 400, "bad_form"),
    Case("part without a head", b"--boundary\r\n\r\nabc\r\n" + FORM_END, 400, "bad_form"),
    Case("the photo itself", SMALL, 400, "bad_form"),
    Case("no boundary", PHOTO + FORM_END, 400, "bad_form", "multipart/form-data"),
    Case("odd boundary", PHOTO + FORM_END, 400, "bad_form", "multipart/form-data; boundary=\xff"),
    Case("other field", part(SMALL, "file") + FORM_END, 400, "no_photo"),
    Case("photo as text", part(b"abc", name=None) + FORM_END, 400, "no_photo"),
    Case("text alone", part(b"[]", "given", None) + FORM_END, 400, "no_photo"),
    Case("two photos", PHOTO + PHOTO + FORM_END, 400, "several_files"),
    Case("a photo and a file", PHOTO + part(b"x", "file") + FORM_END, 400, "several_files"),
    Case("empty photo", part(b"") + FORM_END, 422, "empty_file"),
    Case("empty photo without a name", part(b"", name="") + FORM_END, 422, "empty_file"),
    Case("many parts", PHOTO + part(b"x", "x", None) * MAX_PARTS + FORM_END, 413, "too_large"),
    Case(
        "long text",
        PHOTO + part(b"1" * (MAX_TEXT_BYTES + 1), "given", None) + FORM_END,
        413,
        "too_large",
    ),
    Case("too large", part(bytes(MAX_UPLOAD_BYTES)) + FORM_END, 413, "too_large"),
    Case("photo too large", part(SMALL.ljust(MAX_FILE_BYTES + 1)) + FORM_END, 413, "too_large"),
]

TYPES = [
    Case("no type", PHOTO + FORM_END, 415, "wrong_type", None),
    Case("plain text", PHOTO + FORM_END, 415, "wrong_type", "text/plain"),
    Case("type of the photo", SMALL, 415, "wrong_type", "image/png"),
    Case("JSON", b"{}", 415, "wrong_type", "application/json"),
    Case("plain form", b"photo=x", 415, "wrong_type", "application/x-www-form-urlencoded"),
    Case("other parts", PHOTO + FORM_END, 415, "wrong_type", "multipart/mixed; boundary=boundary"),
    Case(
        "compressed",
        gzip.compress(PHOTO + FORM_END),
        415,
        "wrong_encoding",
        FORM,
        (("Content-Encoding", "gzip"),),
    ),
]

SAID = [
    Case(name, PHOTO + part(text.encode(), field, None) + FORM_END, status, kind)
    for name, field, text, status, kind in [
        ("given nothing", "given", "", 400, "bad_json"),
        ("given half", "given", "[{", 400, "bad_json"),
        ("given deep", "given", "[" * 100_000, 400, "bad_json"),
        ("given null", "given", "null", 422, "malformed_given"),
        ("mark text", "given", '[{"marks": ["0"], "label": "7"}]', 422, "malformed_given"),
        ("mark negative", "given", '[{"marks": [-1], "label": "7"}]', 422, "malformed_given"),
        ("mark beyond", "given", '[{"marks": [5000], "label": "7"}]', 422, "malformed_given"),
        ("far", "given", f'[{{"marks": [{MAX_MARKS}], "label": "7"}}]', 422, "malformed_given"),
        ("label unknown", "given", '[{"marks": [0], "label": "x"}]', 422, "malformed_given"),
        ("turn of nothing", "turn", "", 422, "malformed_turn"),
        ("turn askew", "turn", "45", 422, "malformed_turn"),
        ("turn of a fraction", "turn", "90.0", 422, "malformed_turn"),
        ("turn of a word", "turn", "left", 422, "malformed_turn"),
    ]
]
TWICE = Case("turn twice", PHOTO + part(b"0", "turn", None) * 2 + FORM_END, 400, "bad_form")


@pytest.mark.parametrize("case", [*FORMS, *TYPES, *SAID, TWICE], ids=lambda case: case.name)
def test_a_hostile_form_is_refused_with_a_reason(client, case: Case):
    answer = client.post(READ, data=case.body, content_type=case.content_type, headers=case.headers)
    check_refusal(answer, case.status, case.kind)


def test_a_photo_may_be_larger_than_ink(client, unread):
    photo = written(drawing()).ljust(MAX_FILE_BYTES)
    assert post(client, photo).status_code == 200
    answer = client.post(INK, data=b" " * (MAX_BODY_BYTES + 1), content_type="application/json")
    check_refusal(answer, 413, "too_large")


def test_no_photo_goes_to_the_disk(client, unread, monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    with pytest.raises(FileNotFoundError), tempfile.TemporaryFile():
        pass
    assert post(client, written(drawing()).ljust(2 * 2**20)).status_code == 200
    assert post(client, b"BM".ljust(2 * 2**20)).status_code == 422


NAMES = st.text(max_size=8).filter(lambda name: not {*name} & {*'"\r\n\\'})


@settings(max_examples=40)
@given(body=st.binary(max_size=200), boundary=st.text('ab=-;" ', max_size=8))
def test_no_form_makes_the_server_fail(app: Flask, body: bytes, boundary: str):
    answer = app.test_client().post(
        READ, data=body, content_type=f"multipart/form-data; boundary={boundary}"
    )
    assert 400 <= answer.status_code < 500
    assert answer.is_json


@settings(max_examples=40)
@given(content=st.binary(max_size=200), name=NAMES, turn=st.text(max_size=3))
def test_no_parts_make_the_server_fail(app: Flask, content: bytes, name: str, turn: str):
    body = part(content, name=name) + part(turn.encode("utf-8", "ignore"), "turn", None) + FORM_END
    answer = app.test_client().post(READ, data=body, content_type=FORM)
    assert 400 <= answer.status_code < 500
    assert answer.is_json

"""What the API answers to photos that are in order, and who may send them."""

from __future__ import annotations

import json
from threading import Barrier, Thread

import pytest
from contract import LINE_FIELDS
from flask.testing import FlaskClient
from photofiles import EXPRESSION, FORM, SIZE, drawing, exif_of, form, written
from PIL import Image
from werkzeug.test import TestResponse

from calculator.given import Given
from calculator.reading import PhotoReading
from recognizer.classifier import Classifier
from segmentation.ink import Ink
from segmentation.photo.files import Photo
from segmentation.photo.marks import Marks
from segmentation.photo.quality import Concern
from webapp import photos

READ = "/api/v1/read/photo"
CHECK = "/api/v1/check/photo"


@pytest.fixture(scope="module")
def good() -> bytes:
    return written(drawing())


def post(client: FlaskClient, path: str, photo: bytes, **fields: str) -> TestResponse:
    return client.post(path, data=form(photo, **fields), content_type=FORM)


@pytest.fixture
def heard(monkeypatch) -> list[tuple]:
    """Return what the reader of photos is asked, which answers that nothing is written."""
    calls: list[tuple] = []

    def listen(photo: Photo, classifier: Classifier, given: tuple, turn: int | None):
        calls.append((photo.size, given, turn))
        return PhotoReading("photo", "16-none", (), photo.size, turn or 0, (), ())

    monkeypatch.setattr("webapp.api.read_photo", listen)
    return calls


def test_a_photo_is_read(client, good):
    answer = post(client, READ, good)
    assert answer.status_code == 200
    reading = json.loads(answer.data)
    assert list(reading) == ["kind", "model", "size", "turn", "warnings", "lines", "marks"]
    assert (reading["kind"], reading["size"], reading["turn"]) == ("photo", list(SIZE), 0)
    assert list(reading["lines"][0]) == LINE_FIELDS
    assert [line["expression"] for line in reading["lines"]] == [EXPRESSION]
    assert answer.headers["Cache-Control"] == "no-store"


def test_boxes_are_in_pixels_of_the_file_however_large_it_is(client):
    small, large = (
        post(client, READ, written(drawing(size), "JPEG")).get_json()
        for size in (SIZE, (3000, 1250))
    )
    boxes = [symbol["box"] for symbol in small["lines"][0]["symbols"]]
    larger = [symbol["box"] for symbol in large["lines"][0]["symbols"]]
    assert len(boxes) == len(larger)
    for box, other in zip(boxes, larger, strict=True):
        assert other == pytest.approx([5 * value for value in box], abs=60)


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_the_file_says_how_it_is_upright(client, heard, orientation):
    data = written(drawing(), "JPEG", exif=exif_of(orientation))
    answer = post(client, READ, data).get_json()
    assert answer["size"] == list(SIZE if orientation < 5 else SIZE[::-1])


@pytest.mark.parametrize(
    ("fields", "given", "turn"),
    [
        ({}, (), None),
        ({"turn": "0", "given": "[]"}, (), 0),
        ({"turn": "270"}, (), 270),
        ({"given": '[{"marks": [1, 0], "label": "7"}]'}, (Given(frozenset({0, 1}), "7"),), None),
        ({"given": '[{"marks": [2], "label": "×"}]'}, (Given(frozenset({2}), "×"),), None),
        ({"comment": "some other field"}, (), None),
    ],
)
def test_what_a_person_said_reaches_the_reader(client, good, heard, fields, given, turn):
    assert post(client, READ, good, **fields).status_code == 200
    assert heard == [(SIZE, given, turn)]


def test_what_is_given_is_read(client, good):
    symbol = post(client, READ, good).get_json()["lines"][0]["symbols"][0]
    given = json.dumps([{"marks": symbol["marks"], "label": "7"}])
    line = post(client, READ, good, given=given, turn="0").get_json()["lines"][0]
    assert line["expression"] == f"7{EXPRESSION[1:]}"


def test_a_mistake_of_the_reader_is_no_fault_of_the_person(app, good, monkeypatch):
    def fail(*arguments: object) -> None:
        raise ValueError("a mistake of ours")

    monkeypatch.setattr("webapp.api.read_photo", fail)
    assert post(app.test_client(), READ, good).status_code == 500


def test_a_photo_is_checked_without_being_read(client, heard, monkeypatch):
    concern = Concern("too_dark", "The photo is dark; take it again with more light.")
    monkeypatch.setattr("webapp.api.find_marks", lambda photo: Marks(Ink(()), ()))
    monkeypatch.setattr("webapp.api.concerns", lambda photo, marks: (concern,))
    answer = post(client, CHECK, written(drawing()))
    assert answer.get_json() == {"size": list(SIZE), "warnings": [concern.as_dict()]}
    assert post(client, CHECK, written(drawing()), turn="90").get_json()["size"] == [*SIZE[::-1]]
    assert heard == []


def test_a_photo_is_checked_as_it_is_read(client, good):
    read, checked = (post(client, path, good).get_json() for path in (READ, CHECK))
    assert checked == {"size": read["size"], "warnings": read["warnings"]}


def test_a_blank_sheet_has_no_lines(client):
    answer = post(client, READ, written(Image.new("RGB", SIZE, "white")))
    assert (answer.status_code, answer.get_json()["lines"]) == (200, [])


def test_no_more_photos_are_in_work_than_there_are_places(app, good, monkeypatch):
    full = Barrier(photos.AT_ONCE + 1, timeout=20)
    inside: list[int] = []
    most: list[int] = []

    def linger(photo: Photo, *arguments: object) -> PhotoReading:
        inside.append(1)
        most.append(len(inside))
        if len(most) <= photos.AT_ONCE:
            full.wait()
        inside.pop()
        return PhotoReading("photo", "16-none", (), photo.size, 0, (), ())

    monkeypatch.setattr("webapp.api.read_photo", linger)
    threads = [
        Thread(target=post, args=(app.test_client(), READ, good)) for _ in range(photos.AT_ONCE + 4)
    ]
    for thread in threads:
        thread.start()
    full.wait()
    for thread in threads:
        thread.join(20)
    assert len(most) == len(threads)
    assert max(most) == photos.AT_ONCE


@pytest.mark.parametrize("path", [READ, CHECK])
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
    ],
)
def test_forms_of_other_sites_are_refused(client, heard, good, path, headers):
    answer = client.post(path, data=form(good), content_type=FORM, headers=headers)
    assert (answer.status_code, answer.get_json()["error"]["kind"]) == (403, "other_site")
    assert heard == []


def test_photos_are_read_for_the_page_itself(client, heard, good):
    headers = {"Host": "localhost", "Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert client.post(READ, data=form(good), content_type=FORM, headers=headers).status_code == 200
    assert len(heard) == 1


@pytest.mark.parametrize("path", [READ, CHECK])
def test_photos_are_only_sent(client, path):
    answer = client.get(path)
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]

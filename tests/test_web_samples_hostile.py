"""Hostile samples: whatever is sent, the answer is a refusal with a reason, and nothing is kept."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient
from hands import ONE, SESSION, body, entry
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from photofiles import FORM, drawing, form, written

from calculator.given import SAMPLE_LABELS
from segmentation.codecs import MAX_STROKES
from webapp.labelled import MAX_AT_ONCE, MAX_IDS
from webapp.surroundings import MAX_POINTS

SAMPLES = "/api/v1/samples"
PHOTO = "/api/v1/samples/photo"
ME = "/api/v1/me"
ID = "0c9f3b6e-4a1d-4c57-9e2b-7d5a8f6c1e23"


def without(name: str) -> dict:
    return {key: value for key, value in body().items() if key != name}


def one(**changes) -> dict:
    """Return a request whose one sample has some fields changed."""
    return body(entry() | changes)


def less(name: str) -> dict:
    return body({key: value for key, value in entry().items() if key != name})


WRONG_SAMPLES = [
    ("list", [], "malformed_samples"),
    ("text", "samples", "malformed_samples"),
    ("empty", {}, "malformed_samples"),
    ("no source", without("source"), "malformed_samples"),
    ("source imported", body(source="imported"), "malformed_samples"),
    ("source null", body(source=None), "malformed_samples"),
    ("source list", body(source=["collected"]), "malformed_samples"),
    ("no session", without("session"), "malformed_samples"),
    ("session empty", body(session=""), "malformed_samples"),
    ("session too long", body(session="a" * 65), "malformed_samples"),
    ("session with a space", body(session="a b"), "malformed_samples"),
    ("session with a zero", body(session="a\0"), "malformed_samples"),
    ("session in other letters", body(session="ä"), "malformed_samples"),
    ("session with a line", body(session="a\n"), "malformed_samples"),
    ("session number", body(session=1), "malformed_samples"),
    ("model number", body(model=16), "malformed_samples"),
    ("model without a hash", body(model="16-"), "malformed_samples"),
    ("model too long", body(model="16-" + "a" * 65), "malformed_samples"),
    ("a further name", body(person=ID), "malformed_samples"),
    ("no samples", without("samples"), "malformed_samples"),
    ("samples empty", {**body(), "samples": []}, "malformed_samples"),
    ("samples object", {**body(), "samples": entry()}, "malformed_samples"),
    ("sample number", {**body(), "samples": [7]}, "malformed_samples"),
    ("no id", less("id"), "malformed_samples"),
    ("id null", one(id=None), "malformed_samples"),
    ("id text", one(id="1"), "malformed_samples"),
    ("id in capitals", one(id=ID.upper()), "malformed_samples"),
    ("id in brackets", one(id=f"{{{ID}}}"), "malformed_samples"),
    ("id with a line", one(id=ID + "\n"), "malformed_samples"),
    ("id twice", body(entry(id=ID), entry(id=ID)), "malformed_samples"),
    ("no marks", less("marks"), "malformed_samples"),
    ("marks empty", one(marks=[]), "malformed_samples"),
    ("marks number", one(marks=0), "malformed_samples"),
    ("mark negative", one(marks=[-1]), "malformed_samples"),
    ("mark true", one(marks=[False]), "malformed_samples"),
    ("mark fraction", one(marks=[0.0]), "malformed_samples"),
    ("mark twice", one(marks=[0, 0]), "malformed_samples"),
    ("mark beyond", one(marks=[2]), "malformed_samples"),
    ("mark far beyond", one(marks=[10**30]), "malformed_samples"),
    ("no label", less("label"), "malformed_samples"),
    ("label unknown", one(label="x"), "malformed_samples"),
    ("label of a fraction", one(label="frac"), "malformed_samples"),
    ("label of a merge", one(label="one"), "malformed_samples"),
    ("label null", one(label=None), "malformed_samples"),
    ("label list", one(label=["7"]), "malformed_samples"),
    ("label twice", one(label="77"), "malformed_samples"),
    ("read as nonsense", one(read_as="seven"), "malformed_samples"),
    ("read as a number", one(read_as=7), "malformed_samples"),
    ("a further name in a sample", one(suspect=True), "malformed_samples"),
    ("no strokes", without("strokes"), "malformed_ink"),
    ("strokes empty", body(strokes=[]), "malformed_samples"),
    ("stroke empty", body(strokes=[[]]), "malformed_ink"),
    ("coordinate text", body(strokes=[[["1", 2]]]), "malformed_ink"),
    ("coordinate too far", body(strokes=[[[1e8, 2]]]), "too_far"),
]

TOO_MUCH = [
    ("samples", body(*(entry() for _ in range(MAX_AT_ONCE + 1))), "too_many_samples"),
    ("strokes", body(strokes=[ONE] * (MAX_STROKES + 1)), "too_many_strokes"),
    ("points", body(strokes=[[[i % 50, 0] for i in range(MAX_POINTS + 1)]]), "too_many_points"),
]

WRONG_CHANGES = [
    ("PATCH", SAMPLES, {}, 422),
    ("PATCH", SAMPLES, [], 422),
    ("PATCH", SAMPLES, {"ids": [ID]}, 422),
    ("PATCH", SAMPLES, {"label": "1"}, 422),
    ("PATCH", SAMPLES, {"ids": [ID], "label": "1", "source": "collected"}, 422),
    ("PATCH", SAMPLES, {"ids": ID, "label": "1"}, 422),
    ("PATCH", SAMPLES, {"ids": [1], "label": "1"}, 422),
    ("PATCH", SAMPLES, {"ids": ["' OR 1=1 --"], "label": "1"}, 422),
    ("PATCH", SAMPLES, {"ids": [ID], "label": "x"}, 422),
    ("PATCH", SAMPLES, {"ids": [ID], "label": 1}, 422),
    ("PATCH", SAMPLES, {"ids": [ID] * (MAX_IDS + 1), "label": "1"}, 413),
    ("DELETE", SAMPLES, {}, 422),
    ("DELETE", SAMPLES, "all", 422),
    ("DELETE", SAMPLES, {"ids": None}, 422),
    ("DELETE", SAMPLES, {"ids": "all"}, 422),
    ("DELETE", SAMPLES, {"ids": [[ID]]}, 422),
    ("DELETE", SAMPLES, {"ids": [ID], "label": "7"}, 422),
    ("DELETE", SAMPLES, {"ids": [ID] * (MAX_IDS + 1)}, 413),
    ("PATCH", ME, {}, 422),
    ("PATCH", ME, [], 422),
    ("PATCH", ME, {"adapts": 0}, 422),
    ("PATCH", ME, {"adapts": "false"}, 422),
    ("PATCH", ME, {"adapts": None}, 422),
    ("PATCH", ME, {"adapts": True, "id": ID}, 422),
]

WRONG_QUERIES = [
    "label=x",
    "label=",
    "label=7&label=7",
    "label=%00",
    "source=everything",
    "suspect=yes",
    "suspect=",
    "offset=-1",
    "offset=1e3",
    "offset=99999999999999999999",
    "offset=%D9%A3",
    "limit=0",
    "limit=201",
    "limit=all",
    "limit=",
    "person=" + ID,
]


def check_nothing_is_kept(client: FlaskClient) -> None:
    assert client.get(ME).get_json()["known"] is False


@pytest.fixture
def client(app) -> FlaskClient:
    return app.test_client()


@pytest.mark.parametrize(("name", "sent", "kind"), WRONG_SAMPLES, ids=[c[0] for c in WRONG_SAMPLES])
def test_malformed_samples_are_refused(client, name, sent, kind):
    answer = client.post(SAMPLES, json=sent)
    assert (answer.status_code, answer.get_json()["error"]["kind"]) == (422, kind)
    assert answer.get_json()["error"]["message"].endswith(".")
    check_nothing_is_kept(client)


@pytest.mark.parametrize(("name", "sent", "kind"), TOO_MUCH, ids=[c[0] for c in TOO_MUCH])
def test_too_much_is_refused(client, name, sent, kind):
    answer = client.post(SAMPLES, json=sent)
    assert (answer.status_code, answer.get_json()["error"]["kind"]) == (413, kind)
    check_nothing_is_kept(client)


@pytest.mark.parametrize(("method", "path", "sent", "status"), WRONG_CHANGES)
def test_malformed_changes_are_refused(client, method, path, sent, status):
    answer = client.open(path, method=method, json=sent)
    assert answer.status_code == status
    assert answer.get_json()["error"]["message"].endswith(".")


@pytest.mark.parametrize("query", WRONG_QUERIES)
def test_malformed_queries_are_refused(client, query):
    answer = client.get(f"{SAMPLES}?{query}")
    assert (answer.status_code, answer.get_json()["error"]["kind"]) == (422, "malformed_filter")


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    ("data", "content_type", "status"),
    [(b"", "application/json", 400), (b"{", "application/json", 400), (b"{}", "text/plain", 415)],
)
def test_what_is_no_json_is_refused(client, method, data, content_type, status):
    answer = client.open(SAMPLES, method=method, data=data, content_type=content_type)
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", SAMPLES),
        ("PATCH", SAMPLES),
        ("DELETE", SAMPLES),
        ("PATCH", ME),
        ("DELETE", ME),
        ("POST", ME + "/reset"),
    ],
)
def test_pages_of_other_sites_change_nothing(client, method, path):
    answer = client.open(path, method=method, json={}, headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, answer.get_json()["error"]["kind"]) == (403, "other_site")


ABOUT = {"session": SESSION, "model": None, "samples": [entry()]}
WRONG_FORMS = [
    ("no turn", {"about": json.dumps(ABOUT)}, 400, "bad_form"),
    ("no samples", {"turn": "0"}, 400, "bad_form"),
    ("turn by a little", {"turn": "45", "about": json.dumps(ABOUT)}, 422, "malformed_turn"),
    ("no JSON", {"turn": "0", "about": "{"}, 400, "bad_json"),
    ("a source", {"turn": "0", "about": json.dumps(ABOUT | {"source": "collected"})}, 422, None),
    ("a list", {"turn": "0", "about": "[]"}, 422, "malformed_samples"),
    (
        "mark beyond",
        {"turn": "0", "about": json.dumps(ABOUT | {"samples": [entry(marks=(999,))]})},
        422,
        "malformed_samples",
    ),
]


@pytest.mark.parametrize(
    ("name", "fields", "status", "kind"), WRONG_FORMS, ids=[case[0] for case in WRONG_FORMS]
)
def test_malformed_forms_are_refused(client, name, fields, status, kind):
    sent = form(written(drawing()), **fields)
    answer = client.post(PHOTO, data=sent, content_type=FORM)
    assert answer.status_code == status
    assert answer.get_json()["error"]["kind"] == (kind or "malformed_samples")
    check_nothing_is_kept(client)


def test_a_photo_without_writing_has_no_samples(client):
    blank = written(drawing(pen=(255, 255, 255), paper=(255, 255, 255)))
    sent = form(blank, turn="0", about=json.dumps(ABOUT))
    assert client.post(PHOTO, data=sent, content_type=FORM).status_code == 422


def test_what_is_no_photo_is_refused(client):
    sent = form(b"no photo", turn="0", about=json.dumps(ABOUT))
    answer = client.post(PHOTO, data=sent, content_type=FORM)
    assert (answer.status_code, answer.get_json()["error"]["kind"]) == (415, "unsupported")


NUMBERS = st.floats(-1e8, 1e8) | st.integers(-3, 3)
INK = st.lists(st.lists(st.lists(NUMBERS, min_size=2, max_size=4), min_size=1), max_size=3)
ENTRIES = st.fixed_dictionaries(
    {
        "id": st.uuids().map(str),
        "marks": st.lists(st.integers(0, 2), min_size=1, max_size=3),
        "label": st.sampled_from(SAMPLE_LABELS),
    }
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    strokes=INK,
    entries=st.lists(ENTRIES, min_size=1, max_size=3),
    source=st.sampled_from(["correction", "collected"]),
)
def test_no_ink_makes_keeping_or_reading_fail(app, strokes, entries, source):
    client = app.test_client()
    sent = body(*entries, strokes=strokes, source=source)
    answer = client.post(SAMPLES, json=sent)
    assert answer.status_code == 201 or 400 <= answer.status_code < 500
    assert client.get(SAMPLES).status_code == 200
    assert client.post("/api/v1/read/ink", json={"strokes": [ONE]}).status_code == 200
    assert client.delete(ME).status_code == 200

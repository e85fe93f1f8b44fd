"""What the API answers to requests that are in order, and to what it does not know."""

from __future__ import annotations

import json
import logging

import pytest
from contract import LINE_FIELDS
from flask.testing import FlaskClient

from calculator.given import Given
from calculator.reading import Reading
from recognizer.alphabet import LABELS
from recognizer.classifier import Classifier
from segmentation.ink import Ink
from webapp.app import create_app
from webapp.given import GIVEN_LABELS

READ = "/api/v1/read/ink"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def post(client: FlaskClient, strokes: object) -> dict:
    answer = client.post(READ, json={"strokes": strokes})
    assert answer.status_code == 200
    return answer.get_json()


def test_health_names_the_model(client, classifier):
    assert client.get("/api/v1/health").get_json() == {
        "status": "ok",
        "model": classifier.model_id,
    }


def test_a_reading_has_the_fields_of_the_contract_in_their_order(client, good_ink):
    answer = client.post(READ, data=good_ink, content_type="application/json")
    reading = json.loads(answer.data)
    assert list(reading) == ["kind", "model", "lines"]
    assert reading["kind"] == "ink"
    assert list(reading["lines"][0]) == LINE_FIELDS


def test_symbols_point_at_the_strokes_as_given(client, good_ink):
    strokes = json.loads(good_ink)["strokes"]
    line = post(client, strokes)["lines"][0]
    marks = sorted(mark for symbol in line["symbols"] for mark in symbol["marks"])
    assert marks == list(range(len(strokes)))
    assert line["expression"] == "1+1"
    assert line["result"]["exact"] == "2"


@pytest.mark.parametrize(
    ("said", "given"),
    [
        ([], ()),
        ([{"marks": [0], "label": "7"}], (Given(frozenset({0}), "7"),)),
        (
            [{"marks": [2, 1], "label": "+"}, {"marks": [3], "label": "."}],
            (Given(frozenset({1, 2}), "+"), Given(frozenset({3}), ".")),
        ),
        (
            [{"marks": [0, 1], "label": "apart"}, {"marks": [2, 1, 3], "label": "apart"}],
            (Given(frozenset({0, 1}), "apart"), Given(frozenset({1, 2, 3}), "apart")),
        ),
        (
            [
                {"marks": [1], "label": "none"},
                {"marks": [0, 1], "label": "apart"},
                {"marks": [0, 2], "label": "one"},
            ],
            (
                Given(frozenset({1}), "none"),
                Given(frozenset({0, 1}), "apart"),
                Given(frozenset({0, 2}), "one"),
            ),
        ),
    ],
)
def test_what_a_person_said_reaches_the_reader(client, good_ink, monkeypatch, said, given):
    heard = []

    def listen(ink: Ink, classifier: Classifier, **options: object) -> Reading:
        heard.append(options["given"])
        return Reading("ink", "16-none", ())

    monkeypatch.setattr("webapp.api.read_ink", listen)
    assert client.post(READ, json=json.loads(good_ink) | {"given": said}).status_code == 200
    assert heard == [given]


def test_everything_that_may_be_said_is_offered_on_the_page(client):
    assert f'data-labels="{" ".join(GIVEN_LABELS)}"' in client.get("/").text
    assert {*LABELS, ".", "=", "frac", "none", "one", "apart"} == set(GIVEN_LABELS)


def test_no_ink_has_no_lines(client):
    assert post(client, [])["lines"] == []


def test_times_and_pressures_are_accepted(client):
    with_all = [[[0, 0, 0, 0.5], [0, 40, 16, 0.7]], [[20, 0, 300], [20, 40, 316]]]
    assert len(post(client, with_all)["lines"]) == 1


def test_an_arithmetic_error_is_an_answer_not_a_refusal(client):
    plus = [[[0, 20], [30, 20]], [[15, 5], [15, 35]]]
    line = post(client, plus)["lines"][0]
    assert line["result"] is None
    assert set(line["error"]) == {"kind", "message", "symbols"}


def test_readings_are_kept_out_of_caches(client, good_ink):
    answer = client.post(READ, data=good_ink, content_type="application/json")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("method", "path", "status", "kind"),
    [
        ("GET", "/api/v1/nothing", 404, "not_found"),
        ("GET", "/api/", 404, "not_found"),
        ("POST", "/api/v2/read/ink", 404, "not_found"),
        ("GET", READ, 405, "method_not_allowed"),
        ("DELETE", READ, 405, "method_not_allowed"),
        ("TRACE", READ, 405, "method_not_allowed"),
        ("POST", "/api/v1/health", 405, "method_not_allowed"),
    ],
)
def test_unknown_requests_of_the_api_are_refused_in_json(client, method, path, status, kind):
    answer = client.open(path, method=method)
    assert answer.status_code == status
    assert answer.get_json()["error"]["kind"] == kind
    assert answer.get_json()["error"]["message"].endswith(".")


def test_a_wrong_method_is_told_the_right_ones(client):
    assert "POST" in client.get(READ).headers["Allow"]


@pytest.mark.parametrize("path", ["/nothing", "/static/nothing.js", "/static/../pyproject.toml"])
def test_unknown_pages_are_refused_on_a_page(client, path):
    answer = client.get(path, headers={"Accept": BROWSER})
    assert answer.status_code == 404
    assert answer.mimetype == "text/html"
    assert "There is nothing at this address." in answer.text


@pytest.mark.parametrize(
    "accept", [None, "", "*/*", "application/json", "text/html,application/json"]
)
def test_programs_are_refused_in_json_everywhere(client, accept):
    answer = client.get("/nothing", headers={} if accept is None else {"Accept": accept})
    assert answer.status_code == 404
    assert answer.get_json()["error"]["kind"] == "not_found"


def test_the_api_is_json_for_browsers_too(client):
    assert client.get("/api/v1/nothing", headers={"Accept": BROWSER}).is_json


def test_an_unexpected_failure_is_logged_and_shows_no_internals(caplog):
    class Broken:
        @property
        def model_id(self) -> str:
            raise RuntimeError("the secret")

    app = create_app({"CLASSIFIER": Broken()})
    with caplog.at_level(logging.ERROR):
        answer = app.test_client().get("/api/v1/health")
    assert answer.status_code == 500
    assert answer.get_json()["error"]["kind"] == "internal"
    assert "secret" not in answer.text
    assert "the secret" in caplog.text


def test_the_page_is_served(client):
    answer = client.get("/")
    assert answer.status_code == 200
    assert answer.mimetype == "text/html"
    assert "<canvas" in answer.text

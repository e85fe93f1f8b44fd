"""Models over HTTP: looked at, put in service, compared, tried on pictures, deleted."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from bundles import FALL, SHIPPED_ID, added, judge, make_picture_bundle
from flask.testing import FlaskClient
from photofiles import drawing, written
from PIL import Image
from sqlalchemy import delete

from recognizer.alphabet import LABELS
from recognizer.bundle import CARD_FILE, MEMORY_FILE, MODEL_FILE, STATE_FILE
from webapp.store.schema import FileRow

MODELS = "/api/v1/models"
MODEL = [
    "id",
    "kind",
    "created",
    "origin",
    "job",
    "classes",
    "size_bytes",
    "shipped",
    "in_service",
    "served",
    "accuracy",
    "gate",
]
"""What the contract says of a model."""
UNKNOWN = "16-000000000000"


def refused(answer) -> tuple[int, str]:
    """Return the status and the kind of a refusal, whose message is a sentence."""
    told = answer.get_json()["error"]
    assert told["message"].endswith(".")
    return answer.status_code, told["kind"]


def use(client: FlaskClient, model: str, **body: object):
    return client.post(f"{MODELS}/{model}/use", json=body)


def serving(client: FlaskClient) -> str:
    """Return the model that reads."""
    return client.get("/api/v1/health").get_json()["model"]


# Looking


def test_the_models_are_listed_the_shipped_one_last(mine, registry, bundles):
    [one] = added(registry, bundles[0])
    told = mine.get(MODELS).get_json()
    assert list(told) == ["in_service", "previous", "models", "history"]
    assert (told["in_service"], told["previous"], told["history"]) == (SHIPPED_ID, None, [])
    assert [model["id"] for model in told["models"]] == [one, SHIPPED_ID]
    assert all(list(model) == MODEL for model in told["models"])
    first, last = told["models"]
    assert first["gate"]["state"] == "not_judged" and last["gate"]["state"] == "in_service"
    assert (first["shipped"], first["served"], first["created"][-1]) == (False, False, "Z")
    assert (last["shipped"], last["served"], last["created"]) == (True, True, None)
    assert last["classes"] == list(LABELS) and 0.97 < last["accuracy"] < 0.99


def test_a_model_is_shown_with_its_card_and_its_latest_judgement(mine, registry, bundles):
    one, other = added(registry, *bundles[:2])
    shown = mine.get(f"{MODELS}/{one}").get_json()
    assert list(shown) == [*MODEL, "card", "judgement"]
    assert shown["card"]["seed"] == 5 and shown["judgement"] is None
    judge(registry, one, FALL)
    registry.use(other, "held")
    shown = mine.get(f"{MODELS}/{one}").get_json()["judgement"]
    assert (shown["against"], shown["held"]) == (SHIPPED_ID, False)
    judgement = judge(registry, one)
    shown = mine.get(f"{MODELS}/{one}").get_json()["judgement"]
    assert (shown["id"], shown["against"], shown["at"][-1]) == (judgement, other, "Z")


def test_a_bundle_is_sent_whole_and_can_be_added_again(mine, registry, bundles, tmp_path):
    [one] = added(registry, bundles[0])
    answer = mine.get(f"{MODELS}/{one}/bundle.zip")
    assert answer.mimetype == "application/zip"
    with ZipFile(BytesIO(answer.data)) as archive:
        assert sorted(archive.namelist()) == [CARD_FILE, MEMORY_FILE, MODEL_FILE, STATE_FILE]
        archive.extractall(tmp_path / "sent")
    assert registry.add(tmp_path / "sent", "").id == one
    for name in (CARD_FILE, MODEL_FILE, MEMORY_FILE, STATE_FILE):
        assert (tmp_path / "sent" / name).read_bytes() == (bundles[0] / name).read_bytes()


# Putting in service


def test_a_model_goes_into_service_and_back_and_reads_at_once(mine, registry, bundles):
    [one] = added(registry, bundles[0])
    judge(registry, one)
    assert serving(mine) == SHIPPED_ID
    assert use(mine, one).get_json() == {"in_service": one}
    assert serving(mine) == one
    assert mine.post(f"{MODELS}/back", json={}).get_json() == {"in_service": SHIPPED_ID}
    assert serving(mine) == SHIPPED_ID
    told = mine.get(MODELS).get_json()
    assert [(each["model"], each["gate"]) for each in told["history"]] == [
        (SHIPPED_ID, "back"),
        (one, "held"),
    ]
    assert told["previous"] == one


def test_the_gate_refuses_unless_it_is_overridden(mine, registry, bundles):
    [one] = added(registry, bundles[0])
    assert refused(use(mine, one)) == (409, "not_judged")
    judge(registry, one, FALL)
    answer = use(mine, one)
    assert refused(answer) == (409, "gate")
    assert "class 7 would fall by 9 points" in answer.get_json()["error"]["message"]
    assert serving(mine) == SHIPPED_ID
    assert use(mine, one, override=" no  sevens\n here ").status_code == 200
    [switch] = mine.get(MODELS).get_json()["history"]
    assert (switch["gate"], switch["reason"]) == ("overridden", "no sevens here")
    assert serving(mine) == one


@pytest.mark.parametrize(
    "body",
    [
        [],
        "yes",
        {"override": None},
        {"override": True},
        {"override": ""},
        {"override": " "},
        {"override": "x" * 501},
        {"override": "a\0b"},
        {"override": "\ud800"},
        {"override": "yes", "more": 1},
        {"reason": "yes"},
    ],
    ids=ascii,
)
def test_a_malformed_override_is_refused(client, body):
    answer = client.post(f"{MODELS}/{SHIPPED_ID}/use", json=body)
    assert refused(answer) == (422, "malformed_override")


def test_a_model_of_pictures_is_not_put_in_service(mine, registry, tmp_path):
    make_picture_bundle(tmp_path / "moods", "happy", "sad")
    [moods] = added(registry, tmp_path / "moods")
    for body in ({}, {"override": "yes"}):
        assert refused(use(mine, moods, **body)) == (422, "not_symbols")
    assert mine.get(f"{MODELS}/{moods}").get_json()["gate"]["state"] == "not_symbols"


def test_there_is_nothing_to_go_back_to_at_first(mine):
    assert refused(mine.post(f"{MODELS}/back", json={})) == (409, "nothing_before")


def test_a_model_that_never_served_is_deleted(mine, registry, bundles):
    one, other = added(registry, *bundles[:2])
    registry.use(other, "held")
    assert mine.delete(f"{MODELS}/{one}").get_json() == {}
    for model in (other, SHIPPED_ID):
        assert refused(mine.delete(f"{MODELS}/{model}")) == (409, "has_served")
    told = mine.get(MODELS).get_json()["models"]
    assert [model["id"] for model in told] == [other, SHIPPED_ID]


@pytest.mark.parametrize("name", [UNKNOWN, SHIPPED_ID[:6], "%00", "x" * 300, "..", "16-%25"])
def test_an_unknown_model_is_refused_whatever_is_asked(client, name):
    address = f"{MODELS}/{name}"
    png = {"data": written(drawing()), "content_type": "image/png"}
    for answer in (
        client.get(address),
        client.delete(address),
        use(client, name),
        client.get(f"{address}/bundle.zip"),
        client.get(f"{address}/cell?of=candidate&truth=7&read=1"),
        client.post(f"{address}/try", **png),
    ):
        assert refused(answer) in ((404, "unknown_model"), (404, "not_found"))


def test_a_model_whose_files_are_gone_is_refused(mine, registry, database, bundles):
    [one] = added(registry, bundles[0])
    judge(registry, one)
    with database.writing() as session:
        session.execute(delete(FileRow))
    for answer in (use(mine, one), mine.get(f"{MODELS}/{one}/bundle.zip")):
        assert refused(answer) == (409, "broken_model")
    assert serving(mine) == SHIPPED_ID
    assert mine.get(MODELS).status_code == 200


# Cells


def cell(client: FlaskClient, model: str, name: str = "cell", **asked: str):
    usual = {"of": "candidate", "truth": "7", "read": "1"}
    return client.get(f"{MODELS}/{model}/{name}", query_string=usual | asked)


def test_a_cell_is_counted_and_shown_page_by_page(mine, registry, bundles):
    [one] = added(registry, bundles[0])
    judge(registry, one)
    assert cell(mine, one).get_json() == {"total": 70, "per_page": 60}
    assert cell(mine, one, of="against").get_json()["total"] == 0
    assert cell(mine, one, truth="÷", read="none").get_json()["total"] == 0
    for page, rows in (("0", 6), ("1", 1)):
        answer = cell(mine, one, "cell.png", page=page)
        assert answer.mimetype == "image/png"
        sheet = Image.open(BytesIO(answer.data))
        assert (sheet.mode, sheet.size) == ("L", (400, 40 * rows))
        assert sheet.getpixel((4 + 16, 4 + 10)) == 0 and sheet.getpixel((0, 0)) == 255
    assert refused(cell(mine, one, "cell.png", page="2")) == (404, "not_found")


def test_a_model_that_was_not_judged_has_no_cells(mine, registry, bundles):
    [one] = added(registry, bundles[0])
    assert refused(cell(mine, one)) == (404, "not_judged")


@pytest.mark.parametrize(
    "asked",
    [
        {"of": "both"},
        {"of": "truth"},
        {"truth": "a"},
        {"read": ""},
        {"page": "-1"},
        {"page": "1e3"},
        {"page": "99999999999999999999"},
        {"page": "²"},
        {"more": "1"},
    ],
    ids=str,
)
def test_a_malformed_cell_is_refused(client, asked):
    assert refused(cell(client, SHIPPED_ID, "cell.png", **asked)) == (422, "malformed_cell")

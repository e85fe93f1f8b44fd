"""What the API keeps, shows, relabels and deletes of a person's samples."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import numpy as np
import pytest
from drawings import fixture
from flask import Flask
from flask.testing import FlaskClient
from hands import DASH, LONG_AGO, ONE, body, entry, new_id, sample
from photofiles import FORM, drawing, form, written

from calculator.given import SAMPLE_LABELS
from calculator.photo import read_photo
from segmentation.photo.files import open_photo
from webapp import keeping
from webapp.store import store as store_module
from webapp.store.current import store_of
from webapp.store.sample import Sample
from webapp.store.store import Store

SAMPLES = "/api/v1/samples"
PHOTO = "/api/v1/samples/photo"


def keep(client: FlaskClient, *entries: dict, **fields) -> list[str]:
    answer = client.post(SAMPLES, json=body(*entries, **fields))
    assert answer.status_code == 201, answer.text
    return answer.get_json()["kept"]


def shown(client: FlaskClient, **query) -> list[dict]:
    answer = client.get(SAMPLES, query_string=query)
    assert answer.status_code == 200
    return answer.get_json()["samples"]


def person_of(client: FlaskClient) -> str:
    with client.session_transaction() as session:
        return session["person"]


def kept(app: Flask, client: FlaskClient) -> Iterator[Sample]:
    return store_of(app).each_sample(person_of(client))


def put(app: Flask, client: FlaskClient, *samples: Sample) -> Store:
    """Keep samples for a client as an import would."""
    store = store_of(app)
    if not client.get_cookie("inkcalc"):
        keep(client)
    store.keep(person_of(client), samples)
    return store


def test_what_is_kept_is_shown_again(mine):
    before = datetime.now(UTC)
    [kept_id] = keep(mine, entry("2", marks=(1, 0), read_as="1"))
    [found] = shown(mine)
    created = datetime.fromisoformat(found.pop("created"))
    assert abs((created - before).total_seconds()) < 60
    suspect = found.pop("suspect")
    assert suspect is None or suspect["label"] != "2"
    assert found.pop("model").startswith("16-")
    assert found == {
        "id": kept_id,
        "label": "2",
        "source": "collected",
        "medium": "ink",
        "session": "s-1",
        "read_as": "1",
        "strokes": [ONE, DASH],
        "picture": None,
    }


def test_fields_stand_in_the_order_of_the_contract(mine):
    keep(mine)
    answer = json.loads(mine.get(SAMPLES).data)
    assert list(answer) == ["total", "samples"]
    assert " ".join(answer["samples"][0]) == (
        "id label source medium session model read_as created suspect strokes picture"
    )


def test_every_label_is_kept(mine):
    keep(mine, *(entry(label) for label in SAMPLE_LABELS))
    for label in SAMPLE_LABELS:
        assert [each["label"] for each in shown(mine, label=label)] == [label]


def test_a_sample_that_is_sent_again_is_acknowledged_and_kept_once(mine):
    same = entry()
    assert keep(mine, same) == keep(mine, same) == [same["id"]]
    assert len(shown(mine)) == 1


def test_a_model_that_had_read_it_is_told(mine):
    keep(mine, model="16-0123456789ab")
    assert shown(mine)[0]["model"] == "16-0123456789ab"


def test_corrections_keep_what_stands_around_them_in_their_line(keeping_app, mine):
    strokes = fixture("12+30")["strokes"]
    below = [[[x, y + 900] for x, y, *_ in stroke] for stroke in strokes]
    keep(mine, entry("1"), strokes=[*strokes, *below], source="correction")
    [found] = kept(keeping_app, mine)
    assert found.own == 1
    assert 1 < len(found.ink.strokes) <= len(strokes)
    assert max(stroke.box.y1 for stroke in found.ink.strokes) < 900
    assert found.size is not None and found.size > 0
    assert shown(mine)[0]["strokes"] == [[point[:2] for point in strokes[0]]]


def test_collected_samples_stand_nowhere(keeping_app, mine):
    keep(mine, entry("-", marks=(1,)))
    [found] = kept(keeping_app, mine)
    assert (found.size, len(found.ink.strokes), found.own) == (None, 1, 1)


def test_the_model_says_what_it_takes_a_sample_for(keeping_app, mine):
    keep(mine, entry("-", marks=(1,)), entry("8", marks=(1,)))
    assert [each["label"] for each in shown(mine, suspect=1)] == ["8"]
    suspect = shown(mine)[0]["suspect"]
    assert suspect["label"] == "-" and 0.9 <= suspect["confidence"] <= 1
    assert {each.guess for each in kept(keeping_app, mine)} == {"-"}


def test_samples_of_a_photo_have_the_marks_of_its_reading(keeping_app, mine, classifier):
    photo = written(drawing())
    reading = read_photo(open_photo(photo), classifier, turn=0)
    symbol = reading.lines[0].symbols[1]
    about = {
        "session": "p",
        "model": reading.model,
        "samples": [entry("7", symbol.marks, read_as="2")],
    }
    sent = form(photo, turn="0", about=json.dumps(about))
    answer = mine.post(PHOTO, data=sent, content_type=FORM)
    assert (answer.status_code, len(answer.get_json()["kept"])) == (201, 1)
    [found] = kept(keeping_app, mine)
    assert (found.source, found.medium, found.model) == ("correction", "photo", reading.model)
    own = found.ink.select(range(found.own)).box
    assert np.allclose(own.as_tuple(), symbol.box.as_tuple(), atol=10)
    assert found.size is not None and len(found.ink.strokes) > found.own
    assert found.ink.components is not None


def test_suspects_come_first_and_pages_follow_each_other(keeping_app, mine):
    samples = [sample("7", created=LONG_AGO), sample("1", guess="7", sure=0.97)]
    put(keeping_app, mine, *samples)
    everything = shown(mine)
    assert everything[0]["id"] == samples[1].id
    assert everything[0]["suspect"] == {"label": "7", "confidence": 0.97}
    paged = [shown(mine, offset=at, limit=1)[0]["id"] for at in range(3)]
    assert paged == [each["id"] for each in everything]
    assert mine.get(SAMPLES, query_string={"limit": 1}).get_json()["total"] == 3


@pytest.mark.parametrize(
    ("query", "labels"),
    [
        ({"label": "7"}, ["7", "7"]),
        ({"label": "+"}, ["+"]),
        ({"source": "imported"}, ["+"]),
        ({"label": "7", "source": "correction"}, ["7"]),
        ({"suspect": 1}, ["7"]),
        ({"suspect": 0}, ["+", "7"]),
        ({"label": "9"}, []),
        ({"offset": 3}, []),
    ],
)
def test_samples_are_filtered(keeping_app, mine, query, labels):
    person = store_of(keeping_app).new_person()
    with mine.session_transaction() as session:
        session["person"] = person
    put(
        keeping_app,
        mine,
        sample("7", guess="1", sure=1.0),
        sample("7", source="correction"),
        sample("+", source="imported"),
    )
    assert sorted(each["label"] for each in shown(mine, **query)) == labels


def test_an_imported_picture_is_sent_to_its_person_alone(keeping_app, mine, yours):
    picture = written(drawing((20, 20)))
    imported = sample(source="imported", medium="picture", picture=picture)
    put(keeping_app, mine, imported, sample())
    keep(yours)
    address = next(each["picture"] for each in shown(mine) if each["medium"] == "picture")
    answer = mine.get(address)
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "image/png", picture)
    assert yours.get(address).status_code == 404
    drawn = next(each["id"] for each in shown(mine) if each["medium"] == "ink")
    assert mine.get(f"{SAMPLES}/{drawn}/picture").status_code == 404
    assert mine.get(f"{SAMPLES}/nonsense/picture").status_code == 404


def test_samples_are_relabelled_and_deleted_several_at_once(mine):
    ids = keep(mine, *(entry("7") for _ in range(3)))
    sent = {"ids": [*ids[:2], new_id(), ids[0]], "label": "1"}
    assert mine.patch(SAMPLES, json=sent).get_json() == {"changed": 2}
    assert sorted(each["label"] for each in shown(mine)) == ["1", "1", "7"]
    assert mine.delete(SAMPLES, json={"ids": ids[1:]}).get_json() == {"deleted": 2}
    assert mine.delete(SAMPLES, json={"ids": ids[1:]}).get_json() == {"deleted": 0}
    assert [each["id"] for each in shown(mine)] == ids[:1]


def test_two_people_never_see_each_other(mine, yours):
    [my_id] = keep(mine, entry("7"))
    [your_id] = keep(yours, entry("1"))
    assert [each["id"] for each in shown(mine)] == [my_id]
    assert [each["id"] for each in shown(yours)] == [your_id]
    assert yours.patch(SAMPLES, json={"ids": [my_id], "label": "2"}).get_json() == {"changed": 0}
    assert yours.delete(SAMPLES, json={"ids": [my_id]}).get_json() == {"deleted": 0}
    assert shown(mine)[0]["label"] == "7"


def test_somebody_unknown_has_no_samples_and_gets_no_cookie(mine):
    answers = [
        mine.get(SAMPLES),
        mine.patch(SAMPLES, json={"ids": [new_id()], "label": "1"}),
        mine.delete(SAMPLES, json={"ids": [new_id()]}),
    ]
    assert [answer.get_json() for answer in answers] == [
        {"total": 0, "samples": []},
        {"changed": 0},
        {"deleted": 0},
    ]
    assert not any("Set-Cookie" in answer.headers for answer in answers)


def test_more_samples_than_are_kept_of_one_person_are_refused(mine, monkeypatch):
    monkeypatch.setattr(store_module, "MAX_SAMPLES", 2)
    monkeypatch.setattr(keeping, "MAX_SAMPLES", 2)
    keep(mine, entry(), entry())
    answer = mine.post(SAMPLES, json=body())
    assert (answer.status_code, answer.get_json()["error"]["kind"]) == (413, "too_many_samples")
    assert len(shown(mine)) == 2


def test_samples_are_kept_out_of_caches(mine):
    assert mine.get(SAMPLES).headers["Cache-Control"] == "no-store"


def test_a_symbol_joined_from_two_lines_is_kept(keeping_app, mine):
    strokes = [[[0, 0], [40, 0]], [[0, 400], [40, 400]], [[0, 800], [40, 800]]]
    keep(mine, entry("=", (0, 1)), strokes=strokes, source="correction")
    [found] = kept(keeping_app, mine)
    assert found.own == 2


def test_all_or_none_of_a_request_are_kept(mine):
    answer = mine.post(SAMPLES, json=body(entry(), entry(marks=(9,))))
    assert answer.status_code == 422
    assert shown(mine) == []

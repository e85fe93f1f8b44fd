"""Trying a model on a picture over HTTP, whatever the picture is."""

from __future__ import annotations

import gzip

import pytest
from bundles import SHIPPED_ID, added, make_picture_bundle, seven
from flask.testing import FlaskClient
from photofiles import BAD, Bad, written
from PIL import Image, ImageDraw

from recognizer.alphabet import LABELS


def refused(answer) -> tuple[int, str]:
    told = answer.get_json()["error"]
    return answer.status_code, told["kind"]


def attempt(client: FlaskClient, model: str, data: bytes, kind: str = "image/png", **more: object):
    return client.post(f"/api/v1/models/{model}/try", data=data, content_type=kind, **more)


def test_a_model_of_symbols_is_tried_on_a_picture_of_one(client):
    told = attempt(client, SHIPPED_ID, seven()).get_json()
    assert told["model"] == SHIPPED_ID
    labels, shares = zip(*told["classes"], strict=True)
    assert labels[0] == "7" and shares[0] > 0.9
    assert sorted(labels) == sorted((*LABELS, "none"))
    assert list(shares) == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1, abs=1e-5)


def test_what_is_no_symbol_is_told(client):
    scribble = Image.new("L", (200, 200), 255)
    points = [((37 * n) % 180 + 10, (73 * n * n) % 180 + 10) for n in range(60)]
    ImageDraw.Draw(scribble).line(points, 0, 5)
    assert attempt(client, SHIPPED_ID, written(scribble)).get_json()["classes"][0][0] == "none"


@pytest.mark.parametrize("shade", [0, 255])
def test_a_model_of_pictures_is_tried_on_a_picture(mine, registry, tmp_path, shade):
    make_picture_bundle(tmp_path / "moods", "happy", "so so", "sad")
    [moods] = added(registry, tmp_path / "moods")
    picture = written(Image.new("RGB", (48, 48), (shade,) * 3), "WebP", lossless=True)
    told = attempt(mine, moods, picture, "image/webp").get_json()
    labels = [label for label, _ in told["classes"]]
    assert labels == (["happy", "so so", "sad"] if shade else ["sad", "so so", "happy"])
    assert sum(share for _, share in told["classes"]) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
def test_a_hostile_picture_is_refused(client, bad: Bad):
    status, kind = refused(attempt(client, SHIPPED_ID, bad.data()))
    assert status in (413, 415, 422) and kind == bad.kind


def test_a_picture_in_which_nothing_is_drawn_is_refused(client):
    blank = written(Image.new("L", (50, 50), 200))
    assert refused(attempt(client, SHIPPED_ID, blank)) == (422, "blank_picture")


def test_another_type_and_a_packed_body_are_refused(client):
    assert refused(attempt(client, SHIPPED_ID, seven(), "text/plain")) == (415, "wrong_type")
    packed = {"headers": {"Content-Encoding": "gzip"}}
    answer = attempt(client, SHIPPED_ID, gzip.compress(seven()), **packed)
    assert refused(answer) == (415, "wrong_encoding")

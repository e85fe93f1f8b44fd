"""What a training can learn from, as it is shown: sets, and samples that people gave."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tiny
from flask.testing import FlaskClient
from hands import body, entry

from training.config import TrainConfig
from training.sources import SOURCES
from webapp.jobs.address import DATA_VARIABLE
from webapp.store.address import HOME_VARIABLE

TRAINING = "/api/v1/training"
EPOCHS = TrainConfig(Path(), Path()).epochs


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def client(home, here) -> FlaskClient:
    """Return a browser at a server that has a home of its own."""
    return here


def test_what_can_be_learnt_from_is_shown(client, home, sqlite):
    (home / "data").mkdir(parents=True)
    (home / "data" / SOURCES[0].file).touch()
    tiny.make_data(home / "data")
    (home / "data" / "broken.npz").write_bytes(b"no set")
    told = client.get(TRAINING).get_json()
    sets = {each["name"]: each for each in told["sets"]}
    assert list(sets)[: len(SOURCES)] == [source.name for source in SOURCES]
    assert {name for name, each in sets.items() if each["present"]} == {
        SOURCES[0].name,
        "bars",
        "broken",
        "pen_symbols",
    }
    assert sets["mnist_train"] == {
        "name": "mnist_train",
        "what": "digits (LeCun, Cortes, Burges)",
        "samples": 60_000,
        "licence": "CC BY-SA 3.0",
        "share": 0.35,
        "present": True,
    }
    with np.load(home / "data" / "bars.npz") as bars:
        count = len(bars["labels"])
    assert (sets["bars"]["samples"], sets["bars"]["share"]) == (count, 0.25)
    assert (sets["pen_symbols"]["samples"], sets["broken"]["samples"]) == (count, 0)
    assert told["own"] == {"mine": 0, "mine_sessions": 0, "all": 0}
    assert told["defaults"] == {"epochs": EPOCHS, "seed": 1}
    assert told["workers"] == []


def test_own_samples_are_counted(client, here, make_app):
    for session in ("s-1", "s-2"):
        entries = [entry("7"), entry("none"), entry(".")]
        client.post("/api/v1/samples", json=body(*entries, session=session))
    somebody = make_app().test_client()
    somebody.post("/api/v1/samples", json=body())
    told = client.get(TRAINING).get_json()
    assert told["own"] == {"mine": 4, "mine_sessions": 2, "all": 5}


def test_the_sets_are_those_of_the_folder_that_the_environment_names(client, tmp_path, monkeypatch):
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path))
    tiny.make_data(tmp_path)
    sets = client.get(TRAINING).get_json()["sets"]
    assert {each["name"] for each in sets} >= {"bars", "pen_symbols"}

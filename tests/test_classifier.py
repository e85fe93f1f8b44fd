"""Bundles and the classifier in service."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from drawings import NAMES, fixture_ink, symbols_of
from hypothesis import given, settings
from hypothesis import strategies as st

from recognizer.alphabet import LABELS
from recognizer.bundle import (
    CARD_FILE,
    MEMORY_FILE,
    MODEL_FILE,
    SHIPPED,
    STATE_FILE,
    BundleError,
    identify,
    read_bundle,
    write_card,
)
from recognizer.classifier import load_classifier, probabilities
from segmentation.context import without_context
from segmentation.raster import rasterize

MAX_BYTES = 2_000_000
MAX_PARAMETERS = 300_000
AGREEMENT = 1e-4
"""How far logits of ONNX Runtime and torch may be apart."""


@pytest.fixture(scope="module")
def pictures():
    """Return every symbol of the fixtures, blank paper, and noise."""
    drawn = rasterize([symbol for name in NAMES for symbol in symbols_of(fixture_ink(name))])
    noise = np.random.default_rng(3).random((8, 32, 32), dtype=np.float32)
    return np.concatenate([drawn, np.zeros_like(drawn[:1]), noise])


@pytest.fixture
def copy(tmp_path):
    """Return the folder of a copy of the shipped bundle."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "copy"))


def change_card(folder, **changes):
    """Change keys of a card; a value of None leaves the key out."""
    card = json.loads((folder / CARD_FILE).read_text(encoding="utf-8")) | changes
    kept = {key: value for key, value in card.items() if value is not None}
    (folder / CARD_FILE).write_text(json.dumps(kept), encoding="utf-8")


# The shipped bundle


def test_the_shipped_bundle_is_small():
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) <= MAX_BYTES
    assert read_bundle().card["parameters"] <= MAX_PARAMETERS


def test_the_shipped_bundle_is_what_its_card_says():
    bundle = read_bundle()
    assert bundle.classes == LABELS
    assert bundle.card["id"] == bundle.model_id
    assert bundle.model_id.startswith("16-") and len(bundle.model_id) == len("16-") + 12
    assert bundle.temperature > 0


def test_the_card_tells_where_the_model_comes_from():
    card = read_bundle().card
    assert {"classes", "data", "config", "seed", "metrics", "temperature", "files"} <= card.keys()
    assert card["data"]
    for source in card["data"]:
        assert source["name"] and len(source["sha256"]) == 64 and source["samples"] > 0
    assert card["files"].keys() == {MODEL_FILE, MEMORY_FILE, STATE_FILE}


def test_the_card_names_no_place_on_the_machine_that_trained():
    text = (SHIPPED / CARD_FILE).read_text(encoding="utf-8")
    assert "/home" not in text and "/work" not in text and "\\\\" not in text


# What is refused


@pytest.mark.parametrize("name", [CARD_FILE, MODEL_FILE])
def test_a_missing_file_is_refused(copy, name):
    (copy / name).unlink()
    with pytest.raises(BundleError, match="copy"):
        read_bundle(copy)


def test_a_missing_folder_is_refused(tmp_path):
    with pytest.raises(BundleError, match="nowhere"):
        read_bundle(tmp_path / "nowhere")


@pytest.mark.parametrize("at", [0, 1000, -1])
def test_a_changed_byte_is_noticed(copy, at):
    model = bytearray((copy / MODEL_FILE).read_bytes())
    model[at] ^= 1
    (copy / MODEL_FILE).write_bytes(model)
    with pytest.raises(BundleError, match="not the one"):
        read_bundle(copy)


@pytest.mark.parametrize(
    "card", [b"", b"{", b"[]", b"null", b"17", b"{}", b'{"files": {}}', b'{"files": 3}', b"\xff"]
)
def test_a_broken_card_is_refused(copy, card):
    (copy / CARD_FILE).write_bytes(card)
    with pytest.raises(BundleError):
        read_bundle(copy)


@pytest.mark.parametrize(
    "changes",
    [
        {"classes": None},
        {"classes": 16},
        {"classes": list(LABELS[:-1])},
        {"classes": list(reversed(LABELS))},
        {"temperature": None},
        {"temperature": "warm"},
        {"temperature": 0},
        {"temperature": -1},
    ],
    ids=str,
)
def test_a_card_that_cannot_be_true_is_refused(copy, changes):
    change_card(copy, **changes)
    with pytest.raises(BundleError):
        load_classifier(copy)


def test_a_model_that_is_no_network_is_refused(copy):
    (copy / MODEL_FILE).write_bytes(b"no network")
    card = json.loads((copy / CARD_FILE).read_text(encoding="utf-8"))
    write_card(copy, card)
    with pytest.raises(BundleError, match="cannot be loaded"):
        load_classifier(copy)


# Writing a card


def test_a_card_is_completed_with_hashes_and_identity(copy):
    card = {"classes": list(LABELS), "temperature": 1.5}
    (copy / CARD_FILE).unlink()
    model_id = write_card(copy, card)
    bundle = read_bundle(copy)
    assert (bundle.model_id, bundle.card["id"]) == (model_id, model_id)
    assert (bundle.temperature, bundle.classes) == (1.5, LABELS)
    assert model_id == identify(16, bundle.card["files"][MODEL_FILE]) == read_bundle().model_id
    files = sorted(path.name for path in copy.iterdir())
    assert files == [CARD_FILE, MEMORY_FILE, MODEL_FILE, STATE_FILE]


# The classifier


def test_scores_are_probabilities(classifier, pictures):
    scores = classifier.classify(pictures)
    assert scores.shape == (len(pictures), 16) and scores.dtype == np.float32
    assert scores.min() >= 0
    assert scores.sum(axis=1).max() <= 1 + 1e-6


@pytest.mark.parametrize("shape", [(0, 32, 32), (0, 3, 32, 32)])
def test_no_pictures_have_no_scores(classifier, shape):
    assert classifier.classify(np.zeros(shape, np.float32)).shape == (0, 16)


def test_symbols_that_stand_nowhere_have_blank_context(classifier, pictures):
    expected = classifier.logits(pictures)
    assert classifier.logits(without_context(pictures)) == pytest.approx(expected, abs=AGREEMENT)


def test_a_picture_scores_the_same_alone_and_in_a_batch(classifier, pictures):
    alone = np.concatenate([classifier.logits(pictures[i : i + 1]) for i in range(6)])
    assert classifier.logits(pictures)[:6] == pytest.approx(alone, abs=AGREEMENT)


def test_blank_paper_and_noise_look_like_no_symbol(classifier, pictures):
    assert classifier.classify(pictures[-9:]).max(axis=1).mean() < 0.5


def test_several_threads_may_use_one_classifier(classifier, pictures):
    expected = classifier.classify(pictures)
    with ThreadPoolExecutor(4) as pool:
        for scores in pool.map(classifier.classify, [pictures] * 12):
            assert np.array_equal(scores, expected)


def test_onnx_and_torch_agree(classifier, pictures):
    torch = pytest.importorskip("torch", reason="torch is not installed; `pip install .[train]`")
    safetensors = pytest.importorskip("safetensors.torch", reason="safetensors is not installed")
    from recognizer.network import Network

    network = Network()
    network.load_state_dict(safetensors.load_file(SHIPPED / STATE_FILE))
    assert sum(p.numel() for p in network.parameters()) == classifier.card["parameters"]
    with torch.inference_mode():
        logits = network.eval()(torch.from_numpy(without_context(pictures))).numpy()
    assert np.abs(classifier.logits(pictures) - logits).max() < AGREEMENT


# Logits and probabilities


@pytest.mark.parametrize(
    ("logits", "expected"),
    [
        ([0.0, 0.0], [1 / 3, 1 / 3]),
        ([np.log(2), np.log(3)], [2 / 6, 3 / 6]),
        ([1000.0, 0.0], [1.0, 0.0]),
        ([-1000.0, -1000.0], [0.0, 0.0]),
        ([1000.0, 1000.0], [0.5, 0.5]),
        ([-1000.0, 1000.0], [0.0, 1.0]),
    ],
)
def test_no_symbol_is_a_class_whose_logit_is_0(logits, expected):
    scores = probabilities(np.array([logits], dtype=np.float32))
    assert scores[0] == pytest.approx(expected, abs=1e-6)


@given(st.lists(st.floats(-1e4, 1e4, width=32), min_size=1, max_size=16))
@settings(max_examples=60)
def test_probabilities_keep_the_order_of_logits_and_sum_to_at_most_1(logits):
    row = np.array(logits, dtype=np.float32)
    (scores,) = probabilities(row[None])
    assert np.isfinite(scores).all() and scores.min() >= 0 and scores.sum() <= 1 + 1e-6
    assert (np.diff(scores[np.argsort(row)]) >= 0).all()

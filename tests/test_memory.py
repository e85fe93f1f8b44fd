"""The memory of the base classes: as a file, as a space, and as training makes it."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from recognizer.alphabet import LABELS
from recognizer.bundle import CARD_FILE, MEMORY_FILE, SHIPPED, Bundle, BundleError, read_bundle
from recognizer.classifier import Classifier, load_classifier
from recognizer.memory import Memory, memory_of

HALF = 2e-3
"""How far numbers of size 1 may be off in half precision."""


def memory(points: int = 5, dimensions: int = 3, features: int = 7) -> Memory:
    """Return a memory whose arrays lie column by column, as some of numpy's results do."""
    rng = np.random.default_rng(1)

    def array(*shape: int) -> np.ndarray:
        return np.asfortranarray(rng.normal(size=shape).astype(np.float32))

    return Memory(
        array(features), array(dimensions, features), array(points, dimensions), array(points, 16)
    )


def bundle(content: bytes | None) -> Bundle:
    return Bundle("16-000000000000", b"", {}, content)


@pytest.fixture
def copy(tmp_path) -> Path:
    """Return the folder of a copy of the shipped bundle."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "copy"))


def replace_memory(folder: Path, content: bytes) -> None:
    """Give a bundle another memory, with its card to match."""
    (folder / MEMORY_FILE).write_bytes(content)
    card = json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))
    card["files"][MEMORY_FILE] = hashlib.sha256(content).hexdigest()
    (folder / CARD_FILE).write_text(json.dumps(card), encoding="utf-8")


def test_a_memory_is_read_as_it_was_written():
    written = memory()
    found = memory_of(bundle(written.as_bytes()))
    for each in fields(Memory):
        np.testing.assert_allclose(
            getattr(found, each.name), getattr(written, each.name), atol=2 * HALF
        )


def test_places_have_length_one_and_keep_the_direction_from_the_mean():
    space = memory()
    features = np.random.default_rng(2).normal(size=(4, 7)).astype(np.float32)
    places = space.place(features)
    np.testing.assert_allclose(np.linalg.norm(places, axis=1), 1, atol=1e-5)
    farther = space.mean + 3 * (features - space.mean)
    np.testing.assert_allclose(space.place(farther), places, atol=1e-5)
    assert np.isfinite(space.place(space.mean[None])).all()


def test_the_shipped_memory_is_what_the_network_says():
    classifier = load_classifier()
    points, logits = classifier.memory.points, classifier.memory.logits
    np.testing.assert_allclose(np.linalg.norm(points, axis=1), 1, atol=HALF)
    at_right_angles = classifier.memory.axes / np.linalg.norm(
        classifier.memory.axes, axis=1, keepdims=True
    )
    np.testing.assert_allclose(
        at_right_angles @ at_right_angles.T, np.eye(len(at_right_angles)), atol=HALF
    )
    read = np.concatenate([logits, np.zeros((len(logits), 1))], axis=1).argmax(axis=1)
    assert np.bincount(read, minlength=len(LABELS) + 1).min() >= 100


def test_a_bundle_without_a_memory_serves_but_learns_nothing(copy):
    card = json.loads((copy / CARD_FILE).read_text(encoding="utf-8"))
    del card["files"][MEMORY_FILE]
    (copy / CARD_FILE).write_text(json.dumps(card), encoding="utf-8")
    classifier = load_classifier(copy)
    picture = np.zeros((1, 32, 32), np.float32)
    assert classifier.memory is None
    assert classifier.classify(picture).shape == (1, 16)
    with pytest.raises(ValueError, match="no memory"):
        classifier.perceive(picture)


def test_another_memory_than_the_cards_is_refused(copy):
    (copy / MEMORY_FILE).write_bytes(memory().as_bytes())
    with pytest.raises(BundleError, match="not the one"):
        read_bundle(copy)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 no safetensors",
        memory().as_bytes()[:-20],
        Memory(
            memory().mean, memory(dimensions=4).axes, memory().points, memory().logits
        ).as_bytes(),
        Memory(memory().mean, memory().axes, memory().points, memory(6).logits).as_bytes(),
    ],
    ids=["empty", "another format", "cut off", "another space", "too many logits"],
)
def test_a_broken_memory_is_refused(copy, content):
    replace_memory(copy, content)
    with pytest.raises(BundleError, match="memory"):
        Classifier(read_bundle(copy))

"""Training on pictures with classes of their own, from the command to a model that is tried out."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from click.testing import CliRunner, Result
from faces import MOODS, SIDE, tinted, write_faces, write_pictures
from safetensors.torch import load_file

import training.picture_training
from recognizer.alphabet import LABELS
from recognizer.bundle import (
    CARD_FILE,
    MODEL_FILE,
    SHIPPED,
    STATE_FILE,
    BundleError,
    read_bundle,
)
from recognizer.classifier import load_classifier
from recognizer.network import Network
from recognizer.picture_classifier import PictureClassifier, softmax
from segmentation.photo.files import open_photo
from training.config import TrainConfig
from training.picture_folder import read_picture_folder
from training.picture_lessons import PictureLessons, picture_logits
from training.picture_split import split_pictures
from training.picture_training import picture_config, train_pictures
from training.watch import History, Stopped, Watch
from webapp.cli import main

EACH = 24  # faces of a mood
CHANCE = 1 / len(MOODS)
RED, BLUE = (200, 60, 60), (60, 60, 200)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@dataclass(frozen=True, slots=True)
class Trained:
    """A finished training on faces: what was said, and its folders."""

    told: str
    faces: Path
    out: Path
    card: dict[str, Any]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """Train on faces by the command line."""
    folder = tmp_path_factory.mktemp("moods")
    write_faces(folder / "faces", EACH)
    (folder / "faces" / "sad" / "broken.png").write_bytes(b"no picture")
    out = folder / "model"
    result = run("train", "--images", folder / "faces", "--epochs", 5, "--seed", 3, "--out", out)
    assert result.exit_code == 0, result.output
    card = json.loads((out / CARD_FILE).read_text(encoding="utf-8"))
    return Trained(result.stdout, folder / "faces", out, card)


# What a training leaves


def test_it_is_said_what_is_trained_and_how_well_it_does(trained):
    assert "are no symbols: training a classifier of these 7 classes." in trained.told
    rows = {line.split()[0]: line.split() for line in trained.told.splitlines() if line.split()}
    accuracy = trained.card["metrics"]["faces"]
    assert rows["all"][1:3] == [str(accuracy["n"]), f"{100 * accuracy['accuracy']:.1f}"]
    assert all(mood in rows for mood in MOODS)


def test_it_tells_moods_far_better_than_chance(trained):
    accuracy = trained.card["metrics"]["faces"]
    assert accuracy["n"] > EACH
    assert accuracy["accuracy"] > 4 * CHANCE and accuracy["interval"][0] > 2 * CHANCE


def test_the_card_says_what_the_model_is_and_comes_from(trained):
    card = trained.card
    assert (card["kind"], card["size"]) == ("pictures", SIDE)
    assert card["classes"] == sorted(MOODS)
    [data] = card["data"]
    assert data["counts"] == dict.fromkeys(sorted(MOODS), EACH)
    assert (data["samples"], data["left_out"]) == (EACH * len(MOODS), 1)
    confusion = np.array(card["confusion"])
    [part] = card["held_out"]["parts"]
    assert confusion.shape == (7, 7)
    assert confusion.sum() == part["n"] == card["metrics"]["faces"]["n"]
    assert confusion.trace() == round(part["n"] * card["metrics"]["faces"]["accuracy"])
    assert len(card["history"]) == card["config"]["epochs"] == 5
    assert card["seed"] == 3 and "pictures" in card["config"]
    assert "logit_shifts" not in card["config"]


def test_its_course_and_confusions_are_drawn_beside_it(trained):
    files = {path.name for path in trained.out.iterdir()}
    figures = {"curves.svg", "confusion.svg"}
    assert files == {CARD_FILE, MODEL_FILE, STATE_FILE} | figures
    for name in figures:
        assert (trained.out / name).read_text(encoding="utf-8").lstrip().startswith("<?xml")


# The model


def test_it_tells_new_faces_when_it_is_tried(trained, tmp_path):
    write_faces(tmp_path, 3, seed=99)
    pictures = sorted(tmp_path.rglob("*.png"))
    result = run("models", "try", trained.out, *pictures, "--json")
    assert result.exit_code == 0, result.output
    answers = [json.loads(line)["classes"] for line in result.stdout.splitlines()]
    right = [
        answer[0][0] == path.parent.name for answer, path in zip(answers, pictures, strict=True)
    ]
    assert sum(right) > 3 * CHANCE * len(pictures)
    for answer in answers:
        assert sorted(name for name, _ in answer) == sorted(MOODS)
        assert sum(share for _, share in answer) == pytest.approx(1, abs=1e-5)
        assert answer == sorted(answer, key=lambda pair: -pair[1])


def test_serving_and_training_see_the_same(trained):
    """Pictures of other sizes and colours, from a file to probabilities, both ways."""
    folder = trained.out.parent / "other"
    rng = np.random.default_rng(6)
    write_pictures(folder / "a", [tinted(RED, rng, 30, SIDE), tinted(BLUE, rng, SIDE, SIDE)])
    write_pictures(folder / "b", [tinted(BLUE, rng, 200, SIDE), tinted(RED, rng, SIDE, 9)])
    network = Network(len(MOODS), SIDE)
    network.load_state_dict(load_file(trained.out / STATE_FILE))
    seen = read_picture_folder(folder).everything
    assert seen.side == SIDE
    expected = softmax(picture_logits(network, seen) / trained.card["temperature"])
    classifier = PictureClassifier(read_bundle(trained.out))
    for path, row in zip(sorted(folder.rglob("*.png")), expected, strict=True):
        found = dict(classifier.classify(open_photo(path.read_bytes()).pixels))
        assert [found[mood] for mood in sorted(MOODS)] == pytest.approx(row.tolist(), abs=1e-4)


def test_it_cannot_be_the_calculators(trained):
    with pytest.raises(BundleError, match="classifier of 7 other classes, not the calculator's"):
        load_classifier(trained.out)


def test_nor_can_one_whose_classes_have_the_same_names(tmp_path):
    shutil.copytree(SHIPPED, tmp_path / "copy")
    card = read_bundle().card | {"kind": "pictures"}
    (tmp_path / "copy" / CARD_FILE).write_text(json.dumps(card))
    with pytest.raises(BundleError, match="classifier of 16 other classes"):
        load_classifier(tmp_path / "copy")


@pytest.mark.parametrize("changes", [{"size": 64}, {"kind": "symbols"}, {"classes": list(LABELS)}])
def test_a_card_of_another_network_is_refused(trained, tmp_path, changes):
    shutil.copytree(trained.out, tmp_path / "copy")
    (tmp_path / "copy" / CARD_FILE).write_text(json.dumps(trained.card | changes))
    with pytest.raises(BundleError):
        PictureClassifier(read_bundle(tmp_path / "copy"))


# What is refused


@pytest.mark.parametrize(
    ("names", "options", "told"),
    [
        (("7", "happy"), (), "happy names no symbol"),
        (("happy",), (), "too few classes"),
        (("happy", "sad"), (), "happy has no picture"),
        (("one", "two"), ("--own-classes",), "one has no picture"),
        ((), ("--own-classes",), "too few classes"),
        (("1",), ("--own-classes", "--data", "."), "--own-classes wants --images, and no --data"),
    ],
    ids=["mixed", "one", "empty", "numbers", "nothing", "with data"],
)
def test_a_folder_that_cannot_be_learnt_is_refused_in_a_line(tmp_path, names, options, told):
    for name in names:
        (tmp_path / "images" / name).mkdir(parents=True)
    (tmp_path / "images").mkdir(exist_ok=True)
    out = tmp_path / "model"
    result = run("train", "--images", tmp_path / "images", "--out", out, *options)
    assert result.exit_code != 0 and not out.exists()
    assert told in result.stderr.splitlines()[-1]


# The way there


class Mute(Watch):
    """Keeps the sheet, and stops a training after some epochs."""

    def __init__(self, epochs: int | None = None) -> None:
        self.sheet = b""
        self._epochs = epochs

    def drew(self, sheet: bytes) -> None:
        self.sheet = sheet

    def finished(self, history: History) -> None:
        if len(history) == self._epochs:
            raise Stopped


@pytest.fixture(scope="module")
def colours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of many red pictures and few blue ones, of odd sizes."""
    folder, rng = tmp_path_factory.mktemp("colours"), np.random.default_rng(2)
    sizes = rng.integers(14, 25, (44, 2))
    write_pictures(folder / "red", (tinted(RED, rng, *size) for size in sizes[:40]))
    write_pictures(folder / "blue", (tinted(BLUE, rng, *size) for size in sizes[40:]))
    return folder


@pytest.fixture
def config(colours: Path, tmp_path: Path) -> TrainConfig:
    small = {"epochs": 2, "epoch_size": 64, "batch_size": 16, "workers": 0}
    return picture_config(colours, tmp_path / "model", **small)


@pytest.fixture
def networks(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Network]]:
    """Collect what would be exported, and keep to one thread."""
    found: list[Network] = []
    threads = torch.get_num_threads()
    monkeypatch.setattr(training.picture_training, "export", lambda *a: found.append(a[0]))
    for name in ("curves", "confusion"):
        monkeypatch.setattr(training.picture_training, name, lambda *_: None)
    yield found
    torch.set_num_threads(threads)


def same(one: Network, other: Network) -> bool:
    pairs = zip(one.state_dict().values(), other.state_dict().values(), strict=True)
    return all(torch.allclose(a.float(), b.float(), rtol=1e-4, atol=1e-5) for a, b in pairs)


def test_a_seed_decides_the_model_also_of_a_training_that_goes_on(config, networks):
    watch = Mute()
    train_pictures(config, watch)
    assert watch.sheet.startswith(b"\x89PNG")
    with pytest.raises(Stopped):
        train_pictures(config, Mute(epochs=1))
    assert [path.name for path in config.out.iterdir()] == ["checkpoint.safetensors"]
    train_pictures(config, Mute())
    assert not any(config.out.iterdir())
    train_pictures(replace(config, seed=2), Mute())
    whole, resumed, other = networks
    assert same(whole, resumed) and not same(whole, other)


def lessons(config: TrainConfig) -> PictureLessons:
    return PictureLessons(*split_pictures(read_picture_folder(config.data), 0.2), config)


def fingerprint(config: TrainConfig, epoch: int = 0) -> list[str]:
    """Return a hash of each batch of an epoch."""
    return [
        hashlib.sha256(pictures.numpy().tobytes() + targets.numpy().tobytes()).hexdigest()
        for pictures, targets in lessons(config).batches(epoch)
    ]


def test_the_number_of_workers_changes_no_batch(config):
    alone = fingerprint(config)
    assert len(set(alone)) == 4
    assert fingerprint(replace(config, workers=2)) == alone
    assert not set(fingerprint(config, epoch=1)) & set(alone)


def test_a_rare_class_is_learnt_as_often_as_a_usual_one(config):
    large = replace(config, epoch_size=400, batch_size=400)
    [(pictures, targets)] = lessons(large).batches(0)
    assert pictures.shape == (400, 3, 24, 24)
    assert 0 <= float(pictures.min()) < float(pictures.max()) <= 1
    assert float(targets.float().mean()) == pytest.approx(0.5, abs=0.1)
